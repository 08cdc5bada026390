// SPDX-License-Identifier: GPL-3.0-or-later
// MapsRow: the image, its maps and the filters beside each other, as far as there is room. The
// panel of maps makes and fills it; rooms listen to its parts. GUI thread only.
#pragma once
#include "core/tensor/tensor.h"
#include <QWidget>

class QLabel;
class QScrollArea;

namespace convscope {

class BesideOrBelow;
class ImageColumn;
class KernelGrid;
class MapGrid;
class MapsControls;

class MapsRow : public QWidget {
    Q_OBJECT
public:
    /// The panel's width decides what there is room for, the controls whether filters are asked
    /// for.
    MapsRow(MapsControls &controls, const QWidget &panel);
    ImageColumn &images() const { return *m_images; }
    MapGrid &grid() const { return *m_grid; }
    void setText(const QString &text); ///< what the maps are, above them
    /// Sets the filters of a convolution; null: the layer has none, and those before are hidden.
    void setFilters(const NamedTensor *weight);
    /// Something about the chosen value, shown beside or below the maps while there is one, in
    /// place of the filters. Takes ownership.
    void setDetail(QWidget *detail);
    void arrange(); ///< the panel has another width, or other filters are asked for

private:
    QWidget *buildGridColumn();
    QWidget *buildFilterColumn();
    void showDetail(bool show);
    bool hasRoomFor(int letters) const;

    MapsControls &m_controls;
    const QWidget &m_panel;
    QScrollArea *m_imageArea;
    ImageColumn *m_images;
    MapGrid *m_grid = nullptr;
    BesideOrBelow *m_gridAndDetail = nullptr;
    QWidget *m_detail = nullptr;
    QLabel *m_text = nullptr;
    QWidget *m_filterColumn = nullptr;
    QLabel *m_filterTitle = nullptr;
    KernelGrid *m_filters = nullptr;
    bool m_hasFilters = false;
};

} // namespace convscope
