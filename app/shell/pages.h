// SPDX-License-Identifier: GPL-3.0-or-later
// Pages: the welcome page, or the tabs with the docks around them. GUI thread only.
#pragma once
#include <QStackedWidget>
#include <string_view>
#include <vector>

class QDockWidget;
class QMainWindow;
class QTabWidget;

namespace convscope {

class Settings;

class Pages : public QStackedWidget {
    Q_OBJECT
public:
    Pages(QMainWindow &window, Settings &preferences);

    void setWelcome(QWidget *page);
    void addTab(const char *id, const QString &title, QWidget *page);
    void addDock(const char *id, const QString &title, QWidget *panel, Qt::DockWidgetArea area);
    const std::vector<QDockWidget *> &docks() const { return m_docks; }

    /// Everything has been added: the docks stand where they stood when the program was closed.
    void begin();
    void resetLayout(); ///< every dock as it stood the very first time
    void keepLayout(); ///< for the next start

    void showWelcome();
    void enter(); ///< from the welcome page to the tabs
    void enterAlone(); ///< the same without docks, which have nothing to show
    bool isAlone() const { return m_isAlone; }
    bool isEntered() const; ///< the tabs are shown
    void bringUp(std::string_view id); ///< a tab, or a dock
    bool isUp(std::string_view id) const; ///< the tab is in sight

Q_SIGNALS:
    void turned(); ///< another tab or page is shown

private:
    void arrange();

    QMainWindow &m_window;
    Settings &m_preferences;
    QWidget *m_welcome = nullptr;
    QTabWidget *m_tabs;
    std::vector<QDockWidget *> m_docks; // the left ones from above, then the right one
    QByteArray m_firstLayout;
    bool m_isAlone = false;
    struct Tab {
        std::string_view id;
        QWidget *page;
    };
    std::vector<Tab> m_ids;
};

} // namespace convscope
