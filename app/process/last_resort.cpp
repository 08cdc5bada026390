// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/process/last_resort.h"
#include <cstdlib>
#include <cstring>
#include <exception>
#include <initializer_list>
#include <new>
#include <unistd.h>

namespace convscope {

namespace {

constexpr int kFailed = 1;

const char *g_name = "convscope"; // set once, before there are threads

/// Takes no memory.
void say(const char *text)
{
    for (const char *part : { g_name, ": ", text, "\n" })
        if (::write(STDERR_FILENO, part, std::strlen(part)) < 0)
            return;
}

[[noreturn]] void endUncaught()
{
    try {
        if (const auto error = std::current_exception())
            std::rethrow_exception(error);
    } catch (const std::bad_alloc &) {
        endWithoutMemory();
    } catch (const std::exception &error) {
        say(error.what());
    } catch (...) {
        say("it ended for a reason that nobody names");
    }
    std::abort(); // an error of the program: what was going on is kept for those who mend it
}

} // namespace

void installLastResort(const char *name)
{
    g_name = name;
    std::set_terminate(endUncaught);
}

void endWithoutMemory()
{
    say("there is not enough memory for this; close other programs, or choose smaller batches, "
        "images or networks"); // as errorText(), which would ask for memory
    std::_Exit(kFailed);
}

} // namespace convscope
