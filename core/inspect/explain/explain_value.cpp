// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/explain/explain_value.h"
#include "core/base/error.h"
#include "core/base/field.h"
#include "core/kinds/kinds.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace convscope {

namespace {

/// What a kind's function works from.
struct Source {
    const TrainedModel &model;
    const FeatureMaps &maps;
    const LayerWindow &window;
    const LayerOptions &options;
    const LayerMaps &input;

    double at(const LayerMaps &maps_, const ValuePlace &place) const
    {
        const std::size_t row
            = std::size_t(place.channel) * std::size_t(maps_.shape.h) + std::size_t(place.row);
        return double(maps_.values[row * std::size_t(maps_.shape.w) + std::size_t(place.column)]);
    }
    double x(const ValuePlace &place) const { return at(input, place); }

    const Tensor *parameter(const std::string &layer, std::string_view name) const
    {
        const std::string full = layer + "." + std::string(name);
        const auto found = std::ranges::find(model.parameters, full, &NamedTensor::name);
        return found == model.parameters.end() ? nullptr : &found->value;
    }
    /// From `first` on. @throws Error when there are not so many.
    std::span<const Scalar> values(
        const std::string &layer, std::string_view name, std::size_t first, std::size_t count) const
    {
        const Tensor *tensor = parameter(layer, name);
        if (!tensor || tensor->size() < first + count)
            throw Error("the weights of '" + layer + "." + std::string(name)
                + "' are missing or of another shape");
        return tensor->values().subspan(first, count);
    }
    std::optional<double> bias(const Explanation &to) const
    {
        if (!parameter(to.layer, "bias"))
            return std::nullopt;
        return double(values(to.layer, "bias", std::size_t(to.place.channel), 1).front());
    }
};

void add(Explanation &to, double addend)
{
    to.result += addend;
    to.magnitude += std::abs(addend);
}

void explainConv(const Source &from, Explanation &to)
{
    const LayerWindow &window = from.window;
    const auto &[channel, row, column] = to.place;
    ConvStep step { .firstChannel = window.firstInput(channel),
        .channels = window.inputsPerGroup(),
        .kernel = window.kernel,
        .dilation = window.dilation,
        .top = window.top(row),
        .left = window.left(column) };
    const std::size_t cells = step.cells(), count = std::size_t(step.channels) * cells;
    for (const Scalar weight : from.values(to.layer, "weight", std::size_t(channel) * count, count))
        step.weights.push_back(double(weight));
    for (int c = 0; c < step.channels; ++c) {
        double sum = 0;
        for (int u = 0; u < window.kernel.h; ++u)
            for (int v = 0; v < window.kernel.w; ++v) {
                const int r = step.top + u * window.dilation.h,
                          w = step.left + v * window.dilation.w;
                const bool outside = r < 0 || w < 0 || r >= window.input.h || w >= window.input.w;
                if (c == 0)
                    step.padded.push_back(outside);
                step.patch.push_back(outside ? 0 : from.x({ step.firstChannel + c, r, w }));
                const double product = step.patch.back() * step.weights[step.patch.size() - 1];
                sum += product;
                to.magnitude += std::abs(product);
            }
        step.channelSums.push_back(sum);
        step.sum += sum;
    }
    step.bias = from.bias(to);
    to.result = step.sum;
    add(to, step.bias.value_or(0));
    to.step = std::move(step);
}

void explainDense(const Source &from, Explanation &to)
{
    const std::size_t count = from.input.values.size();
    DenseStep step;
    step.inputs.assign(from.input.values.begin(), from.input.values.end());
    const auto weights
        = from.values(to.layer, "weight", std::size_t(to.place.channel) * count, count);
    step.weights.assign(weights.begin(), weights.end());
    for (std::size_t i = 0; i < count; ++i)
        add(to, step.product(i));
    step.sum = to.result;
    step.bias = from.bias(to);
    add(to, step.bias.value_or(0));
    to.step = std::move(step);
}

ActivationStep activation(const Source &from, const Explanation &to)
{
    return { from.x(to.place), 0 };
}

void explainRelu(const Source &from, Explanation &to)
{
    const ActivationStep step = activation(from, to);
    add(to, step.x < 0 ? 0 : step.x);
    to.step = step;
}

void explainLeakyRelu(const Source &from, Explanation &to)
{
    ActivationStep step = activation(from, to);
    step.slope = double(Scalar(number(from.options, "slope"))); // as the layer has it
    add(to, step.x < 0 ? step.x * step.slope : step.x);
    to.step = step;
}

void explainSigmoid(const Source &from, Explanation &to)
{
    const ActivationStep step = activation(from, to);
    add(to, 1 / (1 + std::exp(-step.x)));
    to.step = step;
}

void explainTanh(const Source &from, Explanation &to)
{
    const ActivationStep step = activation(from, to);
    add(to, std::tanh(step.x));
    to.step = step;
}

PoolStep poolStep(const Source &from, const Explanation &to)
{
    const LayerWindow &window = from.window;
    PoolStep step {
        .top = window.top(to.place.row), .left = window.left(to.place.column), .size = window.kernel
    };
    if (window.kind == LayerWindow::Kind::WholeMap)
        step = { .top = 0, .left = 0, .size = { window.input.h, window.input.w } };
    for (int u = 0; u < step.size.h; ++u)
        for (int v = 0; v < step.size.w; ++v)
            step.window.push_back(from.x({ to.place.channel, step.top + u, step.left + v }));
    return step;
}

void explainMaxPool(const Source &from, Explanation &to)
{
    PoolStep step = poolStep(from, to);
    // As the layer does: not-a-number is passed on.
    for (std::size_t i = 1; i < step.window.size(); ++i)
        if (step.window[i] > step.window[step.winner] || std::isnan(step.window[i]))
            step.winner = i;
    add(to, step.window[step.winner]);
    to.step = std::move(step);
}

void explainAverage(const Source &from, Explanation &to)
{
    PoolStep step = poolStep(from, to);
    for (const double value : step.window) {
        step.sum += value;
        to.magnitude += std::abs(value) / double(step.window.size());
    }
    to.result = step.sum / double(step.window.size());
    to.step = std::move(step);
}

void explainBatchNorm(const Source &from, Explanation &to)
{
    const auto of = [&](std::string_view name) {
        return double(from.values(to.layer, name, std::size_t(to.place.channel), 1).front());
    };
    NormStep step { .x = from.x(to.place),
        .mean = of("running_mean"),
        .variance = of("running_var"),
        .epsilon = number(from.options, "epsilon"),
        .scale = of("weight"),
        .shift = of("bias") };
    const double deviation = std::sqrt(step.variance + step.epsilon);
    step.normalized = (step.x - step.mean) / deviation;
    add(to, step.scale * step.x / deviation); // for the magnitude
    add(to, -step.scale * step.mean / deviation);
    add(to, step.shift);
    to.result = step.scale * step.normalized + step.shift;
    to.step = step;
}

void explainSame(const Source &from, Explanation &to)
{
    SameStep step { .from = to.place };
    if (from.window.kind == LayerWindow::Kind::Row) {
        const int width = from.window.input.w, area = width * from.window.input.h;
        const int at = to.place.channel;
        step.from = { at / area, at % area / width, at % width };
    }
    step.x = from.x(step.from);
    add(to, step.x);
    to.step = step;
}

void explainAdd(const Source &from, Explanation &to)
{
    const LayerMaps &other = from.maps.layers[std::size_t(from.window.other)];
    const AddStep step { from.x(to.place), from.at(other, to.place), other.name };
    add(to, step.x);
    add(to, step.y);
    to.step = step;
}

void explainSoftmax(const Source &from, Explanation &to)
{
    SoftmaxStep step;
    step.logits.assign(from.input.values.begin(), from.input.values.end());
    step.largest = *std::ranges::max_element(step.logits);
    for (const double logit : step.logits)
        step.exponentials.push_back(std::exp(logit - step.largest));
    step.sum = std::accumulate(step.exponentials.begin(), step.exponentials.end(), 0.0);
    add(to, step.exponentials[std::size_t(to.place.channel)] / step.sum);
    to.step = std::move(step);
}

/// To add a layer kind: its function, and its line here.
struct KindExplanation {
    std::string_view kind;
    void (*explain)(const Source &, Explanation &);
};
constexpr std::array<KindExplanation, 14> kKinds { {
    { "conv", explainConv },
    { "relu", explainRelu },
    { "leaky_relu", explainLeakyRelu },
    { "sigmoid", explainSigmoid },
    { "tanh", explainTanh },
    { "maxpool", explainMaxPool },
    { "avgpool", explainAverage },
    { "global_avgpool", explainAverage },
    { "batchnorm", explainBatchNorm },
    { "dropout", explainSame },
    { "add", explainAdd },
    { "flatten", explainSame },
    { "dense", explainDense },
    { "softmax", explainSoftmax },
} };

void explainPixel(const TrainedModel &model, Explanation &to)
{
    const Preprocessing &preparation = model.preprocessing;
    PixelStep step;
    if (preparation.normalization != Normalization::None)
        step.divisor = 255;
    const auto channel = std::size_t(to.place.channel);
    if (preparation.normalization == Normalization::Standard && channel < preparation.mean.size()
        && channel < preparation.deviation.size()) {
        step.mean = preparation.mean[channel];
        step.deviation = preparation.deviation[channel];
    }
    step.pixel = (to.stored * step.deviation + step.mean) * step.divisor;
    add(to, (step.pixel / step.divisor - step.mean) / step.deviation);
    to.step = step;
}

std::optional<double> factorOf(const Explanation &what, const std::vector<MapFactor> &factors)
{
    std::optional<double> factor; // of several the last one counts
    for (const MapFactor &one : factors)
        if (one.layer == what.layer && one.map == what.place.channel)
            factor = double(one.factor);
    return factor;
}

void checkTogether(const ValueExplainer &explainer, const FeatureMaps &maps)
{
    const auto &windows = explainer.windows();
    // Where there is nothing to be classified the softmax is left out.
    bool fits = maps.layers.size() + 1 >= windows.size() && maps.layers.size() <= windows.size()
        && maps.input.values.size() == windows.front().input.size();
    for (std::size_t i = 0; fits && i < maps.layers.size(); ++i)
        fits = maps.layers[i].shape == windows[i].output
            && maps.layers[i].values.size() == windows[i].output.size();
    if (!fits)
        throw Error("these feature maps are of another network; wait for new ones");
}

} // namespace

