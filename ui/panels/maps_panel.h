// SPDX-License-Identifier: GPL-3.0-or-later
// MapsPanel: what every layer makes of one pinned picture. GUI thread only.
#pragma once
#include "core/inspect/colour_map.h"
#include "core/inspect/feature_maps.h"
#include "ui/widgets/update_throttle.h"
#include <QImage>
#include <QWidget>

class QComboBox;
class QLabel;
class QStackedWidget;

namespace convscope {

class KernelGrid;
class LayerStrip;
class MapGrid;
class PictureView;

class MapsPanel : public QWidget {
    Q_OBJECT
public:
    explicit MapsPanel(QWidget *parent = nullptr);

    void setLayers(const std::vector<LayerSummary> &layers); ///< of a new model
    void setMaps(std::shared_ptr<const FeatureMaps> maps); ///< newer ones of the pinned picture
    void setKernels(std::shared_ptr<const TrainedModel> model);
    void setPinned(const QImage &picture, const QString &name);
    QString chosenLayer() const;
    bool hasFilters() const; ///< of the chosen layer
    void chooseLayer(const QString &name);

Q_SIGNALS:
    void pinImageRequested(); ///< the person wants to choose a file
    void pinSampleRequested(int step); ///< −1, 1: the neighbour among the dataset's pictures
    void layerChosen(const QString &name);

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *buildPictureColumn();
    QWidget *buildGridColumn();
    void refresh();
    void refreshKernels();
    ColourScale overAllScale() const;

    std::vector<LayerSummary> m_layers;
    std::shared_ptr<const FeatureMaps> m_maps;
    std::shared_ptr<const TrainedModel> m_model;
    QStackedWidget *m_stack;
    LayerStrip *m_strip;
    MapGrid *m_grid = nullptr;
    KernelGrid *m_kernels = nullptr;
    QWidget *m_kernelColumn = nullptr;
    QComboBox *m_scale = nullptr;
    PictureView *m_picture = nullptr;
    PictureView *m_input = nullptr;
    QLabel *m_pictureName = nullptr;
    QLabel *m_state = nullptr;
    UpdateThrottle m_throttle;
};

} // namespace convscope
