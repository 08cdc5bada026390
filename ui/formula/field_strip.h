// SPDX-License-Identifier: GPL-3.0-or-later
// FieldStrip: the image and every layer up to a value's own as small maps, in which everything
// that does not influence the value is dimmed. GUI thread only.
#pragma once
#include "core/inspect/explain/explain_value.h"
#include "ui/maps/map_place.h"
#include <QAbstractScrollArea>
#include <QImage>
#include <map>
#include <optional>

namespace convscope {

class FieldStrip : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit FieldStrip(QWidget *parent = nullptr);
    void setField(const ValueExplainer &explainer, std::shared_ptr<const FeatureMaps> maps,
        const Influence &influence);
    void clear();

    int count() const { return static_cast<int>(m_items.size()); } ///< the input is the first
    /// "conv1: rows 3–7, columns 4–8 of 10 maps".
    QString textOf(int item) const;
    /// Whether the value of a map that is shown dimmed or not, is not.
    bool isLit(int item, int row, int column) const;
    QRect imageRect(int item) const; ///< in the viewport
    /// A value that influences, of the layer shown there.
    std::optional<MapPlace> placeAt(const QPoint &position) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void placeChosen(const convscope::MapPlace &place);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    struct Item {
        QString layer;
        QImage image;
        QImage shade; ///< as large as the image: dark where nothing influences
        QRect frame; ///< around what influences, in pixels of the image
        convscope::Shape shape; ///< the layer's
        int channels = 0; ///< that influence
        int channel = 0; ///< the first of them
        QRect rect; ///< in the content
    };
    /// The maps that an image is made from; while they stay the same, so does the image.
    struct Source {
        std::vector<bool> channels;
        QImage image;
    };
    Item item(const QString &layer, const LayerMaps &maps, const PlaceSet &set);
    const QImage &image(const QString &layer, const LayerMaps &maps, const PlaceSet &set);
    void layOut();
    void paintItem(QPainter &painter, const Item &item, bool first) const;
    int itemAt(const QPoint &position) const;
    int side() const { return m_side; }
    int largestSide() const;
    int stepOf(const Item &item, int side) const;
    int neededWidth(int side) const;

    std::shared_ptr<const FeatureMaps> m_maps;
    std::map<QString, Source> m_sources; // made from m_maps
    std::vector<Item> m_items;
    int m_side = 0; // side of the square that each image fits in
    bool m_scrolls = false;
};

} // namespace convscope
