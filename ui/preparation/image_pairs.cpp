// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preparation/image_pairs.h"
#include "ui/kit/elided_text.h"
#include "ui/kit/theme.h"
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace convscope {

namespace {

constexpr int kMin = 3, kMax = 6;
constexpr int kLinesWide = 6; // a column, in heights of a line
constexpr int kMinLines = 5, kMaxLines = 8; // an image's room

} // namespace

ImagePairs::ImagePairs(QWidget *parent)
    : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void ImagePairs::setPairs(std::vector<ImagePair> pairs)
{
    m_pairs = std::move(pairs);
    QStringList texts;
    for (const ImagePair &pair : m_pairs)
        texts.append(pair.toolTip);
    setAccessibleDescription(texts.join(QStringLiteral("; ")));
    update();
}

QSize ImagePairs::sizeHint() const
{
    const int wide = fontMetrics().height() * kLinesWide * kMin;
    return { wide, heightForWidth(wide) };
}

QSize ImagePairs::minimumSizeHint() const
{
    const int least = fontMetrics().height() * 10;
    return { least, heightForWidth(least) };
}

/// Two rooms as wide as their column, within reason, each with its caption, and the frame.
int ImagePairs::heightForWidth(int width) const
{
    const int line = fontMetrics().height();
    const int room = std::clamp(width / columnsIn(width), line * kMinLines, line * kMaxLines);
    return 2 * (room + line) + line;
}

int ImagePairs::columnsIn(int width) const
{
    return std::clamp(width / (fontMetrics().height() * kLinesWide), kMin, kMax);
}

int ImagePairs::shown() const
{
    return std::min(columnsIn(width()), int(m_pairs.size()));
}

QRect ImagePairs::column(int pair) const
{
    const int count = columnsIn(width());
    const int left = width() * pair / count;
    return { left, 0, width() * (pair + 1) / count - left, height() };
}

void ImagePairs::paintImage(
    QPainter &painter, const QImage &image, const QString &text, const QRect &room) const
{
    const int line = fontMetrics().height();
    const QRect place = room.adjusted(0, 0, 0, -line);
    if (!image.isNull()) {
        QRect target({}, image.size().scaled(place.size(), Qt::KeepAspectRatio));
        target.moveCenter(place.center());
        painter.setRenderHint(QPainter::SmoothPixmapTransform, image.width() > target.width());
        painter.drawImage(target, image);
        painter.setPen(lineColour());
        painter.drawRect(target.adjusted(-1, -1, 0, 0));
    }
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(QRect(room.left(), place.bottom() + 1, room.width(), line), Qt::AlignCenter,
        elidedName(fontMetrics(), text, room.width()));
}

void ImagePairs::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int line = fontMetrics().height(), gap = line / 4;
    for (int i = 0; i < shown(); ++i) {
        const QRect whole = column(i);
        if (i == 0) {
            painter.setPen(QPen(accentColour(), 2));
            painter.drawRect(whole.adjusted(1, 1, -1, -1));
        }
        const QRect room = whole.adjusted(gap, gap, -gap, -gap);
        const QRect above(room.left(), room.top(), room.width(), (height() - line) / 2);
        const QRect below(
            room.left(), room.bottom() + 1 - above.height(), room.width(), above.height());
        const ImagePair &pair = m_pairs[std::size_t(i)];
        paintImage(painter, pair.before, pair.beforeText, above.adjusted(0, 1, 0, 0));
        paintImage(painter, pair.after, pair.afterText, below.adjusted(0, 1, 0, 0));
    }
}

void ImagePairs::mousePressEvent(QMouseEvent *event)
{
    for (int i = 0; i < shown(); ++i)
        if (column(i).contains(event->pos()))
            Q_EMIT chosen(i);
}

bool ImagePairs::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    for (int i = 0; i < shown(); ++i)
        if (column(i).contains(help->pos()))
            QToolTip::showText(help->globalPos(), m_pairs[std::size_t(i)].toolTip, this);
    return true;
}

} // namespace convscope
