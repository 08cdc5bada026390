// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/explain/saliency.h"
#include "core/base/error.h"
#include "core/kinds/kinds.h"
#include "core/train/measure/evaluation.h"
#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace convscope {

namespace {

void backwardFrom(InstrumentedModel &network, int classIndex)
{
    std::vector<Scalar> dLogits(network.logits().size(), 0);
    dLogits[std::size_t(classIndex)] = 1;
    network.backward(dLogits);
}

/// The values that hide a place, one a channel.
std::vector<Scalar> fillOf(const InstrumentedModel &network, const Shape &shape, OcclusionFill fill)
{
    std::vector<Scalar> values(std::size_t(shape.c));
    if (fill == OcclusionFill::Grey) {
        constexpr Scalar kGrey = 127.5;
        Preprocessing onePixel = network.model().preprocessing;
        onePixel.height = onePixel.width = 1;
        std::ranges::fill(values, kGrey);
        normalizeValues(onePixel, values);
        return values;
    }
    for (std::size_t c = 0; c < values.size(); ++c) {
        const auto plane = network.input().subspan(c * shape.area(), shape.area());
        const double sum = std::accumulate(plane.begin(), plane.end(), 0.0);
        values[c] = Scalar(sum / double(shape.area()));
    }
    return values;
}

/// Where squares begin along a side, so that they reach from edge to edge.
std::vector<int> beginnings(int side, int size, int step)
{
    std::vector<int> places;
    for (int place = 0; place < side - size; place += step)
        places.push_back(place);
    places.push_back(side - size);
    return places;
}

struct Square {
    int top = 0, left = 0, size = 0;
};

void hide(std::span<Scalar> input, const Shape &shape, const Square &square,
    const std::vector<Scalar> &fill)
{
    for (std::size_t c = 0; c < fill.size(); ++c)
        for (int y = square.top; y < square.top + square.size; ++y)
            std::ranges::fill(input.subspan(c * shape.area() + std::size_t(y) * std::size_t(shape.w)
                                      + std::size_t(square.left),
                                  std::size_t(square.size)),
                fill[c]);
}

/// Puts the image back, however the work on it ends.
class Restored {
public:
    explicit Restored(std::span<Scalar> input)
        : m_input(input)
        , m_before(input.begin(), input.end())
    {
    }
    ~Restored() { restore(); }
    Restored(const Restored &) = delete;
    Restored &operator=(const Restored &) = delete;
    void restore() { std::ranges::copy(m_before, m_input.begin()); }

private:
    std::span<Scalar> m_input;
    std::vector<Scalar> m_before;
};

int layerFor(const InstrumentedModel &network, const std::string &requested)
{
    const auto names = convolutionsOf(network.layers());
    if (names.empty())
        throw Error("Grad-CAM looks at the maps of a convolution, and this network has none; "
                    "choose occlusion or gradient × input");
    return network.indexOf(
        std::ranges::find(names, requested) == names.end() ? names.back() : requested);
}

SaliencyMap mapFor(InstrumentedModel &network, const SaliencyQuestion &question,
    SaliencyAnswer &answer, const Progress &progress)
{
    switch (question.method) {
    case SaliencyMethod::Occlusion:
        answer.occlusion = inUse(question.occlusion, network.layers().front().input);
        return occlusionMap(network, answer.classIndex, answer.occlusion, progress);
    case SaliencyMethod::GradientTimesInput:
        return gradientTimesInput(network, answer.classIndex);
    case SaliencyMethod::GradCam:
        break;
    }
    const auto layer = std::size_t(layerFor(network, question.layer));
    answer.layer = network.layers()[layer].name;
    return gradCam(network, layer, answer.classIndex);
}

} // namespace

std::vector<std::string> convolutionsOf(const std::vector<LayerSummary> &layers)
{
    std::vector<std::string> names;
    for (const LayerSummary &layer : layers)
        if (has(layerKind(layer.kind), ParameterRole::Kernel))
            names.push_back(layer.name);
    return names;
}

int predictedClass(const InstrumentedModel &network)
{
    return static_cast<int>(
        std::ranges::max_element(network.probabilities()) - network.probabilities().begin());
}

SaliencyMap gradCam(InstrumentedModel &network, std::size_t layer, int classIndex)
{
    backwardFrom(network, classIndex);
    const Shape &shape = network.layers()[layer].output;
    const auto maps = std::as_const(network).output(layer);
    const auto gradients = network.gradient(layer);
    const std::size_t area = shape.area();
    std::vector<double> sums(area, 0);
    for (std::size_t begin = 0; begin < maps.size(); begin += area) {
        const auto slope = gradients.subspan(begin, area);
        const double weight = std::accumulate(slope.begin(), slope.end(), 0.0) / double(area);
        for (std::size_t i = 0; i < area; ++i)
            sums[i] += weight * double(maps[begin + i]);
    }
    SaliencyMap map { shape.h, shape.w, std::vector<float>(area) };
    std::ranges::transform(
        sums, map.values.begin(), [](double sum) { return float(std::max(sum, 0.0)); });
    return map;
}

