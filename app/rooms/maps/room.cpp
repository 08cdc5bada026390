// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/maps/room.h"
#include "ui/formula/formula_view.h"
#include "ui/kit/message_bar.h"
#include "ui/maps/image_column.h"
#include "ui/maps/layer_strip.h"
#include "ui/maps/map_grid.h"
#include "ui/maps/maps_controls.h"
#include "ui/maps/maps_panel.h"
#include "ui/maps/maps_row.h"
#include <QAction>

namespace convscope {

MapsRoom::MapsRoom(Services &services, Shell &shell)
    : Room(services, shell)
    , m_panel(new MapsPanel(&shell.window()))
    , m_message(new MessageBar(&shell.window()))
{
    QSizePolicy policy = m_panel->sizePolicy();
    policy.setHorizontalStretch(3); // beside or above what belongs to the maps
    policy.setVerticalStretch(3);
    m_panel->setSizePolicy(policy);
    connectInspection();
    connectFormula();
    connectPanel();
    connectFocus();
}

void MapsRoom::connectInspection()
{
    Inspection &inspection = m_services.inspection;
    connect(&inspection.network(), &ShownNetwork::layersChanged, m_panel, &MapsPanel::setLayers);
    connect(&inspection.network(), &ShownNetwork::kernelsChanged, m_panel, &MapsPanel::setKernels);
    connect(&inspection.pinned(), &PinnedImage::pinnedChanged, &m_panel->row().images(),
        &ImageColumn::setPinned);
    connect(&inspection, &Inspection::mapsReady, m_panel, &MapsPanel::setMaps);
    connect(&inspection, &Inspection::mapsForgotten, this, [this] { m_panel->setMaps(nullptr); });
    connect(&inspection.kept(), &KeptImage::ready, m_panel, &MapsPanel::setKeptMaps);
    connect(
        &inspection, &Inspection::inspected, this, [this, copied = 0.0](double seconds) mutable {
            const double now = m_services.training.controller().inspectionSeconds();
            InspectionCost &cost = m_panel->controls().cost();
            cost.addComputing(seconds);
            cost.addCopying(now - std::exchange(copied, now));
        });
    connect(&inspection, &Inspection::mapsFailed, m_message, &MessageBar::showError);
    connect(&inspection.pinned(), &PinnedImage::pinnedChanged, this, &MapsRoom::sayWhatIsPinned);
    // The maps that were put aside are another network's.
    connect(&m_services.training.run(), &RunModel::started, m_panel, &MapsPanel::dropKept);
    connect(&m_services.scales, &ChannelScales::dropped, this, [this] {
        m_message->showNote(
            tr("Another network is looked at: the ablation of the one before was undone."));
    });
}

void MapsRoom::connectFormula()
{
    Inspection &inspection = m_services.inspection;
    ImageColumn *images = &m_panel->row().images();
    MapGrid *grid = &m_panel->row().grid();
    auto *formula = new FormulaView;
    m_panel->row().setDetail(formula);
    connect(&inspection, &Inspection::mapsReady, formula, &FormulaView::setMaps);
    const auto forget = [formula] {
        formula->setMaps(nullptr);
    };
    connect(&inspection.network(), &ShownNetwork::layersChanged, formula, forget);
    connect(&inspection, &Inspection::mapsForgotten, formula, forget);
    connect(grid, &MapGrid::placeChosen, formula, &FormulaView::setPlace);
    connect(grid, &MapGrid::placeLeft, formula, &FormulaView::leave);
    connect(formula, &FormulaView::placeChosen, m_panel, &MapsPanel::choosePlace);
    connect(formula, &FormulaView::marksChanged, grid, &MapGrid::setMarks);
    connect(formula, &FormulaView::marksChanged, images, &ImageColumn::setMarks);
    connect(formula, &FormulaView::closeRequested, grid, &MapGrid::leavePlace);
}

void MapsRoom::connectPanel()
{
    Inspection &inspection = m_services.inspection;
    PinnedImage &pinned = inspection.pinned();
    const ImageColumn *images = &m_panel->row().images();
    connect(images, &ImageColumn::pinSampleRequested, &pinned, &PinnedImage::pinNeighbour);
    connect(images, &ImageColumn::pinFileRequested, &pinned, &PinnedImage::pinFile);
    connect(images, &ImageColumn::pinDroppedRequested, &pinned, &PinnedImage::pinImage);
    connect(images, &ImageColumn::pinRefused, &inspection, &Inspection::mapsFailed);
    connect(images, &ImageColumn::pinImageRequested, this, &MapsRoom::choosePinned);
    connect(images, &ImageColumn::followRequested, &inspection.kept(), &KeptImage::setFollows);
    connect(m_panel, &MapsPanel::viewKept, &inspection.kept(), &KeptImage::keep);
    const MapsControls *controls = &m_panel->controls();
    connect(controls, &MapsControls::scoreRequested, &inspection, &Inspection::setScore);
    connect(controls, &MapsControls::rateRequested, &inspection, &Inspection::setLiveRate);
    connect(controls, &MapsControls::saveRequested, this, &MapsRoom::save);
}

void MapsRoom::connectFocus()
{
    MapsFocus &focus = m_services.focus;
    LayerStrip *strip = &m_panel->strip();
    MapGrid *grid = &m_panel->row().grid();
    const auto tell = [this, &focus] {
        focus.setLayer(m_panel->shown().layer, m_panel->shown().hasFilters());
    };
    connect(strip, &LayerStrip::layerChosen, this, tell);
    connect(&m_services.inspection.network(), &ShownNetwork::layersChanged, this, tell);
    connect(&m_services.inspection.network(), &ShownNetwork::kernelsChanged, this, tell);
    connect(grid, &MapGrid::menuRequested, &focus, &MapsFocus::menuRequested);
    connect(&focus, &MapsFocus::layerRequested, strip, &LayerStrip::choose);
    connect(&focus, &MapsFocus::blockRequested, m_panel, &MapsPanel::unfoldBlock);
    connect(&focus, &MapsFocus::mapRequested, this, [strip, grid](const QString &layer, int map) {
        strip->choose(layer);
        grid->enlarge(map);
    });
    connect(&focus, &MapsFocus::imageRequested, this, &MapsRoom::choosePinned);
    // The arithmetic of one value belonged to the image before.
    connect(&focus, &MapsFocus::otherImageRequested, this, [this, grid] {
        grid->leavePlace();
        m_shell.show("maps");
    });
}

QWidget *MapsRoom::widget()
{
    return m_panel;
}

QWidget *MapsRoom::bar()
{
    return m_message;
}

std::vector<RoomAction> MapsRoom::actions()
{
    std::vector<RoomAction> all;
    for (QAction *action : m_panel->controls().saveActions())
        all.push_back({ action, Menu::Export, 200 + int(all.size()) });
    return all;
}

void MapsRoom::shown(bool isShown)
{
    m_services.inspection.setMapsVisible(isShown);
}

void MapsRoom::sayWhatIsPinned()
{
    if (m_services.inspection.pinned().showsChelsea())
        m_message->showNote(
            tr("Filters that nobody trained. The first layer's find edges: one answers where it "
               "gets lighter to the right, one where the top is lighter than the bottom; "
               "those after them are random. Change any number: all maps that follow from it "
               "change at once."));
    else
        m_message->clear();
}

void MapsRoom::choosePinned()
{
    const QString file = m_shell.askOpenFile(tr("Look at an image"),
        tr("Images (*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff *.pnm *.pgm *.ppm);;All "
           "files (*)"));
    if (!file.isEmpty())
        m_services.inspection.pinned().pinFile(file);
}

void MapsRoom::save(const MapsFile &file)
{
    const auto maps = m_panel->shown().maps; // as they are now, whatever the run does meanwhile
    const QString layer = file.allLayers ? QString() : m_panel->shown().layer;
    const QString name = file.allLayers ? QStringLiteral("maps") : layer + QStringLiteral("-maps");
    QString path;
    if (file.asArrays)
        path = m_shell.askSaveFile(tr("Save the maps as arrays"), name + QStringLiteral(".npz"),
            tr("NumPy arrays (*.npz)"));
    else if (!file.allLayers)
        path = m_shell.askSaveFile(
            tr("Save the maps as an image"), name + QStringLiteral(".png"), tr("Images (*.png)"));
    else
        path = m_shell.askSaveFolder(tr("Save the maps in a new folder"), name);
    if (!path.isEmpty())
        m_services.exports.exportMaps(maps, layer, path);
}

} // namespace convscope
