// SPDX-License-Identifier: GPL-3.0-or-later
// The demonstration's part of MainWindow.
#include "app/chelsea_demo.h"
#include "app/main_window.h"
#include "app/session.h"
#include "ui/panels/filter_editor.h"
#include "ui/panels/maps_panel.h"
#include "ui/settings.h"
#include <QFileDialog>
#include <QScrollArea>
#include <QSplitter>
#include <algorithm>

namespace convscope {

/// Below the maps, as high as a filter needs; where the window is low it scrolls.
void MainWindow::buildFilterEditor(QSplitter &parts)
{
    auto *editor = new FilterEditor(this);
    m_chelsea = new ChelseaDemo(m_session.inspection(), *editor);
    connect(editor, &FilterEditor::pictureWanted, this, &MainWindow::choosePinned);
    connect(editor, &FilterEditor::figuresWanted, this, &MainWindow::saveFigures);
    auto *area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidget(editor);
    parts.addWidget(area);
    const auto follow = [this, area, &parts] {
        area->setVisible(m_session.inspection().showsChelsea());
        if (!m_session.inspection().showsChelsea())
            return;
        m_maps->unfoldBlock(); // conv, ReLU and pool side by side, as in the figures
        constexpr int kLines = 18; // seven rows of cells and what stands around them
        const int height = fontMetrics().height() * kLines;
        QList<int> sizes = parts.sizes();
        int &own = sizes[parts.indexOf(area)];
        sizes.front() = std::max(0, sizes.front() + own - height);
        own = height;
        parts.setSizes(sizes);
    };
    connect(&m_session.inspection(), &Inspection::demoChanged, area, follow);
    connect(editor, &FilterEditor::layerChosen, m_maps, &MapsPanel::chooseLayer);
    connect(m_maps, &MapsPanel::layerChosen, editor, [editor](const QString &layer) {
        const QChar number = layer.isEmpty() ? QChar() : layer.back(); // relu2 comes from conv2
        editor->chooseLayer(QStringLiteral("conv") + number);
    });
    follow();
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
