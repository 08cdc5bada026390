// SPDX-License-Identifier: GPL-3.0-or-later
// Test classes of one program, each known by the name of its file.
#pragma once
#include <QTest>
#include <memory>

namespace convscope::test {

/// Makes a class known before main() runs, which takes a file's name as its first argument and
/// runs the class that stands there, with a QApplication.
class QtTest {
public:
    using Create = std::unique_ptr<QObject> (*)();
    QtTest(const char *file, Create create);
};

} // namespace convscope::test

/// Instead of QTEST_MAIN, at the end of a file, inside a namespace that is named like it: files are
/// compiled together, and each has names of its own.
#define CONVSCOPE_QT_TEST(Class)                                                                   \
    static const convscope::test::QtTest g_thisTest(                                               \
        __FILE__, [] { return std::unique_ptr<QObject>(std::make_unique<Class>()); });
