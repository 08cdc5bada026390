// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/qt_test.h"
#include <QApplication>
#include <filesystem>
#include <iostream>
#include <map>

namespace convscope::test {

namespace {

std::map<std::string, QtTest::Create> &tests()
{
    static std::map<std::string, QtTest::Create> all;
    return all;
}

int run(int count, char **arguments)
{
    const auto found = tests().find(count > 1 ? arguments[1] : "");
    if (found == tests().end()) {
        std::cerr << "Give one of these, and then what QtTest takes:\n";
        for (const auto &[name, create] : tests())
            std::cerr << name << '\n';
        return EXIT_FAILURE;
    }
    arguments[1] = arguments[0];
    --count;
    ++arguments;
    const QApplication app(count, arguments);
    return QTest::qExec(found->second().get(), count, arguments);
}

} // namespace

QtTest::QtTest(const char *file, Create create)
{
    tests().emplace(std::filesystem::path(file).stem().string(), create);
}

} // namespace convscope::test

int main(int count, char **arguments)
{
    return convscope::test::run(count, arguments);
}
