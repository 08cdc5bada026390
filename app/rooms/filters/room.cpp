// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/filters/room.h"
#include "app/rooms/filters/chelsea_demo.h"
#include "app/shell/new_action.h"
#include "ui/filters/demonstration_bar.h"
#include "ui/filters/filter_editor.h"
#include "ui/kit/settings.h"
#include <QScrollArea>
#include <QSplitter>
#include <algorithm>

namespace convscope {

FiltersRoom::FiltersRoom(Services &services, Shell &shell)
    : Room(services, shell)
    , m_show(newAction(shell.window(),
          { "actionChelsea", tr("See a &convolution at work"),
              tr("Chelsea the cat under three layers of filters, every number of which you can "
                 "change"),
              "maps" }))
    , m_area(new QScrollArea(&shell.window()))
    , m_editor(new FilterEditor(&shell.window()))
    , m_demo(new ChelseaDemo(services.inspection, *m_editor))
{
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setWidget(m_editor);
    connect(m_show, &QAction::triggered, this, &FiltersRoom::begin);
    const DemonstrationBar *bar = &m_editor->bar();
    connect(bar, &DemonstrationBar::imageRequested, &services.focus, &MapsFocus::imageRequested);
    connect(bar, &DemonstrationBar::figuresRequested, this, &FiltersRoom::saveFigures);
    connect(&services.inspection.pinned(), &PinnedImage::demoChanged, this, &FiltersRoom::follow);
    connectMaps();
    m_area->hide();
}

void FiltersRoom::connectMaps()
{
    MapsFocus &focus = m_services.focus;
    connect(m_editor, &FilterEditor::layerChosen, &focus, &MapsFocus::layerRequested);
    connect(&focus, &MapsFocus::layerChanged, this, [this, &focus] {
        m_editor->chooseLayer(
            QString::fromStdString(chelseaFilterLayer(focus.layer().toStdString())));
    });
}

QWidget *FiltersRoom::widget()
{
    return m_area;
}

/// Docks with nothing in them would only take room from the cat.
void FiltersRoom::begin()
{
    m_services.inspection.pinned().showChelsea();
    m_shell.showAlone("maps");
}

/// Beside the maps where there is room for both, else below them, as high as a filter needs; where
/// the window is low it scrolls.
void FiltersRoom::follow()
{
    const bool shows = m_services.inspection.pinned().showsChelsea();
    m_area->setVisible(shows);
    auto *parts = qobject_cast<QSplitter *>(m_area->parentWidget());
    if (!parts)
        return;
    // In letters: what the maps need at least beside it, and seven columns of cells.
    constexpr int kRoomForBoth = 150, kWidth = 62, kLines = 18;
    const QFontMetrics metrics = m_shell.window().fontMetrics();
    const int letter = metrics.averageCharWidth();
    const bool beside = shows && parts->width() > letter * kRoomForBoth;
    parts->setOrientation(beside ? Qt::Horizontal : Qt::Vertical);
    if (!shows)
        return;
    Q_EMIT m_services.focus.blockRequested(); // conv, ReLU and pool side by side, as in the figures
    const int own = beside ? letter * kWidth : metrics.height() * kLines;
    QList<int> sizes = parts->sizes();
    sizes.front() = std::max(0, (beside ? parts->width() : parts->height()) - own);
    sizes[parts->indexOf(m_area)] = own;
    parts->setSizes(sizes);
}

void FiltersRoom::saveFigures()
{
    const QString folder = m_shell.askOpenFolder(tr("Save the figures in a folder"));
    if (folder.isEmpty())
        return;
    m_shell.preferences().setLastFolder(folder);
    m_demo->saveFigures(folder);
}

} // namespace convscope
