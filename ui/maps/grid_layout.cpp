// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/maps/grid_layout.h"
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

constexpr int kInnerGap = 2; // between images that belong together
constexpr int kBareGap = 2; // between maps without captions
constexpr int kWhole = 4; // from here on whole factors keep all values of a map equally large

struct Spacing {
    int across, down, caption;
};

/// Images that belong together lie closer than those that do not.
Spacing spacingFor(const GridContent &content, int gap, int caption)
{
    return { content.abreast > 1 ? gap * 3 : gap, gap, caption };
}

/// As wide as images can be in a grid of that many columns.
int widthWith(int columns, const GridContent &content, const QSize &space, const Spacing &spacing)
{
    const int rows = (content.count + columns - 1) / columns;
    const int ofCell = space.width() / columns - spacing.across;
    const int byWidth = (ofCell - (content.abreast - 1) * kInnerGap) / content.abreast;
    const double high = double(space.height()) / rows - spacing.down - spacing.caption;
    return std::min(byWidth, static_cast<int>(high * content.width / content.height));
}

GridLayout largest(const GridContent &content, const QSize &space, const Spacing &spacing)
{
    GridLayout best;
    best.abreast = content.abreast;
    best.cell = { 0, 0 };
    for (int columns = 1; columns <= content.count; ++columns) {
        const int width = widthWith(columns, content, space, spacing);
        if (width > best.cell.width()) {
            best.columns = columns;
            best.cell.setWidth(width);
        }
    }
    return best;
}

/// No side is shorter than `least`.
int narrowest(const GridContent &content, int least)
{
    return content.height >= content.width
        ? least
        : static_cast<int>(double(least) * content.width / content.height);
}

/// By a whole factor where it is enlarged.
QSize fittingInto(const QSize &room, const GridContent &content)
{
    const QSize values(content.width, content.height);
    const QSize size = values.scaled(room.expandedTo({ 1, 1 }), Qt::KeepAspectRatio);
    return (size.width() >= values.width() ? values * (size.width() / values.width()) : size)
        .expandedTo({ 1, 1 });
}

void complete(GridLayout &layout, const GridContent &content, const Spacing &spacing)
{
    int width = layout.cell.width();
    if (width >= kWhole * content.width)
        width = width / content.width * content.width;
    const double height = double(width) * content.height / content.width;
    layout.cell = { width, std::max(1, static_cast<int>(std::lround(height))) };
    const int wide = content.abreast * (width + kInnerGap) - kInnerGap;
    layout.rows = (content.count + layout.columns - 1) / layout.columns;
    layout.step
        = QSize(wide, layout.cell.height()) + QSize(spacing.across, spacing.down + spacing.caption);
    layout.size = { layout.columns * layout.step.width(), layout.rows * layout.step.height() };
}

} // namespace

QRect GridLayout::cellRect(int index, int image) const
{
    const QPoint corner(index % columns * step.width() + image * (cell.width() + kInnerGap),
        index / columns * step.height());
    return { corner, cell };
}

int GridLayout::indexAt(const QPoint &place, int count, int *image) const
{
    if (place.x() < 0 || place.y() < 0 || step.isEmpty())
        return -1;
    const int column = place.x() / step.width();
    const int index = place.y() / step.height() * columns + column;
    const int which = place.x() % step.width() / (cell.width() + kInnerGap);
    if (column >= columns || index >= count || which >= abreast
        || !cellRect(index, which).contains(place))
        return -1;
    if (image)
        *image = which;
    return index;
}

GridLayout layOutGrid(
    const GridContent &content, const QSize &space, int captionHeight, int smallest)
{
    const Spacing captioned = spacingFor(content, std::max(4, captionHeight / 3), captionHeight);
    GridLayout layout = largest(content, space, captioned);
    if (layout.cell.width() >= narrowest(content, smallest)) {
        complete(layout, content, captioned);
        return layout;
    }
    const Spacing bare = spacingFor(content, kBareGap, 0);
    layout = largest(content, space, bare);
    if (layout.cell.width() >= narrowest(content, smallest / 3)) {
        layout.hasCaptions = false;
        complete(layout, content, bare);
        return layout;
    }
    const int widest = widthWith(
        1, { 1, 1, 1, content.abreast }, { space.width(), space.width() * 2 }, captioned);
    layout.cell.setWidth(std::clamp(narrowest(content, smallest), 1, std::max(1, widest)));
    const int step
        = content.abreast * (layout.cell.width() + kInnerGap) - kInnerGap + captioned.across;
    layout.columns = std::clamp(space.width() / std::max(1, step), 1, std::max(1, content.count));
    complete(layout, content, captioned);
    return layout;
}

EnlargedLayout layOutEnlarged(const GridContent &content, const QRect &space, int line)
{
    const int gap = line / 2, figuresHeight = line * 6, figuresWidth = line * 14;
    const int each = space.width() / content.abreast - gap, caption = line * 3 / 2;
    const QSize below(each, space.height() - caption - figuresHeight);
    const QSize besides(each - figuresWidth, space.height() - caption);
    const bool beside = content.abreast == 1 && besides.width() > 0
        && fittingInto(besides, content).width() >= fittingInto(below, content).width();
    const QSize size = fittingInto(beside ? besides : below, content);
    EnlargedLayout layout;
    for (int i = 0; i < content.abreast; ++i) {
        const QRect image({ space.left() + i * (each + gap), space.top() }, size);
        layout.images.push_back(image);
        layout.figures.push_back(beside
                ? QRect(image.right() + line, space.top(), figuresWidth - line, figuresHeight)
                : QRect(image.left(), image.bottom() + caption, std::min(each, figuresWidth),
                    figuresHeight - line));
    }
    return layout;
}

} // namespace convscope
