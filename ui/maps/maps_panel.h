// SPDX-License-Identifier: GPL-3.0-or-later
// MapsPanel: what every layer makes of one pinned image. The room of maps gives it what has come,
// and listens to its parts for what a person asks for. GUI thread only.
#pragma once
#include "ui/kit/update_throttle.h"
#include "ui/maps/map_place.h"
#include "ui/maps/shown_maps.h"
#include <QWidget>

class QStackedWidget;

namespace convscope {

class LayerStrip;
class MapsControls;
class MapsRow;

class MapsPanel : public QWidget {
    Q_OBJECT
public:
    explicit MapsPanel(QWidget *parent = nullptr);
    LayerStrip &strip() const { return *m_strip; }
    MapsControls &controls() const { return *m_controls; }
    MapsRow &row() const { return *m_row; }
    const ShownMaps &shown() const { return m_shown; }

    void setLayers(const std::vector<LayerSummary> &layers); ///< of a new model
    /// Newer ones of the pinned image; null: there are none of what is looked at now.
    void setMaps(std::shared_ptr<const FeatureMaps> maps);
    void setKernels(std::shared_ptr<const TrainedModel> model);
    void unfoldBlock(); ///< of the chosen layer, as if the person had
    void choosePlace(const MapPlace &place); ///< as if the person had clicked it
    /// Puts the maps aside that are shown, to be compared with those that follow.
    void keepView();
    void dropKept();
    /// Newer ones of the kept image, where newer weights are asked for.
    void setKeptMaps(std::shared_ptr<const FeatureMaps> maps);

Q_SIGNALS:
    void viewKept(); ///< the pinned image is kept from now on, whatever is pinned later

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void connectParts();
    void refresh();
    void refreshLayers();

    ShownMaps m_shown;
    QStackedWidget *m_stack;
    LayerStrip *m_strip;
    MapsControls *m_controls;
    MapsRow *m_row;
    double m_painted = 0; // of the grid's painting time, what has been counted
    UpdateThrottle m_throttle;
};

} // namespace convscope