SaliencyMap gradientTimesInput(InstrumentedModel &network, int classIndex)
{
    backwardFrom(network, classIndex);
    const Shape &shape = network.layers().front().input;
    SaliencyMap map { shape.h, shape.w, std::vector<float>(shape.area(), 0) };
    for (std::size_t i = 0; i < network.input().size(); ++i)
        map.values[i % shape.area()] += float(network.input()[i] * network.inputGradient()[i]);
    return map;
}

Occlusion inUse(Occlusion occlusion, const Shape &image)
{
    constexpr int kShare = 5;
    const int side = std::min(image.h, image.w);
    if (occlusion.size <= 0)
        occlusion.size = (side + kShare - 1) / kShare;
    occlusion.size = std::min(occlusion.size, side);
    if (occlusion.step <= 0)
        occlusion.step = (occlusion.size + 1) / 2;
    occlusion.step = std::min(occlusion.step, occlusion.size);
    return occlusion;
}

SaliencyMap occlusionMap(InstrumentedModel &network, int classIndex, const Occlusion &requested,
    const Progress &progress)
{
    const Shape &shape = network.layers().front().input;
    const Occlusion occlusion = inUse(requested, shape);
    const auto fill = fillOf(network, shape, occlusion.fill);
    const auto tops = beginnings(shape.h, occlusion.size, occlusion.step);
    const auto lefts = beginnings(shape.w, occlusion.size, occlusion.step);
    Restored input(network.input());
    network.forward();
    const double before = double(network.probabilities()[std::size_t(classIndex)]);
    std::vector<double> sums(shape.area(), 0);
    std::vector<int> counts(shape.area(), 0);
    std::size_t done = 0;
    for (const int top : tops)
        for (const int left : lefts) {
            if (!progress(done++, tops.size() * lefts.size()))
                throw Cancelled();
            hide(network.input(), shape, { top, left, occlusion.size }, fill);
            network.forward();
            input.restore();
            const double lost = before - double(network.probabilities()[std::size_t(classIndex)]);
            for (int y = top; y < top + occlusion.size; ++y)
                for (int x = left; x < left + occlusion.size; ++x) {
                    const std::size_t at = std::size_t(y) * std::size_t(shape.w) + std::size_t(x);
                    sums[at] += lost;
                    ++counts[at];
                }
        }
    SaliencyMap map { shape.h, shape.w, std::vector<float>(shape.area()) };
    std::ranges::transform(
        sums, counts, map.values.begin(), [](double sum, int count) { return float(sum / count); });
    return map;
}

SaliencyMap enlarged(const SaliencyMap &map, int height, int width)
{
    if (height == map.height && width == map.width)
        return map;
    struct Between {
        int first = 0, second = 0;
        float part = 0; // the second one's weight
    };
    const auto between = [](int i, int count, int from) {
        const double place = std::clamp((i + 0.5) * from / count - 0.5, 0.0, double(from) - 1);
        const int first = static_cast<int>(place);
        return Between { first, std::min(first + 1, from - 1), float(place - first) };
    };
    SaliencyMap result { height, width, {} };
    result.values.reserve(std::size_t(height) * std::size_t(width));
    for (int y = 0; y < height; ++y) {
        const Between rows = between(y, height, map.height);
        for (int x = 0; x < width; ++x) {
            const Between columns = between(x, width, map.width);
            const auto inRow = [&](int row) {
                return std::lerp(
                    map.at(row, columns.first), map.at(row, columns.second), columns.part);
            };
            result.values.push_back(std::lerp(inRow(rows.first), inRow(rows.second), rows.part));
        }
    }
    return result;
}

SaliencyAnswer explain(
    InstrumentedModel &network, const SaliencyQuestion &question, const Progress &progress)
{
    network.forward();
    requireAnswer(network.probabilities());
    const auto classes = static_cast<int>(network.probabilities().size());
    SaliencyAnswer answer;
    answer.question = question;
    answer.classIndex = question.classIndex >= 0 && question.classIndex < classes
        ? question.classIndex
        : predictedClass(network);
    answer.probability = float(network.probabilities()[std::size_t(answer.classIndex)]);
    answer.batch = network.model().batch;
    const SaliencyMap own = mapFor(network, question, answer, progress);
    const Shape &shape = network.layers().front().input;
    answer.height = own.height;
    answer.width = own.width;
    answer.map = enlarged(own, shape.h, shape.w);
    return answer;
}

} // namespace convscope