bool Explanation::agrees() const
{
    constexpr double kRounding = 1e-6;
    if (std::isnan(value) || std::isinf(value))
        return std::isnan(value) ? std::isnan(stored) : stored == value;
    return std::abs(stored - value) <= kRounding * std::max(1.0, magnitude);
}

ValueExplainer::ValueExplainer(const ModelSpec &spec)
    : m_spec(withNames(spec))
    , m_windows(layerWindows(m_spec))
{
    for (const LayerSpec &layer : m_spec.layers)
        m_options.push_back(completed(layerInfo(layer.kind).options, layer.options));
    m_options.emplace_back(); // softmax
}

int ValueExplainer::indexOf(std::string_view layer) const
{
    if (layer == "input")
        return -1;
    const auto found = std::ranges::find(m_spec.layers, layer, &LayerSpec::name);
    if (found == m_spec.layers.end() && layer != "softmax")
        throw Error("the network has no layer '" + std::string(layer) + "'");
    return static_cast<int>(found - m_spec.layers.begin());
}

std::string ValueExplainer::nameOf(int layer) const
{
    const int count = static_cast<int>(m_spec.layers.size());
    return layer < 0     ? "input"
        : layer >= count ? "softmax"
                         : m_spec.layers[std::size_t(layer)].name;
}

