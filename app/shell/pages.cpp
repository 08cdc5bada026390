// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/pages.h"
#include "ui/kit/settings.h"
#include <QDockWidget>
#include <QMainWindow>
#include <QTabWidget>

namespace convscope {

Pages::Pages(QMainWindow &window, Settings &preferences)
    : QStackedWidget(&window)
    , m_window(window)
    , m_preferences(preferences)
    , m_tabs(new QTabWidget(&window))
{
    m_tabs->setObjectName(QStringLiteral("centralTabs"));
    m_tabs->setDocumentMode(true);
    connect(m_tabs, &QTabWidget::currentChanged, this, &Pages::turned);
    connect(this, &QStackedWidget::currentChanged, this, &Pages::turned);
}

void Pages::setWelcome(QWidget *page)
{
    m_welcome = page;
    addWidget(page);
    addWidget(m_tabs);
}

void Pages::addTab(const char *id, const QString &title, QWidget *page)
{
    m_ids.push_back({ id, page });
    m_tabs->addTab(page, title);
}

void Pages::addDock(const char *id, const QString &title, QWidget *panel, Qt::DockWidgetArea area)
{
    auto *dock = new QDockWidget(title, &m_window);
    dock->setObjectName(QString::fromLatin1(id) + QStringLiteral("Dock"));
    dock->setWidget(panel);
    m_window.addDockWidget(area, dock);
    // Qt only moves a dock away that lies behind another: its fields would go on taking keys.
    QSizePolicy policy = panel->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    panel->setSizePolicy(policy);
    connect(dock, &QDockWidget::visibilityChanged, panel, &QWidget::setVisible);
    m_docks.push_back(dock);
}

void Pages::begin()
{
    arrange();
    m_firstLayout = m_window.saveState();
    m_window.restoreGeometry(m_preferences.geometry());
    m_window.restoreState(m_preferences.docks());
}

/// The first above; the others of the left share the place below it; one on the right.
void Pages::arrange()
{
    for (QDockWidget *dock : m_docks) {
        dock->setFloating(false);
        dock->show();
    }
    QDockWidget *left = m_docks.front();
    QDockWidget *below = m_docks.at(1);
    QDockWidget *right = m_docks.back();
    m_window.addDockWidget(Qt::LeftDockWidgetArea, left);
    m_window.addDockWidget(Qt::LeftDockWidgetArea, below);
    m_window.addDockWidget(Qt::RightDockWidgetArea, right);
    for (std::size_t i = 2; i + 1 < m_docks.size(); ++i)
        m_window.tabifyDockWidget(below, m_docks.at(i));
    below->raise();
    m_window.resizeDocks({ left, right }, { 330, 262 }, Qt::Horizontal);
    m_window.resizeDocks({ left, below }, { 480, 340 }, Qt::Vertical);
}

void Pages::resetLayout()
{
    enter();
    m_window.restoreState(m_firstLayout);
}

void Pages::keepLayout()
{
    if (isEntered() && !m_isAlone)
        m_preferences.setWindow(m_window.saveGeometry(), m_window.saveState());
}

void Pages::showWelcome()
{
    for (QDockWidget *dock : m_docks)
        dock->hide();
    m_isAlone = false;
    setCurrentWidget(m_welcome);
}

bool Pages::isEntered() const
{
    return currentWidget() == m_tabs;
}

void Pages::enter()
{
    if (isEntered() && !m_isAlone)
        return;
    m_isAlone = false;
    setCurrentWidget(m_tabs);
    m_window.restoreState(m_preferences.docks().isEmpty() ? m_firstLayout : m_preferences.docks());
}

void Pages::enterAlone()
{
    m_isAlone = true;
    setCurrentWidget(m_tabs);
}

void Pages::bringUp(std::string_view id)
{
    for (const Tab &tab : m_ids)
        if (tab.id == id)
            m_tabs->setCurrentWidget(tab.page);
}

bool Pages::isUp(std::string_view id) const
{
    for (const Tab &tab : m_ids)
        if (tab.id == id)
            return isEntered() && m_tabs->currentWidget() == tab.page;
    return false;
}

} // namespace convscope
