// SPDX-License-Identifier: GPL-3.0-or-later
// What influences a value: compared with what changes when single values of the image change.
#include "core/inspect/explain/receptive_field.h"
#include "core/inspect/network/instrumented_model.h"
#include "tests/support/layer_specs.h"
#include "tests/support/random_model.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace convscope;

namespace {

/// A place of a layer, drawn.
struct Place {
    int layer, channel, row, column;
    std::size_t index(const Shape &shape) const
    {
        return (std::size_t(channel) * std::size_t(shape.h) + std::size_t(row))
            * std::size_t(shape.w)
            + std::size_t(column);
    }
};
Place randomPlace(const std::vector<LayerWindow> &windows, int layers, Rng &rng)
{
    const int layer = test::between(rng, 0, layers - 1);
    const Shape &shape = windows[std::size_t(layer)].output;
    return { layer, test::between(rng, 0, shape.c - 1), test::between(rng, 0, shape.h - 1),
        test::between(rng, 0, shape.w - 1) };
}

Influence influenceOf(const std::vector<LayerWindow> &windows, const Place &place)
{
    return influenceOn(windows, place.layer, place.channel, place.row, place.column);
}

/// Positive parameters: what rises in the image rises everywhere behind it.
std::shared_ptr<const TrainedModel> risingModel(const ModelSpec &spec, Rng &rng)
{
    auto model = std::make_shared<TrainedModel>(*test::randomModel(spec, rng));
    for (NamedTensor &parameter : model->parameters)
        for (Scalar &value : parameter.value.values())
            value = Scalar(0.3 + 0.5 * rng.uniform());
    return model;
}

/// Which values of the image, made huge one at a time, change the value at `place`.
std::vector<bool> changing(InstrumentedModel &network, const Place &place, Rng &rng)
{
    constexpr Scalar kHuge = 1e12F;
    for (Scalar &value : network.input())
        value = Scalar(rng.uniform());
    const std::size_t at = place.index(network.layers()[std::size_t(place.layer)].output);
    const auto value = [&] {
        network.forward();
        return network.output(std::size_t(place.layer))[at];
    };
    const Scalar before = value();
    std::vector<bool> result;
    for (Scalar &pixel : network.input()) {
        const Scalar kept = std::exchange(pixel, kHuge);
        result.push_back(value() != before);
        pixel = kept;
    }
    return result;
}

std::vector<bool> members(const PlaceSet &set)
{
    std::vector<bool> result;
    for (int c = 0; c < set.shape().c; ++c)
        for (int r = 0; r < set.shape().h; ++r)
            for (int column = 0; column < set.shape().w; ++column)
                result.push_back(set.contains(c, r, column));
    return result;
}

/// Whether a layer of the kind gives the same for all large values, or takes their size away.
bool saturates(const LayerKind &kind)
{
    const LayerOptions options = optionsOf(kind, {});
    const LayerWindow window = kind.reads(options, Shape { 1, 1, 1 });
    if (!isElementwise(kind, window))
        return window.kind == LayerWindow::Kind::Channels;
    const auto layer = kind.create(options);
    layer->build({ 1, 1, 1 });
    std::array<Scalar, 2> large { 1e6, 2e6 }, given {};
    layer->plan(1, 2);
    layer->forward(
        large.data(), given.data(), { 0, 0, 2, 1 }, { .mode = Mode::Infer, .scratch = {} });
    return given[0] == given[1];
}

bool saturates(const ModelSpec &spec)
{
    return std::ranges::any_of(
        spec.layers, [](const LayerSpec &layer) { return saturates(layerKind(layer.kind)); });
}

} // namespace

TEST(ReceptiveField, PixelsOutsideNeverChangeTheValueAndThoseInsideCan)
{
    int compared = 0;
    for (std::uint64_t seed = 0; compared < 150; ++seed) {
        Rng rng(seed, 21);
        const ModelSpec spec = test::randomSpec(rng);
        if (saturates(spec))
            continue;
        const auto windows = layerWindows(spec);
        InstrumentedModel network(risingModel(spec, rng));
        const Place place = randomPlace(windows, static_cast<int>(spec.layers.size()), rng);
        ASSERT_EQ(members(influenceOf(windows, place).input), changing(network, place, rng))
            << "seed " << seed << ", " << spec.layers[std::size_t(place.layer)].name;
        ++compared;
    }
}

TEST(ReceptiveField, PixelsOutsideNeverChangeTheValueWhateverTheWeights)
{
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        Rng rng(seed, 22);
        const ModelSpec spec = test::randomSpec(rng);
        const auto windows = layerWindows(spec);
        InstrumentedModel network(test::randomModel(spec, rng));
        const Place place = randomPlace(windows, static_cast<int>(spec.layers.size()), rng);
        const auto changed = changing(network, place, rng);
        const auto inside = members(influenceOf(windows, place).input);
        for (std::size_t i = 0; i < changed.size(); ++i)
            ASSERT_TRUE(inside[i] || !changed[i]) << "seed " << seed << ", value " << i;
    }
}

