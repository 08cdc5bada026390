// SPDX-License-Identifier: GPL-3.0-or-later
// FilterSteps: the filters of a few convolutions while a person edits them, and every step that led
// there, each of which can be taken back. GUI thread only.
#pragma once
#include "core/inspect/demo/filter_kinds.h"
#include <QUndoStack>
#include <optional>

namespace convscope {

/// One filter's part for one input channel.
struct FilterPlace {
    std::size_t layer = 0; ///< index into FilterSteps::filters()
    std::size_t filter = 0, channel = 0;
    friend bool operator==(const FilterPlace &, const FilterPlace &) = default;
};

class FilterSteps : public QObject {
    Q_OBJECT
public:
    explicit FilterSteps(QObject *parent = nullptr);

    /// Others; there is nothing to undo any more. Tells nobody.
    void restart(std::vector<NamedTensor> filters);
    /// Each [out, in, k, k].
    const std::vector<NamedTensor> &filters() const { return m_filters; }
    FilterCells cells(const FilterPlace &place) const;
    /// Whether the last step, or undoing or redoing one, changed these cells.
    bool wasChanged(const FilterPlace &place) const;
    std::optional<FilterPlace> firstChange() const; ///< the first such place; none: no step

    /// One step; `text` says what it does. No step where nothing changes.
    void setCells(const FilterPlace &place, const FilterCells &cells, const QString &text);
    void setFilters(std::vector<NamedTensor> filters, const QString &text);
    /// As they were at restart().
    void reset(const QString &text) { setFilters(m_first, text); }
    bool isFirst() const { return m_filters == m_first; }
    QUndoStack &stack() { return m_stack; }

Q_SIGNALS:
    void changed(); ///< by a step, or by undoing or redoing one

private:
    class Step;
    std::vector<NamedTensor> m_first, m_filters;
    std::vector<NamedTensor> m_before; // the last step
    QUndoStack m_stack;
};

} // namespace convscope
