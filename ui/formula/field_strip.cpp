// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/formula/field_strip.h"
#include "ui/images/map_pixmap.h"
#include "ui/kit/theme.h"
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

constexpr int kGap = 4;

/// Flat layers are shown as rows of a handy length.
int shownWidth(const convscope::Shape &shape)
{
    if (shape.area() > 1)
        return shape.w;
    return static_cast<int>(std::ceil(std::sqrt(shape.c)));
}

int shownHeight(const convscope::Shape &shape)
{
    const int width = shownWidth(shape);
    return shape.area() > 1 ? shape.h : (shape.c + width - 1) / width;
}

std::vector<bool> channelsOf(const PlaceSet &set)
{
    std::vector<bool> channels(std::size_t(set.shape().c));
    for (int c = 0; c < set.shape().c; ++c)
        channels[std::size_t(c)] = set.hasChannel(c);
    return channels;
}

/// The mean of the maps that influence.
std::vector<float> meanMap(const LayerMaps &maps, const std::vector<bool> &channels)
{
    std::vector<float> mean(maps.shape.area(), 0);
    const float share
        = 1.0F / float(std::max<std::ptrdiff_t>(1, std::ranges::count(channels, true)));
    for (int c = 0; c < maps.shape.c; ++c) {
        if (!channels[std::size_t(c)])
            continue;
        const auto map = maps.map(c);
        for (std::size_t i = 0; i < mean.size(); ++i)
            mean[i] += map[i] * share;
    }
    return mean;
}

/// One pixel a place: dark where no channel influences.
QImage shadeOf(const PlaceSet &set)
{
    const convscope::Shape &shape = set.shape();
    const int width = shownWidth(shape);
    QImage shade(width, shownHeight(shape), QImage::Format_ARGB32);
    shade.fill(QColor(0, 0, 0, 120));
    for (const PlaceSet::Part &part : set.parts()) {
        if (shape.area() == 1) {
            for (int c = 0; c < shape.c; ++c)
                if (part.channels[std::size_t(c)])
                    shade.setPixel(c % width, c / width, 0);
            continue;
        }
        for (int row = 0; row < shape.h; ++row)
            for (int column = 0; part.rows[std::size_t(row)] && column < shape.w; ++column)
                if (part.columns[std::size_t(column)])
                    shade.setPixel(column, row, 0);
    }
    return shade;
}

QRect frameOf(const PlaceSet &set)
{
    const convscope::Shape &shape = set.shape();
    if (shape.area() > 1) {
        const PlaceRect bounds = set.bounds();
        return { bounds.left, bounds.top, bounds.right - bounds.left, bounds.bottom - bounds.top };
    }
    const int width = shownWidth(shape);
    QRect frame;
    for (int c = 0; c < shape.c; ++c)
        if (set.hasChannel(c))
            frame = frame.united(QRect(c % width, c / width, 1, 1));
    return frame;
}

} // namespace

