// SPDX-License-Identifier: GPL-3.0-or-later
// Typing into fields with real keys.
#pragma once
#include <QLocale>
#include <QTest>
#include <QWidget>

namespace convscope::test {

/// Over what stands there, and without leaving the field.
inline void type(QWidget &field, const QString &text)
{
    [[maybe_unused]] const bool isActive = QTest::qWaitForWindowActive(field.window());
    field.setFocus();
    QTest::keySequence(&field, QKeySequence::SelectAll);
    QTest::keyClicks(&field, text);
}

/// Another language for as long as it lives.
class Language {
public:
    explicit Language(const char *name) { QLocale::setDefault(QLocale(QLatin1String(name))); }
    ~Language() { QLocale::setDefault(m_before); }
    Language(const Language &) = delete;
    Language &operator=(const Language &) = delete;

private:
    QLocale m_before;
};

} // namespace convscope::test
