// SPDX-License-Identifier: GPL-3.0-or-later
// What MainWindow has for surgery: its place on the maps' page, and whose steps Ctrl+Z undoes.
#include "app/rooms/ablation/surgery_actions.h"
#include "app/shell/main_window.h"
#include "ui/kit/message_bar.h"
#include "ui/maps/maps_panel.h"
#include <QSplitter>
#include <QTabWidget>
#include <QUndoGroup>
#include <QVBoxLayout>

namespace convscope {

/// What is edited above the maps, and what was found out about them below.
void MainWindow::buildSurgery(QVBoxLayout &above, QSplitter &parts)
{
    m_surgery = new SurgeryActions(m_services, *m_maps, *parts.parentWidget());
    above.addWidget(m_surgery->bar());
    parts.addWidget(m_surgery->panel());
    parts.setStretchFactor(0, 3);
    parts.setStretchFactor(1, 2);
    connect(m_surgery, &SurgeryActions::noted, m_mapsMessage, &MessageBar::showNote);
    connect(m_surgery, &SurgeryActions::sampleShown, this, &MainWindow::showMaps);
}

/// The steps that were made last are undone first, and on the maps' page those of the surgery.
void MainWindow::chooseSteps()
{
    m_steps = new QUndoGroup(this);
    QUndoGroup &group = *m_steps;
    QUndoStack &leftOut = *m_leftOutSteps;
    QUndoStack &surgery = m_surgery->steps();
    group.addStack(&leftOut);
    group.addStack(&surgery);
    connect(&leftOut, &QUndoStack::indexChanged, &group, [&group, &leftOut] {
        if (leftOut.count() > 0)
            group.setActiveStack(&leftOut);
    });
    connect(&surgery, &QUndoStack::indexChanged, &group, [&group, &leftOut, &surgery] {
        group.setActiveStack(surgery.count() > 0 ? &surgery : &leftOut);
    });
    m_steps->setActiveStack(m_leftOutSteps);
    connect(m_tabs, &QTabWidget::currentChanged, this, [this, known = QPointer(m_surgery)] {
        const bool onMaps
            = known && m_tabs->currentWidget() == m_mapsPage && known->steps().count() > 0;
        m_steps->setActiveStack(onMaps ? &known->steps() : m_leftOutSteps);
    });
}

} // namespace convscope
