// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/menus.h"
#include "app/shell/new_action.h"
#include "app/shell/pages.h"
#include "ui/kit/settings.h"
#include <QActionGroup>
#include <QApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDockWidget>
#include <QFormLayout>
#include <QLabel>
#include <QMainWindow>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>
#include <QUndoGroup>
#include <algorithm>
#include <array>

namespace convscope {

Menus::Menus(QMainWindow &window, Settings &preferences, Pages &pages)
    : QObject(&window)
    , m_window(window)
    , m_preferences(preferences)
    , m_pages(pages)
    , m_quit(newAction(
          window, { "actionQuit", tr("&Quit"), tr("End the program") }, QKeySequence::Quit))
    , m_resetLayout(newAction(window,
          { "actionResetLayout", tr("&Reset layout"), tr("Put every panel back to its place") }))
    , m_shortcuts(
          newAction(window, { "actionShortcuts", tr("&Keyboard shortcuts"), tr("List all keys") },
              QKeySequence::HelpContents))
    , m_about(
          newAction(window, { "actionAbout", tr("&About ConvScope"), tr("Version and licence") }))
{
    connect(m_quit, &QAction::triggered, &window, &QWidget::close);
    connect(m_resetLayout, &QAction::triggered, &pages, &Pages::resetLayout);
    connect(m_shortcuts, &QAction::triggered, this, &Menus::showShortcuts);
    connect(m_about, &QAction::triggered, this, &Menus::showAbout);
}

void Menus::build(QUndoGroup &steps)
{
    std::ranges::stable_sort(m_actions, {}, &RoomAction::place);
    for (const RoomAction &action : m_actions) {
        if (!action.opens || action.action->menu())
            continue;
        auto *menu = new QMenu(&m_window);
        menu->setToolTipsVisible(true);
        fill(*menu, *action.opens);
        action.action->setMenu(menu);
    }
    fillBar();
    QMenuBar &bar = *m_window.menuBar();
    QMenu *file = bar.addMenu(tr("&File"));
    fill(*file, Menu::File);
    file->addSeparator();
    file->addAction(m_quit);
    fillEdit(steps);
    fillView(*bar.addMenu(tr("&View")));
    fill(*bar.addMenu(tr("&Train")), Menu::Train);
    bar.addMenu(tr("&Help"))->addActions({ m_shortcuts, m_about });
}

std::vector<RoomAction> Menus::of(Menu which) const
{
    std::vector<RoomAction> result;
    std::ranges::copy_if(m_actions, std::back_inserter(result),
        [which](const RoomAction &action) { return action.menu == which; });
    return result;
}

void Menus::fill(QMenu &menu, Menu which)
{
    constexpr int kGroup = 100;
    std::optional<int> group;
    for (const RoomAction &action : of(which)) {
        if (group && *group != action.place / kGroup)
            menu.addSeparator();
        group = action.place / kGroup;
        menu.addAction(action.action);
    }
}

void Menus::fillBar()
{
    auto *bar = m_window.addToolBar(tr("Tools"));
    bar->setObjectName(QStringLiteral("toolBar"));
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setMovable(false);
    QMenu groups;
    fill(groups, Menu::ToolBar);
    for (QAction *action : groups.actions()) {
        if (action->isSeparator()) {
            bar->addSeparator();
            continue;
        }
        bar->addAction(action);
        if (auto *button = qobject_cast<QToolButton *>(bar->widgetForAction(action));
            button && action->menu())
            button->setPopupMode(QToolButton::InstantPopup);
    }
}

void Menus::fillEdit(QUndoGroup &steps)
{
    QAction *undo = steps.createUndoAction(&m_window, tr("&Undo"));
    undo->setObjectName(QStringLiteral("actionUndo"));
    undo->setShortcut(QKeySequence::Undo);
    QAction *redo = steps.createRedoAction(&m_window, tr("&Redo"));
    redo->setObjectName(QStringLiteral("actionRedo"));
    redo->setShortcut(QKeySequence::Redo);
    m_window.menuBar()->addMenu(tr("&Edit"))->addActions({ undo, redo });
}

void Menus::fillView(QMenu &menu)
{
    for (const QDockWidget *dock : m_pages.docks())
        menu.addAction(dock->toggleViewAction());
    menu.addSeparator();
    QMenu *themes = menu.addMenu(tr("&Colours"));
    auto *group = new QActionGroup(this);
    const std::array<std::pair<Theme, QString>, 3> choices {
        { { Theme::System, tr("As the &system") }, { Theme::Light, tr("&Light") },
            { Theme::Dark, tr("&Dark") } }
    };
    for (const auto &[theme, title] : choices) {
        QAction *action = group->addAction(title);
        action->setCheckable(true);
        action->setChecked(m_preferences.theme() == theme);
        connect(action, &QAction::triggered, this, [this, chosen = theme] { useTheme(chosen); });
    }
    themes->addActions(group->actions());
    menu.addSeparator();
    fill(menu, Menu::View);
    menu.addAction(m_resetLayout);
}

void Menus::useTheme(Theme theme)
{
    m_preferences.setTheme(theme);
    applyTheme(theme);
}

void Menus::showShortcuts()
{
    QDialog dialog(&m_window);
    dialog.setWindowTitle(tr("Keyboard shortcuts"));
    auto *form = new QFormLayout(&dialog);
    form->setHorizontalSpacing(m_window.fontMetrics().height() * 2);
    QList<QAction *> all;
    for (const Menu menu : { Menu::File, Menu::Train })
        for (const RoomAction &action : of(menu))
            all.append(action.action);
    all.append({ m_shortcuts, m_quit });
    for (const QAction *action : all) {
        if (action->shortcut().isEmpty())
            continue;
        QString text = action->text();
        text.remove(QLatin1Char('&'));
        form->addRow(action->shortcut().toString(QKeySequence::NativeText), new QLabel(text));
    }
    form->addRow(tr("Ctrl+V"), new QLabel(tr("Classify the copied image (in Predict)")));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, &dialog);
    connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    form->addRow(buttons);
    dialog.exec();
}

void Menus::showAbout()
{
    QDialog dialog(&m_window);
    dialog.setWindowTitle(tr("About ConvScope"));
    auto *layout = new QVBoxLayout(&dialog);
    auto *text = new QLabel(tr("<h2>ConvScope %1</h2>"
                               "<p>Watch a convolutional network learn, on your own computer.</p>"
                               "<p>Free software under the GNU General Public License, version 3 "
                               "or later. It comes without any warranty.</p>")
                                .arg(QApplication::applicationVersion()));
    text->setWordWrap(true);
    layout->addWidget(text);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, &dialog);
    connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    layout->addWidget(buttons);
    dialog.exec();
}

} // namespace convscope
