// SPDX-License-Identifier: GPL-3.0-or-later
// FilterCellGrid: a filter as numbers to type into, each tinted by its sign and size. GUI thread
// only.
#pragma once
#include "core/inspect/demo/filter_kinds.h"
#include <QWidget>

class QGridLayout;

namespace convscope {

class RealField;

class FilterCellGrid : public QWidget {
    Q_OBJECT
public:
    explicit FilterCellGrid(QWidget *parent = nullptr);
    /// Square; the number of cells says which size.
    void setCells(const FilterCells &cells);

Q_SIGNALS:
    void cellChanged(int index, double value); ///< by the person; index counts row by row

protected:
    void changeEvent(QEvent *event) override;

private:
    void rebuild(std::size_t count);
    void tint();

    QGridLayout *m_grid;
    std::vector<RealField *> m_boxes;
    FilterCells m_cells;
};

} // namespace convscope