Influence ValueExplainer::influenceOn(int layer, const ValuePlace &place) const
{
    return convscope::influenceOn(m_windows, layer, place.channel, place.row, place.column);
}

Explanation ValueExplainer::explain(const TrainedModel &model, const FeatureMaps &maps, int layer,
    const ValuePlace &place, const std::vector<MapFactor> &factors) const
{
    checkTogether(*this, maps);
    influenceOn(layer, place); // refuses places that there are not
    if (layer >= static_cast<int>(maps.layers.size()))
        throw Error("these feature maps end before the softmax; choose a layer before it");
    const LayerMaps &own = layer < 0 ? maps.input : maps.layers[std::size_t(layer)];
    const LayerMaps &input = layer <= 0 ? maps.input : maps.layers[std::size_t(layer) - 1];
    Explanation result { .layer = nameOf(layer),
        .kind = own.kind,
        .index = layer,
        .place = place,
        .before = nameOf(layer - 1),
        .inputShape = input.shape,
        .shape = own.shape };
    const std::size_t row
        = std::size_t(place.channel) * std::size_t(own.shape.h) + std::size_t(place.row);
    result.stored = double(own.values[row * std::size_t(own.shape.w) + std::size_t(place.column)]);
    if (layer < 0) {
        explainPixel(model, result);
    } else {
        const auto at = std::size_t(layer);
        const auto kind = std::ranges::find(kKinds, own.kind, &KindExplanation::kind);
        if (kind == kKinds.end())
            throw Error("values of layers of kind '" + own.kind + "' cannot be explained yet");
        kind->explain({ model, maps, m_windows[at], m_options[at], input }, result);
        result.factor = factorOf(result, factors);
    }
    // Switched off is off, whatever there was.
    result.value = result.factor == 0.0 ? 0 : result.result * result.factor.value_or(1);
    result.magnitude *= std::abs(result.factor.value_or(1));
    return result;
}

Explanation ValueExplainer::explain(
    const FeatureMaps &maps, int layer, const ValuePlace &place) const
{
    return explain(*maps.model, maps, layer, place, maps.factors);
}

std::vector<std::size_t> largestProducts(const DenseStep &step, std::size_t count)
{
    std::vector<std::size_t> order(step.inputs.size());
    std::iota(order.begin(), order.end(), 0U);
    count = std::min(count, order.size());
    std::ranges::partial_sort(order, order.begin() + std::ptrdiff_t(count), std::greater<>(),
        [&](std::size_t i) { return std::abs(step.product(i)); });
    order.resize(count);
    return order;
}

} // namespace convscope
