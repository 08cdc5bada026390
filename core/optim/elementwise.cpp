// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/elementwise.h"
#include "core/base/error.h"
#include <algorithm>

namespace convscope {

namespace {
constexpr std::size_t kTask = 1U << 16U; // values; handing over fewer costs more than it saves
}

ElementwiseOptimizer::ElementwiseOptimizer(const OptimizerOptions &options,
    const std::vector<Model::ParameterRef> &parameters, std::vector<std::string> moments)
    : m_options(options)
    , m_parameters(parameters)
    , m_names(std::move(moments))
    , m_moments(m_names.size())
{
    std::size_t inTask = kTask; // values
    for (const auto &[name, parameter] : m_parameters) {
        const std::size_t size = parameter->value.size();
        for (auto &average : m_moments)
            average.emplace_back(parameter->value.dims());
        for (std::size_t first = 0; first < size; first += kTask) { // keeps to vector boundaries
            StepSlice slice { .values = parameter->value.data() + first,
                .gradients = parameter->gradient.data() + first,
                .moments = {},
                .count = std::min(kTask, size - first) };
            for (std::size_t i = 0; i < m_moments.size(); ++i)
                slice.moments[i] = m_moments[i].back().data() + first;
            inTask += slice.count;
            if (inTask > kTask) {
                m_tasks.push_back(m_slices.size());
                inTask = slice.count;
            }
            m_slices.push_back(slice);
        }
    }
    m_tasks.push_back(m_slices.size());
}

void ElementwiseOptimizer::step(ThreadPool &pool)
{
    ++m_steps;
    pool.run(static_cast<int>(m_tasks.size()) - 1, [&](int index, int) {
        for (std::size_t i = m_tasks[std::size_t(index)]; i < m_tasks[std::size_t(index) + 1]; ++i)
            update(m_slices[i]);
    });
}

// Bounds are cheap to carry on, but grow with every step; when they are too large they are
// measured.
bool ElementwiseOptimizer::isSmallStep(double gradient)
{
    constexpr double kFar = 1; // weights are rarely larger
    constexpr double kLargest = 1e15; // its square is still a finite float
    const auto longest = [&] {
        return longestStep({ gradient, m_largestWeight, m_largestMoment });
    };
    const bool isKnown = std::isfinite(m_largestWeight) && std::isfinite(m_largestMoment);
    if (!isKnown || !(longest() <= kFar))
        measureLargest();
    const double step = longest();
    const double pull = gradient + m_options.weightDecay * m_largestWeight;
    const bool isSmall = step <= kFar && pull < kLargest;
    m_largestWeight = isSmall ? m_largestWeight + step : HUGE_VAL;
    m_largestMoment = isSmall ? m_largestMoment + pull : HUGE_VAL;
    return isSmall;
}

void ElementwiseOptimizer::measureLargest()
{
    const auto largest = [](const auto &tensors, const auto &valuesOf) {
        double most = 0;
        for (const auto &tensor : tensors)
            for (const Scalar value : valuesOf(tensor))
                most = std::max(most, std::abs(double(value)));
        return most;
    };
    m_largestWeight = largest(
        m_parameters, [](const Model::ParameterRef &ref) { return ref.parameter->value.values(); });
    m_largestMoment = m_moments.empty()
        ? 0
        : largest(m_moments.front(), [](const Tensor &tensor) { return tensor.values(); });
}

OptimizerState ElementwiseOptimizer::state() const
{
    OptimizerState state { .steps = m_steps, .moments = {} };
    for (std::size_t i = 0; i < m_names.size(); ++i)
        for (std::size_t k = 0; k < m_parameters.size(); ++k)
            state.moments.push_back({ m_parameters[k].name + "." + m_names[i], m_moments[i][k] });
    return state;
}

void ElementwiseOptimizer::setState(const OptimizerState &state)
{
    const OptimizerState own = this->state();
    for (const NamedTensor &requested : own.moments) {
        const auto found = std::ranges::find(state.moments, requested.name, &NamedTensor::name);
        if (found == state.moments.end() || found->value.dims() != requested.value.dims())
            throw Error("the saved state is of another optimizer or model: '" + requested.name
                + "' is missing or of another shape");
    }
    for (std::size_t i = 0; i < m_names.size(); ++i) {
        for (std::size_t k = 0; k < m_parameters.size(); ++k) {
            const std::string name = m_parameters[k].name + "." + m_names[i];
            const auto found = std::ranges::find(state.moments, name, &NamedTensor::name);
            std::ranges::copy(found->value.values(), m_moments[i][k].values().begin());
        }
    }
    m_steps = state.steps;
    m_largestWeight = m_largestMoment = HUGE_VAL;
}

} // namespace convscope
