// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preparation/preview_choice.h"
#include <algorithm>

namespace convscope {

namespace {

constexpr std::size_t kOthers = 6; // samples to choose from, beside the chosen one
constexpr std::size_t kMaxToEstimate = 64;

} // namespace

void PreviewChoice::setData(
    std::shared_ptr<const Dataset> dataset, std::shared_ptr<const TrainingData> loaded)
{
    m_dataset = std::move(dataset);
    m_data = std::move(loaded);
    m_others = differentSamples(*m_data, kOthers);
}

bool PreviewChoice::choose(std::size_t sample)
{
    if (!m_dataset || sample >= m_dataset->samples().size())
        return false;
    m_chosen = sample;
    if (const auto index = trainingIndex())
        m_place = *index;
    return true;
}

std::optional<std::size_t> PreviewChoice::first() const
{
    return m_others.empty() ? std::nullopt : std::optional(m_others.front());
}

std::optional<std::size_t> PreviewChoice::neighbour(int by) const
{
    if (!m_data || m_data->train.size() == 0)
        return {};
    const std::size_t size = m_data->train.size();
    const std::size_t place = std::min(m_place, size - 1);
    return m_data->train.samples[(place + (by < 0 ? size - 1 : 1)) % size];
}

std::optional<std::size_t> PreviewChoice::trainingIndex() const
{
    const auto &samples = m_data->train.samples;
    const auto found = std::ranges::find(samples, m_chosen);
    if (found == samples.end())
        return {};
    return std::size_t(found - samples.begin());
}

PreviewRequest PreviewChoice::request(const RunConfig &config, bool suits) const
{
    PreviewRequest request;
    request.preprocessing = config.preprocessing;
    request.preprocessing.mean.clear();
    request.preprocessing.stddev.clear();
    if (suits && config.preprocessing.normalization == Normalization::Standard)
        request.preprocessing = m_data->preprocessing;
    request.augment = config.augment;
    request.seed = config.seed;
    request.samples = { m_chosen };
    for (const std::size_t other : m_others)
        if (other != m_chosen)
            request.samples.push_back(other);
    request.trainingIndex = trainingIndex();
    request.estimateFrom = spreadSamples(*m_data, kMaxToEstimate);
    return request;
}

} // namespace convscope
