// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/formula/formula_layout.h"
#include <QFontMetrics>
#include <algorithm>
#include <array>

namespace convscope {

namespace {

constexpr int kLayoutGap = 8;

QSize textSize(const QFontMetrics &metrics, const QString &text, int space)
{
    constexpr int kHigh = 10000;
    return metrics.boundingRect(QRect(0, 0, space, kHigh), Qt::TextWordWrap, text).size();
}

bool isSign(const FormulaPart &part)
{
    const auto *text = std::get_if<FormulaText>(&part);
    return text && text->text.size() == 1;
}

int widest(const QFontMetrics &metrics, const QStringList &names)
{
    int width = 0;
    for (const QString &name : names)
        width = std::max(width, metrics.horizontalAdvance(name));
    return width;
}

// `letters` are those in the cells, `metrics` of the names.
QSize cellSize(const QFontMetrics &letters, const QFontMetrics &metrics, const FormulaGrid &grid)
{
    if (!grid.showsNumbers()) {
        constexpr int kRequested = 150, kLargest = 12;
        const int side = std::clamp(kRequested / std::max(grid.columns, grid.rows), 2, kLargest);
        return { side, side };
    }
    // The numbers of a scale are no longer than its ends, so that not all need be measured.
    constexpr std::size_t kFew = 12;
    int width = letters.horizontalAdvance(QStringLiteral("−0.0"));
    const auto makeRoom = [&](const QString &text) {
        width = std::max(width, letters.horizontalAdvance(text));
    };
    for (const ColourScale &scale : grid.scales) {
        makeRoom(cellText(scale.low, scale.high));
        makeRoom(cellText(scale.high, scale.high));
    }
    for (std::size_t i = 0; i < std::min(grid.values.size(), kFew); ++i)
        makeRoom(grid.textOf(i));
    width = std::max(width, widest(metrics, grid.columnNames));
    const int height = letters.height() + kLayoutGap * 3 / 4;
    width += kLayoutGap * 3 / 4;
    // Maps and filters look best in squares; tables need no room between their rows.
    return { width, grid.rowNames.isEmpty() ? std::max(height, width * 3 / 4) : height };
}

} // namespace

int FormulaLayout::space() const
{
    return std::max(m_width - kLayoutGap, QFontMetrics(m_font).height() * 8);
}

FormulaLayout::Box FormulaLayout::measured(const FormulaPart &part) const
{
    const QFontMetrics metrics(m_font);
    Box box { &part, 0, 0, {}, {}, {} };
    if (const auto *text = std::get_if<FormulaText>(&part)) {
        const QFontMetrics own(text->strong ? strong() : m_font);
        box.rect.setSize(textSize(own, text->text, space()));
    } else if (const auto *grid = std::get_if<FormulaGrid>(&part)) {
        box.cell = cellSize(QFontMetrics(letters()), metrics, *grid);
        const int names
            = grid->rowNames.isEmpty() ? 0 : widest(metrics, grid->rowNames) + kLayoutGap;
        const int lines = (grid->caption.isEmpty() ? 0 : 1) + (grid->columnNames.isEmpty() ? 0 : 1);
        box.cells = { names, lines * metrics.height() + 2 };
        box.rect.setSize({ std::max(names + grid->columns * box.cell.width() + 1,
                               metrics.horizontalAdvance(grid->caption)),
            box.cells.y() + grid->rows * box.cell.height() + 1 });
    } else {
        box.rect.setSize({ metrics.height() * 8, metrics.height() * 5 });
    }
    return box;
}

// Grids of one line have equal cells; what does not fit beside goes below.
bool FormulaLayout::placeLine(std::vector<Box> line, int &y)
{
    int rows = 0;
    for (std::size_t first = 0; first < line.size(); ++rows) {
        std::size_t end = first;
        int x = 0, height = 0;
        while (end < line.size() && (end == first || x + line[end].rect.width() <= space())) {
            line[end].rect.moveLeft(x);
            x += line[end].rect.width() + kLayoutGap;
            height = std::max(height, line[end].rect.height());
            ++end;
        }
        if (end < line.size() && end > first + 1 && isSign(*line[end - 1].part))
            --end; // it goes with what follows
        for (; first < end; ++first) {
            Box &box = line[first];
            box.rect.moveTop(y + (height - box.rect.height()) / 2);
            box.cells += box.rect.topLeft();
            m_size.setWidth(std::max(m_size.width(), box.rect.right() + 1));
            m_boxes.push_back(box);
        }
        y += height + kLayoutGap * 3 / 4;
    }
    return rows <= 1;
}

QFont FormulaLayout::letters() const
{
    QFont small = m_font;
    small.setPointSizeF(small.pointSizeF() * m_share);
    return small;
}

QFont FormulaLayout::strong() const
{
    QFont bold = m_font;
    bold.setBold(true);
    return bold;
}

std::vector<FormulaLayout::Box> FormulaLayout::measuredLine(
    const FormulaLine &parts, std::size_t index) const
{
    std::vector<Box> line;
    QSize cell;
    for (std::size_t p = 0; p < parts.size(); ++p) {
        line.push_back(measured(parts[p]));
        line.back().line = index;
        line.back().index = p;
        cell = cell.expandedTo(line.back().cell);
    }
    for (Box &box : line)
        if (const auto *grid = std::get_if<FormulaGrid>(box.part); grid && line.size() > 1) {
            box.rect.setSize(
                { std::max(box.rect.width(), box.cells.x() + grid->columns * cell.width() + 1),
                    box.cells.y() + grid->rows * cell.height() + 1 });
            box.cell = cell;
        }
    return line;
}

// Smaller letters, while they can be read, where only these bring every line into one row.
void FormulaLayout::layOut(const FormulaSheet &sheet, int width, const QFont &font)
{
    m_width = width;
    m_font = font;
    constexpr std::array kShares { 0.9, 0.84, 0.78, 0.72 };
    const auto fitsWith = [&](double share) {
        m_share = share;
        return placeLines(sheet);
    };
    // Where rows break anyway the letters may as well be large, unless a single grid is too wide.
    if (!std::ranges::any_of(kShares, fitsWith) && !fitsWith(kShares.front())
        && m_size.width() > width)
        fitsWith(kShares.back());
}

bool FormulaLayout::placeLines(const FormulaSheet &sheet)
{
    m_boxes.clear();
    int height = 0;
    m_size = { 0, 0 };
    bool fits = true;
    for (std::size_t i = 0; i < sheet.lines.size(); ++i)
        fits = placeLine(measuredLine(sheet.lines[i], i), height) && fits;
    m_size.setHeight(height);
    return fits;
}

QPoint FormulaLayout::cellCentre(std::size_t line, std::size_t part, int cell) const
{
    const auto box = std::ranges::find_if(
        m_boxes, [&](const Box &one) { return one.line == line && one.index == part; });
    return cellRect(*box, cell).center();
}

QRect FormulaLayout::cellRect(const Box &box, int cell) const
{
    const int columns = std::get<FormulaGrid>(*box.part).columns;
    return { box.cells
            + QPoint(cell % columns * box.cell.width(), cell / columns * box.cell.height()),
        box.cell };
}

std::optional<FormulaLayout::Cell> FormulaLayout::cellAt(const QPoint &at) const
{
    for (const Box &box : m_boxes) {
        const auto *grid = std::get_if<FormulaGrid>(box.part);
        if (!grid || !box.rect.contains(at) || at.x() < box.cells.x() || at.y() < box.cells.y())
            continue;
        const int column = (at.x() - box.cells.x()) / box.cell.width(),
                  row = (at.y() - box.cells.y()) / box.cell.height();
        const int index = row * grid->columns + column;
        if (column < grid->columns && index < static_cast<int>(grid->values.size()))
            return Cell { grid, index };
    }
    return std::nullopt;
}

} // namespace convscope
