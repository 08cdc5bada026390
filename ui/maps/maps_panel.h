// SPDX-License-Identifier: GPL-3.0-or-later
// MapsPanel: what every layer makes of one pinned image. GUI thread only.
#pragma once
#include "ui/kit/update_throttle.h"
#include "ui/maps/map_place.h"
#include "ui/maps/shown_maps.h"
#include <QImage>
#include <QWidget>

class QLabel;
class QMimeData;
class QScrollArea;
class QStackedWidget;

namespace convscope {

class BesideOrBelow;
class KernelGrid;
class LayerStrip;
class MapGrid;
class MapsControls;
class ImageColumn;

class MapsPanel : public QWidget {
    Q_OBJECT
public:
    explicit MapsPanel(QWidget *parent = nullptr);
    LayerStrip &strip() const { return *m_strip; }
    MapsControls &controls() const { return *m_controls; }

    void setLayers(const std::vector<LayerSummary> &layers); ///< of a new model
    /// Newer ones of the pinned image; null: there are none of what is looked at now.
    void setMaps(std::shared_ptr<const FeatureMaps> maps);
    void setKernels(std::shared_ptr<const TrainedModel> model);
    void setPinned(const QImage &image, const QString &name);
    const ShownMaps &shown() const { return m_shown; }
    void unfoldBlock(); ///< of the chosen layer, as if the person had
    /// Something about the chosen value, shown beside or below the maps while there is one, in
    /// place of the filters. Takes ownership.
    void setDetail(QWidget *detail);
    void setMarks(const std::vector<MapMark> &marks); ///< frames in maps; those before are gone
    void choosePlace(const MapPlace &place); ///< as if the person had clicked it
    void leavePlace(); ///< no value is chosen any more
    void enlargeMap(const QString &layer, int map);
    /// Puts the maps aside that are shown, to be compared with those that follow.
    void keepView();
    void dropKept();
    /// Newer ones of the kept image; see keptFollows().
    void setKeptMaps(std::shared_ptr<const FeatureMaps> maps);

Q_SIGNALS:
    void pinImageRequested(); ///< the person wants to choose a file
    void pinSampleRequested(int step); ///< −1, 1: the neighbour among the dataset's images
    void pinFileRequested(const QString &path); ///< dropped or pasted
    void pinDroppedRequested(const QImage &image);
    void pinRefused(const QString &reason); ///< what was dropped is no image; a sentence
    void viewKept(); ///< the pinned image is kept from now on, whatever is pinned later
    void keptFollows(bool follows); ///< whether it is to be looked at with newer weights
    void placeChosen(const convscope::MapPlace &place);
    void placeLeft(); ///< no value is chosen any more
    void mapMenuRequested(const QString &layer, int map, const QPoint &global);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    QWidget *buildGridColumn();
    void buildKernelColumn();
    void connectParts();
    void connectGrid();
    void showDetail(bool show);
    bool isNarrow() const;
    bool isVeryWide() const;
    void arrangeColumns();
    void take(const QMimeData &mime);
    void refresh();
    void refreshKernels();
    void refreshLayers();

    ShownMaps m_shown;
    QStackedWidget *m_stack;
    LayerStrip *m_strip;
    MapsControls *m_controls;
    QScrollArea *m_imageArea;
    ImageColumn *m_images;
    MapGrid *m_grid = nullptr;
    QWidget *m_detail = nullptr;
    BesideOrBelow *m_gridAndDetail = nullptr;
    KernelGrid *m_kernels = nullptr;
    QLabel *m_kernelTitle = nullptr;
    QWidget *m_kernelColumn = nullptr;
    QLabel *m_state = nullptr;
    double m_painted = 0; // of the grid's painting time, what has been counted
    UpdateThrottle m_throttle;
};

} // namespace convscope
