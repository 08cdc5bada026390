// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/notices.h"
#include <cstdio>
#include <mutex>
#include <set>
#include <utility>

namespace convscope {

namespace {

struct Notices {
    std::mutex mutex;
    std::set<std::string> told;
    std::function<void(const std::string &)> listener;
};

Notices &all()
{
    static Notices notices;
    return notices;
}

} // namespace

void notice(const std::string &sentence)
{
    Notices &notices = all();
    const std::lock_guard lock(notices.mutex);
    if (!notices.told.insert(sentence).second)
        return;
    if (notices.listener)
        notices.listener(sentence);
    else
        std::fprintf(stderr, "note: %s\n", sentence.c_str());
}

void onNotice(std::function<void(const std::string &sentence)> listener)
{
    Notices &notices = all();
    const std::lock_guard lock(notices.mutex);
    notices.listener = std::move(listener);
}

} // namespace convscope
