// SPDX-License-Identifier: GPL-3.0-or-later
// PlainShell: a shell with nothing in it, for a room on its own.
#pragma once
#include "app/shell/shell.h"
#include "tests/support/temp_folder.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/settings.h"
#include <QWidget>

namespace convscope::test {

class PlainShell final : public Shell {
public:
    QWidget &window() override { return m_window; }
    Settings &preferences() override { return m_preferences; }
    MessageBar &message() override { return m_message; }
    void enter() override { }
    void show(const char *room) override { m_shown = room; }
    void showAlone(const char *room) override { m_shown = room; }
    bool shows(const char *room) const override { return m_shown == room; }
    void openDataset(const QString &) override { }
    void trigger(const char *) override { }
    bool takeTyped() override { return true; }
    void setQuitQuestion(std::function<bool()>) override { }

private:
    TempFolder m_folder;
    Settings m_preferences { QString::fromStdString((m_folder / "window.ini").string()) };
    QWidget m_window;
    MessageBar m_message { &m_window };
    std::string m_shown;
};

} // namespace convscope::test
