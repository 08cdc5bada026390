// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/image_grid.h"
#include <QPainter>
#include <QStyledItemDelegate>

namespace convscope {

namespace {

/// Paints a picture enlarged to the cell without smoothing, and its caption below.
class PictureDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        const int line = option.fontMetrics.height();
        return { line * 5, line * 5 + line };
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override
    {
        painter->save();
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, option.palette.highlight());
        const int line = option.fontMetrics.height(), gap = line / 4;
        const QRect room = option.rect.adjusted(gap, gap, -gap, -line - gap);
        const auto picture = index.data(Qt::DecorationRole).value<QImage>();
        if (!picture.isNull()) {
            QRect target({}, picture.size().scaled(room.size(), Qt::KeepAspectRatio));
            target.moveCenter(room.center());
            painter->setRenderHint(
                QPainter::SmoothPixmapTransform, picture.width() > target.width());
            painter->drawImage(target, picture);
        }
        const QRect below(
            option.rect.left() + gap, room.bottom() + 1, option.rect.width() - 2 * gap, line + gap);
        painter->setPen(option.palette.color(
            option.state & QStyle::State_Selected ? QPalette::HighlightedText : QPalette::Text));
        painter->drawText(below, Qt::AlignCenter,
            option.fontMetrics.elidedText(
                index.data(Qt::DisplayRole).toString(), Qt::ElideMiddle, below.width()));
        painter->restore();
    }
};

} // namespace

void ImageGridModel::setItems(std::vector<ImageGridItem> items)
{
    beginResetModel();
    m_items = std::move(items);
    endResetModel();
}

int ImageGridModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

QVariant ImageGridModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ImageGridItem &item = m_items[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return item.caption;
    case Qt::DecorationRole:
        return item.picture;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return item.toolTip.isEmpty() ? item.caption : item.toolTip;
    default:
        return {};
    }
}

ImageGrid::ImageGrid(QWidget *parent)
    : QListView(parent)
    , m_model(new ImageGridModel(this))
{
    setModel(m_model);
    setItemDelegate(new PictureDelegate(this));
    setViewMode(QListView::IconMode);
    setResizeMode(QListView::Adjust);
    setMovement(QListView::Static);
    setUniformItemSizes(true);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    connect(this, &QListView::activated, this,
        [this](const QModelIndex &index) { Q_EMIT imageActivated(index.row()); });
    connect(this, &QListView::clicked, this,
        [this](const QModelIndex &index) { Q_EMIT imageActivated(index.row()); });
}

} // namespace convscope
