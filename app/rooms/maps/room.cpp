// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/maps/room.h"
#include "ui/formula/formula_view.h"
#include "ui/kit/message_bar.h"
#include "ui/maps/maps_controls.h"
#include "ui/maps/maps_panel.h"
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
    connect(&inspection.pinned(), &PinnedImage::pinnedChanged, m_panel, &MapsPanel::setPinned);
    connect(&inspection, &Inspection::mapsReady, m_panel, &MapsPanel::setMaps);
    connect(&inspection, &Inspection::mapsForgotten, this, [this] { m_panel->setMaps(nullptr); });
    connect(&inspection.kept(), &KeptImage::ready, m_panel, &MapsPanel::setKeptMaps);
    connect(
        &inspection, &Inspection::inspected, this, [this, copied = 0.0](double seconds) mutable {
            const double now = m_services.training.controller().inspectionSeconds();
            m_panel->addCost(seconds, now - std::exchange(copied, now));
        });
    connect(&inspection, &Inspection::mapsFailed, m_message, &MessageBar::showError);
    connect(&inspection.pinned(), &PinnedImage::pinnedChanged, this, &MapsRoom::sayWhatIsPinned);
    // What was put aside is another network's.
    connect(&m_services.training.run(), &RunModel::started, m_panel, &MapsPanel::dropKept);
    connect(&m_services.scales, &ChannelScales::dropped, this, [this] {
        m_message->showNote(
            tr("Another network is looked at: the ablation of the one before was undone."));
    });
}

void MapsRoom::connectFormula()
{
    Inspection &inspection = m_services.inspection;
    auto *formula = new FormulaView;
    m_panel->setDetail(formula);
    connect(&inspection, &Inspection::mapsReady, formula, &FormulaView::setMaps);
    const auto forget = [formula] {
        formula->setMaps(nullptr);
    };
    connect(&inspection.network(), &ShownNetwork::layersChanged, formula, forget);
    connect(&inspection, &Inspection::mapsForgotten, formula, forget);
    connect(m_panel, &MapsPanel::placeChosen, formula, &FormulaView::setPlace);
    connect(m_panel, &MapsPanel::placeLeft, formula, &FormulaView::leave);
    connect(formula, &FormulaView::placeChosen, m_panel, &MapsPanel::choosePlace);
    connect(formula, &FormulaView::marksChanged, m_panel, &MapsPanel::setMarks);
    connect(formula, &FormulaView::closeRequested, m_panel, &MapsPanel::leavePlace);
}

void MapsRoom::connectPanel()
{
    Inspection &inspection = m_services.inspection;
    connect(
        m_panel, &MapsPanel::pinSampleRequested, &inspection.pinned(), &PinnedImage::pinNeighbour);
    connect(m_panel, &MapsPanel::pinFileRequested, &inspection.pinned(), &PinnedImage::pinFile);
    connect(m_panel, &MapsPanel::pinDroppedRequested, &inspection.pinned(), &PinnedImage::pinImage);
    connect(m_panel, &MapsPanel::pinRefused, &inspection, &Inspection::mapsFailed);
    connect(m_panel, &MapsPanel::viewKept, &inspection.kept(), &KeptImage::keep);
    connect(m_panel, &MapsPanel::keptFollows, &inspection.kept(), &KeptImage::setFollows);
    connect(m_panel, &MapsPanel::scoreRequested, &inspection, &Inspection::setScore);
    connect(m_panel, &MapsPanel::rateRequested, &inspection, &Inspection::setLiveRate);
    connect(m_panel, &MapsPanel::pinImageRequested, this, &MapsRoom::choosePinned);
    connect(m_panel, &MapsPanel::saveRequested, this, &MapsRoom::save);
}

void MapsRoom::connectFocus()
{
    MapsFocus &focus = m_services.focus;
    const auto tell = [this, &focus] {
        focus.setLayer(m_panel->chosenLayer(), m_panel->hasFilters());
    };
    connect(m_panel, &MapsPanel::layerChosen, this, tell);
    connect(&m_services.inspection.network(), &ShownNetwork::layersChanged, this, tell);
    connect(&m_services.inspection.network(), &ShownNetwork::kernelsChanged, this, tell);
    connect(m_panel, &MapsPanel::mapMenuRequested, &focus, &MapsFocus::menuRequested);
    connect(&focus, &MapsFocus::layerRequested, m_panel, &MapsPanel::chooseLayer);
    connect(&focus, &MapsFocus::blockRequested, m_panel, &MapsPanel::unfoldBlock);
    connect(&focus, &MapsFocus::mapRequested, m_panel, &MapsPanel::enlargeMap);
    connect(&focus, &MapsFocus::imageRequested, this, &MapsRoom::choosePinned);
    // The arithmetic of one value belonged to the image before.
    connect(&focus, &MapsFocus::otherImageRequested, this, [this] {
        m_panel->leavePlace();
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
    for (QAction *action : m_panel->saveActions())
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
    const auto maps = m_panel->maps(); // as they are now, whatever the run does meanwhile
    const QString layer = file.allLayers ? QString() : m_panel->chosenLayer();
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
