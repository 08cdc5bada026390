// SPDX-License-Identifier: GPL-3.0-or-later
// The demonstration's part of MainWindow.
#include "app/rooms/filters/chelsea_demo.h"
#include "app/services/services.h"
#include "app/shell/main_window.h"
#include "ui/filters/filter_editor.h"
#include "ui/kit/settings.h"
#include "ui/maps/maps_panel.h"
#include <QFileDialog>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <algorithm>

namespace convscope {

/// Below the maps, as high as a filter needs; where the window is low it scrolls.
void MainWindow::buildFilterEditor(QSplitter &parts)
{
    auto *editor = new FilterEditor(this);
    m_chelsea = new ChelseaDemo(m_services.inspection, *editor);
    connect(editor, &FilterEditor::pictureWanted, this, &MainWindow::choosePinned);
    connect(editor, &FilterEditor::figuresWanted, this, &MainWindow::saveFigures);
    auto *area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidget(editor);
    parts.addWidget(area);
    const auto follow = [this, area, &parts] {
        const bool shows = m_services.inspection.showsChelsea();
        area->setVisible(shows);
        // In letters: what the maps need at least beside it, and seven columns of cells.
        constexpr int kRoomForBoth = 150, kWidth = 62, kLines = 18;
        const int letter = fontMetrics().averageCharWidth();
        const bool beside = shows && parts.width() > letter * kRoomForBoth;
        parts.setOrientation(beside ? Qt::Horizontal : Qt::Vertical);
        if (!shows)
            return;
        m_maps->unfoldBlock(); // conv, ReLU and pool side by side, as in the figures
        const int wanted = beside ? letter * kWidth : fontMetrics().height() * kLines;
        QList<int> sizes = parts.sizes();
        int &own = sizes[parts.indexOf(area)];
        sizes.front() = std::max(0, (beside ? parts.width() : parts.height()) - wanted);
        own = wanted;
        parts.setSizes(sizes);
    };
    connect(&m_services.inspection, &Inspection::demoChanged, area, follow);
    connect(&m_services.inspection, &Inspection::demoChanged, this, [this] {
        if (m_withoutDocks && !m_services.inspection.showsChelsea())
            showWelcome(); // there is no network to go back to
    });
    connect(editor, &FilterEditor::layerChosen, m_maps, &MapsPanel::chooseLayer);
    connect(m_maps, &MapsPanel::layerChosen, editor, [editor](const QString &layer) {
        const QChar number = layer.isEmpty() ? QChar() : layer.back(); // relu2 comes from conv2
        editor->chooseLayer(QStringLiteral("conv") + number);
    });
    follow();
}

/// Docks with nothing in them would only take room from the cat.
void MainWindow::showChelsea()
{
    m_withoutDocks = m_withoutDocks
        || (m_pages->currentWidget() != m_tabs && !m_services.dataset.loaded().data
            && !m_services.models.hasModel());
    m_withoutDocks ? m_pages->setCurrentWidget(m_tabs) : leaveWelcome();
    m_services.inspection.showChelsea();
    m_tabs->setCurrentWidget(m_mapsPage);
}

void MainWindow::saveFigures()
{
    const QString folder = QFileDialog::getExistingDirectory(
        this, tr("Save the figures in a folder"), m_settings.lastFolder());
    if (folder.isEmpty())
        return;
    m_settings.setLastFolder(folder);
    m_chelsea->saveFigures(folder);
}

} // namespace convscope
