// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/network/instrumented_model.h"
#include "core/base/error.h"
#include "core/nn/softmax_cross_entropy.h"
#include <algorithm>

namespace convscope {

namespace {

constexpr BatchShard kOneImage { .index = 0, .begin = 0, .end = 1, .shards = 1 };

void setParameters(LayerChain &chain, const std::vector<NamedTensor> &values)
{
    std::vector<std::pair<Tensor *, const Tensor *>> places; // all are known before one is changed
    for (std::size_t i = 0; i < chain.layers.size(); ++i)
        for (Parameter &parameter : chain.layers[i]->parameters()) {
            const std::string name = chain.summaries[i].name + "." + parameter.name;
            const auto found = std::ranges::find(values, name, &NamedTensor::name);
            if (found == values.end() || found->value.dims() != parameter.value.dims())
                throw Error("the weights of '" + name + "' are missing or of another shape");
            places.emplace_back(&parameter.value, &found->value);
        }
    for (const auto &[to, from] : places)
        *to = *from;
}

} // namespace

InstrumentedModel::InstrumentedModel(std::shared_ptr<const TrainedModel> model)
    : m_model(std::move(model))
    , m_chain(buildLayers(withNames(m_model->spec)))
{
    setParameters(m_chain, m_model->parameters);
    std::size_t scratch = 0;
    for (std::size_t i = 0; i < m_chain.layers.size(); ++i) {
        scratch = std::max(scratch, m_chain.layers[i]->plan(1, 1));
        m_steps.emplace_back().output.resize(m_chain.summaries[i].output.size());
    }
    m_scratch.resize(scratch);
    m_input.resize(m_chain.summaries.front().input.size());
    m_probabilities.resize(m_steps.back().output.size());
}

void InstrumentedModel::setModel(std::shared_ptr<const TrainedModel> model)
{
    if (model->spec == m_model->spec) {
        setParameters(m_chain, model->parameters);
        m_model = std::move(model);
    } else {
        *this = InstrumentedModel(std::move(model));
    }
}

int InstrumentedModel::indexOf(std::string_view layer) const
{
    const auto found = std::ranges::find(m_chain.summaries, layer, &LayerSummary::name);
    return found == m_chain.summaries.end() ? -1
                                            : static_cast<int>(found - m_chain.summaries.begin());
}

void InstrumentedModel::setFactors(const std::vector<ChannelScale> &factors)
{
    for (Step &step : m_steps) {
        step.factors.clear();
        step.edited.clear();
    }
    for (const ChannelScale &one : factors) {
        const int layer = indexOf(one.layer);
        if (layer < 0 || one.map < 0 || one.map >= layers()[std::size_t(layer)].output.c)
            continue;
        Step &step = m_steps[std::size_t(layer)];
        if (step.factors.empty())
            step.factors.assign(std::size_t(layers()[std::size_t(layer)].output.c), 1);
        step.factors[std::size_t(one.map)] = Scalar(one.factor);
        step.edited.resize(step.output.size());
    }
}

Scalar *InstrumentedModel::values(std::size_t i)
{
    return m_steps[i].edited.empty() ? m_steps[i].output.data() : m_steps[i].edited.data();
}

std::span<Scalar> InstrumentedModel::output(std::size_t i)
{
    return { values(i), m_steps[i].output.size() };
}

std::span<const Scalar> InstrumentedModel::output(std::size_t i) const
{
    const Step &step = m_steps[i];
    return step.edited.empty() ? step.output : step.edited;
}

void InstrumentedModel::applyFactors(
    const Step &step, std::size_t layer, const Scalar *from, Scalar *to) const
{
    const std::size_t area = layers()[layer].output.area();
    for (std::size_t map = 0; map < step.factors.size(); ++map)
        for (std::size_t i = map * area; i < (map + 1) * area; ++i)
            // Switched off is off, whatever there was.
            to[i] = step.factors[map] == 0 ? 0 : from[i] * step.factors[map];
}

Work InstrumentedModel::work(std::size_t layer)
{
    m_others.clear();
    for (const int other : m_chain.others[layer])
        m_others.push_back(values(std::size_t(other)));
    return { Mode::Infer, m_scratch, m_others, 0 };
}

void InstrumentedModel::forward(std::size_t from)
{
    for (std::size_t i = from; i < m_steps.size(); ++i) {
        Step &step = m_steps[i];
        m_chain.layers[i]->forward(
            i == 0 ? m_input.data() : values(i - 1), step.output.data(), kOneImage, work(i));
        if (!step.edited.empty())
            applyFactors(step, i, step.output.data(), step.edited.data());
    }
    softmax(output(m_steps.size() - 1), m_probabilities);
}

void InstrumentedModel::backward(std::span<const Scalar> dLogits)
{
    assert(dLogits.size() == m_steps.back().output.size());
    for (Step &step : m_steps)
        step.gradient.assign(step.output.size(), 0);
    std::ranges::copy(dLogits, m_steps.back().gradient.begin());
    m_inputGradient.assign(m_input.size(), 0);
    Buffer dy, dx;
    for (std::size_t i = m_steps.size(); i-- > 0;) {
        const Step &step = m_steps[i];
        dy = step.gradient;
        if (!step.factors.empty())
            applyFactors(step, i, dy.data(), dy.data());
        Buffer &before = i == 0 ? m_inputGradient : m_steps[i - 1].gradient;
        const Scalar *x = i == 0 ? m_input.data() : values(i - 1);
        const Work own = work(i);
        const auto add = [](Buffer &sum, const Buffer &more) {
            std::ranges::transform(sum, more, sum.begin(), std::plus<> {});
        };
        for (std::size_t which = 0; which < own.others.size(); ++which) {
            Buffer &other = m_steps[std::size_t(m_chain.others[i][which])].gradient;
            dx.resize(other.size());
            m_chain.layers[i]->backwardOther(which, x, dy.data(), dx.data(), kOneImage, own);
            add(other, dx);
        }
        dx.resize(before.size());
        m_chain.layers[i]->backward(x, step.output.data(), dy.data(), dx.data(), kOneImage, own);
        add(before, dx);
    }
}

} // namespace convscope
