// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/batch_view.h"
#include <algorithm>
#include <numeric>

namespace convscope {

std::pair<int, double> BatchView::prediction(std::size_t place) const
{
    const auto count = static_cast<std::size_t>(classes());
    const auto ownProbabilities
        = std::span(inspection.details.probabilities).subspan(place * count, count);
    const auto best = std::ranges::max_element(ownProbabilities);
    return { static_cast<int>(best - ownProbabilities.begin()), double(*best) };
}

std::vector<std::size_t> BatchView::byLoss() const
{
    std::vector<std::size_t> places(inspection.details.losses.size());
    std::iota(places.begin(), places.end(), std::size_t(0));
    std::ranges::stable_sort(places, std::ranges::greater(),
        [this](std::size_t place) { return inspection.details.losses[place]; });
    return places;
}

double BatchView::meanLoss() const
{
    const auto &losses = inspection.details.losses;
    return std::accumulate(losses.begin(), losses.end(), 0.0) / double(losses.size());
}

} // namespace convscope
