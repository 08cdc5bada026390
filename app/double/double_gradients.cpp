// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/double/double_gradients.h"
#include "core/nn/gradient_check.h"
#include "core/nn/model.h"
#include "core/nn/softmax_cross_entropy.h"
#include <nlohmann/json.hpp>
#include <numeric>

namespace convscope_double {

namespace {

/// A network with a batch of noise in it.
class LossFunction {
public:
    LossFunction(const ModelSpec &spec, std::uint64_t seed, int batch)
        : m_model(spec, seed)
        , m_pool(0)
        , m_labels(std::size_t(batch))
    {
        Rng rng(seed, 1);
        // Biases begin as zeros; that is where kinks sit when the inputs are zeros too.
        for (const Model::ParameterRef &ref : m_model.parameters())
            for (Scalar &value : ref.parameter->value.values())
                value += Scalar(0.2 * rng.uniform() - 0.1);
        const std::span input(m_model.input(batch), m_labels.size() * spec.input.size());
        for (Scalar &value : input)
            value = Scalar(2 * rng.uniform() - 1);
        for (int &label : m_labels)
            label = int(rng.below(std::uint32_t(m_model.classes())));
    }

    const std::vector<Model::ParameterRef> &parameters() const { return m_model.parameters(); }

    void workOutGradients() { m_model.train(m_labels, m_pool); }

    double operator()()
    {
        m_model.forward(int(m_labels.size()), Mode::Train, m_pool);
        const auto classes = std::size_t(m_model.classes());
        double sum = 0;
        for (std::size_t n = 0; n < m_labels.size(); ++n)
            sum += crossEntropy(m_model.logits().subspan(n * classes, classes), m_labels[n]);
        return sum / double(m_labels.size());
    }

private:
    Model m_model;
    ThreadPool m_pool;
    std::vector<int> m_labels;
};

std::vector<std::size_t> randomPlaces(std::size_t size, std::size_t most, Rng &rng)
{
    std::vector<std::size_t> places(size);
    std::iota(places.begin(), places.end(), std::size_t(0));
    rng.shuffle(std::span(places));
    places.resize(std::min(size, most));
    return places;
}

// Small gradients are not compared more finely than rounding of the loss allows.
double leastOf(std::span<const Scalar> gradient)
{
    constexpr double kMin = 1e-4;
    double squares = 0;
    for (const Scalar value : gradient)
        squares += double(value) * double(value);
    return std::max(kMin, std::sqrt(squares / double(gradient.size())));
}

} // namespace

std::vector<GradientError> gradientErrors(
    const nlohmann::json &model, std::uint64_t seed, const GradientSample &sample)
{
    LossFunction loss(modelSpecFromJson(model), seed, sample.batch);
    loss.workOutGradients();
    Rng rng(seed, 2);
    std::vector<GradientError> errors;
    for (const auto &[name, parameter] : loss.parameters()) {
        if (sample.goOn && !sample.goOn())
            break;
        const std::size_t dot = name.rfind('.');
        GradientError error { name.substr(0, dot), name.substr(dot + 1), 0 };
        const std::span<const Scalar> gradient = parameter->gradient.values();
        const double least = leastOf(gradient);
        for (const std::size_t place : randomPlaces(gradient.size(), sample.values, rng))
            error.largest = std::max(error.largest,
                gradientError(parameter->value.values()[place], gradient[place], least,
                    [&] { return loss(); }));
        errors.push_back(std::move(error));
    }
    return errors;
}

} // namespace convscope_double
