// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/images/image_grid.h"
#include "ui/kit/elided_text.h"
#include <QGuiApplication>
#include <QPainter>
#include <QStyledItemDelegate>
#include <algorithm>

namespace convscope {

namespace {

/// Paints an image enlarged to the cell without smoothing, and its caption below.
class ImageDelegate : public QStyledItemDelegate {
public:
    /// The image is so many lines of text wide and high.
    ImageDelegate(int lines, int captionLines, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_lines(lines)
        , m_captionLines(captionLines)
    {
    }

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        const int line = option.fontMetrics.height();
        return { line * m_lines, line * (m_lines + m_captionLines) };
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override
    {
        painter->save();
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, option.palette.highlight());
        const int line = option.fontMetrics.height(), gap = line / 4;
        const QRect room = option.rect.adjusted(gap, gap, -gap, -line * m_captionLines - gap);
        const auto image = index.data(Qt::DecorationRole).value<QImage>();
        if (!image.isNull()) {
            QRect target({}, image.size().scaled(room.size(), Qt::KeepAspectRatio));
            target.moveCenter(room.center());
            painter->setRenderHint(QPainter::SmoothPixmapTransform, image.width() > target.width());
            painter->drawImage(target, image);
        }
        QRect below(option.rect.left() + gap, room.bottom() + 1, option.rect.width() - 2 * gap,
            m_captionLines == 1 ? line + gap : line);
        painter->setPen(option.palette.color(
            option.state & QStyle::State_Selected ? QPalette::HighlightedText : QPalette::Text));
        const QStringList caption = index.data(Qt::DisplayRole).toString().split(QLatin1Char('\n'));
        for (const QString &text :
            caption.first(std::min(caption.size(), qsizetype(m_captionLines)))) {
            painter->drawText(
                below, Qt::AlignCenter, elidedName(option.fontMetrics, text, below.width()));
            below.translate(0, line);
        }
        painter->restore();
    }

private:
    int m_lines, m_captionLines;
};

} // namespace

void ImageGridModel::setItems(std::vector<ImageGridItem> items)
{
    const int count = static_cast<int>(items.size());
    setSource(count,
        [items = std::move(items)](int row) -> ImageGridItem { return items[std::size_t(row)]; });
}

void ImageGridModel::setSource(int count, Make make)
{
    beginResetModel();
    m_count = count;
    m_make = std::move(make);
    endResetModel();
}

int ImageGridModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_count;
}

QVariant ImageGridModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ImageGridItem item = m_make(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return item.caption;
    case Qt::DecorationRole:
        return item.image;
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
    setCells(5, 1);
    setFlow(QListView::LeftToRight);
    setWrapping(true); // like the icon mode, and quick with 100,000 images
    setResizeMode(QListView::Adjust);
    setMovement(QListView::Static);
    setUniformItemSizes(true);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    connect(this, &QListView::activated, this,
        [this](const QModelIndex &index) { Q_EMIT imageActivated(index.row()); });
    connect(this, &QListView::clicked, this, [this](const QModelIndex &index) {
        if (selectionMode() == SingleSelection
            || QGuiApplication::keyboardModifiers() == Qt::NoModifier)
            Q_EMIT imageActivated(index.row());
    });
}

void ImageGrid::setCells(int lines, int captionLines)
{
    delete itemDelegate();
    setItemDelegate(new ImageDelegate(lines, captionLines, this));
}

void ImageGrid::setMultiple(bool multiple)
{
    setSelectionMode(multiple ? ExtendedSelection : SingleSelection);
}

std::vector<int> ImageGrid::chosenRows() const
{
    std::vector<int> rows;
    for (const QModelIndex &index : selectionModel()->selectedIndexes())
        rows.push_back(index.row());
    std::ranges::sort(rows);
    return rows;
}

} // namespace convscope