TEST(ReceptiveField, HoldsOnEveryLayerBetween)
{
    Rng rng(3, 23);
    const ModelSpec spec = withNames({ { 3, 14, 13 },
        { test::convOf(6, { 3, 3 }, { { "groups", 3.0 }, { "dilation", Extent { 2, 1 } } }),
            test::layerOf("relu"), test::convOf(6, { 3, 3 }, { { "padding", Extent { 1, 1 } } }),
            test::layerOf("add", { { "from", std::string("relu1") } }), test::layerOf("maxpool"),
            test::convOf(4, { 2, 2 }, { { "groups", 2.0 } }) } });
    const auto windows = layerWindows(spec);
    InstrumentedModel network(risingModel(spec, rng));
    const Place place { 5, 1, 2, 1 };
    const Influence influence = influenceOf(windows, place);
    const std::size_t at = place.index(windows[5].output);
    std::ranges::generate(network.input(), [&] { return Scalar(rng.uniform()); });
    network.forward();
    const Scalar before = network.output(5)[at];
    // Behind relu1 its value goes on by two ways, of which output() only feeds the next layer.
    for (const std::size_t layer : { 2U, 3U, 4U }) {
        std::vector<bool> changed;
        for (std::size_t i = 0; i < network.output(layer).size(); ++i) {
            network.forward(layer);
            network.output(layer)[i] = 1e6F;
            network.forward(layer + 1);
            changed.push_back(network.output(5)[at] != before);
        }
        EXPECT_EQ(members(influence.layers[layer]), changed) << layer;
    }
}

TEST(ReceptiveField, DilationLeavesHoles)
{
    const auto windows = layerWindows(
        { { 1, 7, 7 }, { test::convOf(1, { 3, 3 }, { { "dilation", Extent { 2, 3 } } }) } });
    const Influence influence = influenceOn(windows, 0, 0, 1, 0);
    EXPECT_EQ(influence.input.bounds(), (PlaceRect { 1, 0, 6, 7 }));
    EXPECT_TRUE(influence.input.contains(0, 3, 3));
    EXPECT_FALSE(influence.input.contains(0, 2, 3));
    EXPECT_FALSE(influence.input.contains(0, 3, 4));
}

TEST(ReceptiveField, SizesFollowFromKernelsAndStrides)
{
    const ModelSpec tinyVgg { { 3, 64, 64 },
        { test::convOf(10, { 3, 3 }), test::layerOf("relu"), test::convOf(10, { 3, 3 }),
            test::layerOf("relu"), test::layerOf("maxpool"), test::convOf(10, { 3, 3 }),
            test::layerOf("relu"), test::convOf(10, { 3, 3 }), test::layerOf("relu"),
            test::layerOf("maxpool"), test::layerOf("flatten"), test::convOf(5, { 1, 1 }),
            test::layerOf("dense") } };
    std::vector<std::string> texts;
    for (const FieldSize &field : receptiveFields(tinyVgg))
        texts.push_back(toString(field));
    EXPECT_THAT(texts,
        testing::ElementsAre("3×3, step 1", "3×3, step 1", "5×5, step 1", "5×5, step 1",
            "6×6, step 2", "10×10, step 2", "10×10, step 2", "14×14, step 2", "14×14, step 2",
            "16×16, step 4", "16×16, step 4", "whole image", "whole image", "whole image"));
}

TEST(ReceptiveField, SizesAgreeWithTheExactPlacesInTheMiddleOfTheImage)
{
    const ModelSpec spec { { 1, 61, 67 },
        { test::convOf(2, { 3, 5 }, { { "dilation", Extent { 2, 1 } } }), test::layerOf("maxpool"),
            test::convOf(2, { 3, 3 }, { { "padding", Extent { 1, 1 } } }),
            test::layerOf("add", { { "from", std::string("pool1") } }),
            test::layerOf("avgpool") } };
    const auto sizes = receptiveFields(spec);
    const auto windows = layerWindows(spec);
    for (int layer = 0; layer < 5; ++layer) {
        const Shape &shape = windows[std::size_t(layer)].output;
        const auto bounds = [&](int row, int column) {
            return influenceOn(windows, layer, 0, row, column).input.bounds();
        };
        const PlaceRect one = bounds(shape.h / 2, shape.w / 2),
                        next = bounds(shape.h / 2 + 1, shape.w / 2 + 1);
        const FieldSize &size = sizes[std::size_t(layer)];
        EXPECT_EQ((Extent { one.bottom - one.top, one.right - one.left }), size.size) << layer;
        EXPECT_EQ((Extent { next.top - one.top, next.left - one.left }), size.step) << layer;
    }
}

TEST(ReceptiveField, EveryRegisteredKindIsKnown)
{
    for (const LayerKind &info : layerKinds()) {
        ModelSpec spec { { 2, 4, 4 },
            { test::layerOf("global_avgpool"), test::layerOf(std::string(info.name).c_str()) } };
        for (const Field &option : info.options) // one value a channel is read by every kind
            if (option.type == Field::Type::Layer)
                spec.layers.back().options.emplace(option.name, std::string("pool1"));
            else if (option.type == Field::Type::Layers)
                spec.layers.back().options.emplace(
                    option.name, std::vector<std::string> { "pool1" });
        if (info.create(optionsOf(info, spec.layers.back().options))->others().empty())
            spec.layers.front() = test::layerOf("relu");
        EXPECT_NO_THROW(layerWindows(spec)) << info.name;
    }
}

TEST(ReceptiveField, RefusesPlacesThatThereAreNot)
{
    const auto windows = layerWindows({ { 1, 6, 6 }, { test::convOf(2, { 3, 3 }) } });
    EXPECT_NO_THROW(influenceOn(windows, 1, 31, 0, 0));
    EXPECT_THROW(influenceOn(windows, 2, 0, 0, 0), Error);
    EXPECT_THROW(influenceOn(windows, 0, 2, 0, 0), Error);
    EXPECT_THROW(influenceOn(windows, 0, 0, 4, 0), Error);
    EXPECT_THROW(influenceOn(windows, -1, 0, 0, -1), Error);
}
