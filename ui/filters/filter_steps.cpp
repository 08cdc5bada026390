// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filters/filter_steps.h"
#include <QUndoCommand>
#include <algorithm>
#include <cassert>
#include <utility>

namespace convscope {

namespace {

constexpr int kMaxSteps = 1000; // each holds a few hundred numbers

/// Where the cells of `place` lie in its tensor.
std::pair<std::size_t, std::size_t> rangeOf(const Tensor &filters, const FilterPlace &place)
{
    const auto &dims = filters.dims();
    assert(place.filter < dims[0] && place.channel < dims[1]);
    const std::size_t area = dims[2] * dims[3];
    return { (place.filter * dims[1] + place.channel) * area, area };
}

FilterCells cellsIn(const std::vector<NamedTensor> &filters, const FilterPlace &place)
{
    const Tensor &layer = filters[place.layer].value;
    const auto [begin, count] = rangeOf(layer, place);
    const auto values = layer.values().subspan(begin, count);
    return { values.begin(), values.end() };
}

} // namespace

class FilterSteps::Step : public QUndoCommand {
public:
    Step(FilterSteps &steps, std::vector<NamedTensor> after, const QString &text)
        : QUndoCommand(text)
        , m_steps(steps)
        , m_before(steps.m_filters)
        , m_after(std::move(after))
    {
    }
    void undo() override { use(m_before); }
    void redo() override { use(m_after); }

private:
    void use(const std::vector<NamedTensor> &filters)
    {
        m_steps.m_before = std::exchange(m_steps.m_filters, filters);
        Q_EMIT m_steps.changed();
    }

    FilterSteps &m_steps;
    std::vector<NamedTensor> m_before, m_after;
};

FilterSteps::FilterSteps(QObject *parent)
    : QObject(parent)
{
    m_stack.setUndoLimit(kMaxSteps);
}

void FilterSteps::restart(std::vector<NamedTensor> filters)
{
    m_filters = std::move(filters);
    m_first = m_before = m_filters;
    m_stack.clear();
}

FilterCells FilterSteps::cells(const FilterPlace &place) const
{
    return cellsIn(m_filters, place);
}

bool FilterSteps::wasChanged(const FilterPlace &place) const
{
    return cellsIn(m_before, place) != cellsIn(m_filters, place);
}

std::optional<FilterPlace> FilterSteps::firstChange() const
{
    for (std::size_t layer = 0; layer < m_filters.size(); ++layer) {
        const auto &dims = m_filters[layer].value.dims();
        for (std::size_t filter = 0; filter < dims[0]; ++filter)
            for (std::size_t channel = 0; channel < dims[1]; ++channel)
                if (wasChanged({ layer, filter, channel }))
                    return FilterPlace { layer, filter, channel };
    }
    return std::nullopt;
}

void FilterSteps::setCells(const FilterPlace &place, const FilterCells &cells, const QString &text)
{
    std::vector<NamedTensor> filters = m_filters;
    Tensor &changed = filters[place.layer].value;
    const auto [begin, count] = rangeOf(changed, place);
    assert(cells.size() == count);
    std::ranges::copy(cells, changed.values().subspan(begin, count).begin());
    setFilters(std::move(filters), text);
}

void FilterSteps::setFilters(std::vector<NamedTensor> filters, const QString &text)
{
    if (filters != m_filters)
        m_stack.push(new Step(*this, std::move(filters), text));
}

} // namespace convscope