FieldStrip::FieldStrip(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setObjectName(QStringLiteral("fieldStrip"));
    setAccessibleName(tr("Receptive field"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(horizontalScrollBar(), &QScrollBar::valueChanged, viewport(),
        qOverload<>(&QWidget::update));
}

QSize FieldStrip::sizeHint() const
{
    const int line = fontMetrics().height();
    return { line * 20,
        m_side + line + kGap * 2 + (m_scrolls ? horizontalScrollBar()->sizeHint().height() : 0) };
}

void FieldStrip::clear()
{
    m_maps.reset();
    m_items.clear();
    m_sources.clear();
    layOut();
}

void FieldStrip::setField(const ValueExplainer &explainer, std::shared_ptr<const FeatureMaps> maps,
    const Influence &influence)
{
    if (m_maps != maps)
        m_sources.clear();
    m_maps = std::move(maps);
    m_items.clear();
    m_items.push_back(
        item(QString::fromStdString(m_maps->input.name), m_maps->input, influence.input));
    for (std::size_t i = 0; i < influence.layers.size(); ++i)
        if (!influence.layers[i].empty()) // else a branch goes around it
            m_items.push_back(item(QString::fromStdString(explainer.nameOf(static_cast<int>(i))),
                m_maps->layers[i], influence.layers[i]));
    QStringList texts;
    for (int i = 0; i < count(); ++i)
        texts.append(textOf(i));
    setAccessibleDescription(texts.join(QStringLiteral("; ")));
    layOut();
}

const QImage &FieldStrip::image(const QString &layer, const LayerMaps &maps, const PlaceSet &set)
{
    Source &source = m_sources[layer];
    std::vector<bool> channels = channelsOf(set);
    if (!source.image.isNull() && (source.channels == channels || maps.end == NetworkEnd::Input))
        return source.image;
    if (maps.end == NetworkEnd::Input) {
        source.image = inputImage(maps);
    } else if (maps.shape.area() == 1) {
        source.image = mapImage(maps.values, shownWidth(maps.shape), shownHeight(maps.shape),
            scaleFor(maps.values, false));
    } else {
        const std::vector<float> mean = meanMap(maps, channels);
        source.image = mapImage(mean, maps.shape.w, maps.shape.h, scaleFor(mean, false));
    }
    source.channels = std::move(channels);
    return source.image;
}

FieldStrip::Item FieldStrip::item(const QString &layer, const LayerMaps &maps, const PlaceSet &set)
{
    const auto channels = channelsOf(set);
    return { .layer = layer,
        .image = image(layer, maps, set),
        .shade = shadeOf(set),
        .frame = frameOf(set),
        .shape = maps.shape,
        .channels = static_cast<int>(std::ranges::count(channels, true)),
        .channel
        = std::max(0, static_cast<int>(std::ranges::find(channels, true) - channels.begin())),
        .rect = {} };
}

QString FieldStrip::textOf(int index) const
{
    const Item &item = m_items[std::size_t(index)];
    if (item.frame.isEmpty())
        return tr("%1: nothing but padding").arg(item.layer);
    if (item.shape.area() == 1)
        return item.channels == 1 ? tr("%1: value %2").arg(item.layer).arg(item.channel + 1)
                                  : tr("%1: %n values", nullptr, item.channels).arg(item.layer);
    const auto range = [](int first, int last) {
        return first == last ? QString::number(first) : tr("%1–%2").arg(first).arg(last);
    };
    const QString maps = item.channels == 1 ? tr("map %1").arg(item.channel + 1)
                                            : tr("%n maps", nullptr, item.channels);
    return tr("%1: rows %2, columns %3 of %4")
        .arg(item.layer, range(item.frame.top() + 1, item.frame.bottom() + 1),
            range(item.frame.left() + 1, item.frame.right() + 1), maps);
}

bool FieldStrip::isLit(int item, int row, int column) const
{
    return qAlpha(m_items[std::size_t(item)].shade.pixel(column, row)) == 0;
}

int FieldStrip::largestSide() const
{
    return fontMetrics().height() * 9 / 2;
}

int FieldStrip::neededWidth(int side) const
{
    int width = 0;
    for (const Item &item : m_items)
        width += stepOf(item, side);
    return width - fontMetrics().height();
}

int FieldStrip::stepOf(const Item &item, int side) const
{
    const QSize size = item.image.size().scaled(side, side, Qt::KeepAspectRatio);
    return std::max(size.width(), fontMetrics().horizontalAdvance(item.layer))
        + fontMetrics().height() * 5 / 4;
}

// All of them at once, as long as they can still be seen.
void FieldStrip::layOut()
{
    const int line = fontMetrics().height(), space = viewport()->width();
    const int before = std::exchange(m_side, largestSide());
    while (m_side > line * 2 && neededWidth(m_side) > space)
        --m_side;
    if (neededWidth(m_side) > space)
        m_side = line * 3; // it scrolls anyway
    int x = 0;
    for (Item &item : m_items) {
        const QSize size
            = item.image.size().scaled(m_side, m_side, Qt::KeepAspectRatio).expandedTo({ 3, 3 });
        item.rect = { QPoint(x + 1, 1 + (m_side - size.height()) / 2), size };
        x += stepOf(item, m_side);
    }
    const bool scrolls = neededWidth(m_side) > space;
    horizontalScrollBar()->setRange(0, std::max(0, neededWidth(m_side) - space));
    horizontalScrollBar()->setPageStep(space);
    horizontalScrollBar()->setSingleStep(line * 2);
    if (std::exchange(m_scrolls, scrolls) != scrolls || m_side != before)
        updateGeometry();
    viewport()->update();
}

QRect FieldStrip::imageRect(int item) const
{
    return m_items[std::size_t(item)].rect.translated(-horizontalScrollBar()->value(), 0);
}

void FieldStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.translate(-horizontalScrollBar()->value(), 0);
    for (const Item &item : m_items)
        paintItem(painter, item, &item == m_items.data());
}

void FieldStrip::paintItem(QPainter &painter, const Item &item, bool first) const
{
    const int line = fontMetrics().height();
    const QRect &rect = item.rect;
    painter.setRenderHint(QPainter::SmoothPixmapTransform, item.image.width() > rect.width());
    painter.drawImage(rect, item.image);
    painter.drawImage(rect, item.shade);
    painter.setPen(lineColour());
    painter.drawRect(rect.adjusted(-1, -1, 0, 0));
    if (!item.frame.isEmpty()) {
        const auto across = [&](int column) {
            return rect.left() + column * rect.width() / item.image.width();
        };
        const auto down = [&](int row) {
            return rect.top() + row * rect.height() / item.image.height();
        };
        QRect frame(QPoint(across(item.frame.left()), down(item.frame.top())),
            QPoint(across(item.frame.right() + 1), down(item.frame.bottom() + 1)));
        frame = frame.united(QRect(frame.topLeft(), QSize(3, 3)));
        painter.setPen(QPen(Qt::white, 3));
        painter.drawRect(frame);
        painter.setPen(QPen(Qt::black, 1));
        painter.drawRect(frame);
    }
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(QRect(rect.left(), side() + kGap, line * 20, line), Qt::AlignLeft, item.layer);
    if (first)
        return;
    painter.setPen(mutedText());
    painter.drawText(QRect(rect.left() - line * 5 / 4, 0, line * 5 / 4, side()), Qt::AlignCenter,
        QStringLiteral("→"));
}

void FieldStrip::resizeEvent(QResizeEvent *)
{
    layOut();
}

int FieldStrip::itemAt(const QPoint &position) const
{
    for (int i = 0; i < count(); ++i)
        if (imageRect(i).contains(position))
            return i;
    return -1;
}

std::optional<MapPlace> FieldStrip::placeAt(const QPoint &position) const
{
    const int index = itemAt(position);
    if (index < 0)
        return std::nullopt;
    const Item &item = m_items[std::size_t(index)];
    const QPoint inside = position - imageRect(index).topLeft();
    const int column = inside.x() * item.image.width() / item.rect.width(),
              row = inside.y() * item.image.height() / item.rect.height();
    if (item.shape.area() > 1)
        return MapPlace { item.layer, item.channel, row, column };
    const int value = row * item.image.width() + column;
    return value < item.shape.c ? std::optional(MapPlace { item.layer, value, 0, 0 })
                                : std::nullopt;
}

void FieldStrip::mousePressEvent(QMouseEvent *event)
{
    event->accept(); // or the release would not come here
}

void FieldStrip::mouseReleaseEvent(QMouseEvent *event)
{
    const auto place = placeAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && place)
        Q_EMIT placeChosen(*place);
}

bool FieldStrip::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const int item = itemAt(help->pos());
        QToolTip::showText(help->globalPos(),
            item < 0 ? tr("What the value depends on: the image, and every layer between")
                     : textOf(item) + tr("\nClick a value to see what it is made from"),
            viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace convscope
