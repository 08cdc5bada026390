// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/nn/model.h"
#include "core/train/loop/trainer_state.h"
#include "core/train/setup/presets.h"
#include "tests/support/errors.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace convscope;

namespace {

const ModelSpec &modelOf(const char *preset)
{
    return findPreset(preset)->config.model;
}

std::size_t parametersOf(const ModelSpec &spec)
{
    std::size_t all = 0;
    for (const LayerSummary &layer : inferShapes(spec))
        all += layer.parameters;
    return all;
}

/// The inputs of the first dense layer.
std::size_t denseInputs(const ModelSpec &spec)
{
    const auto layers = inferShapes(spec);
    return std::ranges::find(layers, "dense", &LayerSummary::kind)->input.size();
}

class FixedShape final : public Dataset {
public:
    explicit FixedShape(std::optional<Shape> shape)
        : m_shape(shape)
    {
        m_classes = { "a", "b", "c" };
    }
    std::string_view format() const override { return "test"; }
    Image image(std::size_t) const override { return {}; }
    std::uint64_t stamp(std::size_t) const override { return 0; }
    std::optional<Shape> imageShape() const override { return m_shape; }

private:
    std::optional<Shape> m_shape;
};

Shape followed(const char *preset, std::optional<Shape> shape)
{
    RunConfig config = findPreset(preset)->config;
    followData(config, FixedShape(shape));
    EXPECT_FALSE(config.followData) << "once is enough";
    return config.preprocessing.shape();
}

} // namespace

TEST(Presets, HaveThePublishedShapes)
{
    EXPECT_EQ(denseInputs(modelOf("blood-cells")), 4410U);
    EXPECT_EQ(denseInputs(modelOf("blood-cells-pooled")), 810U);
    EXPECT_EQ(denseInputs(modelOf("mnist-dense")), 288U);
    EXPECT_EQ(parametersOf(modelOf("tiny-vgg")), 19'920U);
}

TEST(Presets, ComeBackFromTheirJsonWithTheWholeRecipe)
{
    for (const Preset &preset : presets()) {
        const Preset back = presetFromJson(nlohmann::json::parse(toJson(preset).dump()));
        EXPECT_EQ(back.config, preset.config) << preset.name;
    }
}

TEST(Presets, SomeTakeTheImagesOwnSizeAndColours)
{
    EXPECT_EQ(followed("keras-small", Shape { 1, 28, 28 }), (Shape { 1, 28, 28 }));
    EXPECT_EQ(followed("compact", Shape { 3, 32, 32 }), (Shape { 3, 32, 32 }));
    EXPECT_EQ(followed("compact", std::nullopt), (Shape { 3, 64, 64 })) << "images of all sizes";
    EXPECT_EQ(followed("cifar10", Shape { 1, 28, 28 }), (Shape { 3, 32, 32 })) << "it does not";
}

TEST(Presets, ImagesTooSmallForANetworkAreEnlarged)
{
    EXPECT_EQ(followed("keras-small", Shape { 1, 8, 8 }), (Shape { 1, 32, 32 }));
}

TEST(RunSettings, numbersWhereACountBelongsAreRefusedByName)
{
    const nlohmann::json good = toJson(presets().front().config);
    for (const char *name :
        { "epochs", "batch", "max_batches", "seed", "threads", "patience", "limit" })
        for (const char *number : { "1e300", "-5", "0.5" }) {
            nlohmann::json settings = good;
            settings[name] = nlohmann::json::parse(number);
            EXPECT_THAT(test::errorOf([&] { runConfigFromJson(settings); }),
                testing::HasSubstr(std::string("'") + name + "'"))
                << number;
        }
    nlohmann::json settings = good;
    settings["threads"] = 100'000;
    EXPECT_EQ(test::errorOf([&] { runConfigFromJson(settings); }),
        "'threads' is 100000; it must be a whole number from 0 to 1024");
}

TEST(TrainerPosition, numbersWhereACountBelongsAreRefused)
{
    const nlohmann::json good = nlohmann::json::parse(toText(TrainerPosition { .epoch = 2,
        .epochsDone = 1,
        .sample = 3,
        .batches = 4,
        .seconds = 5,
        .train = {},
        .validation = {},
        .best = {} }));
    EXPECT_EQ(positionFromText(good.dump()).batches, 4);
    for (const char *name : { "epoch", "epochs_done", "sample", "batches" })
        for (const char *number : { "1e300", "-5", "0.5" }) {
            nlohmann::json position = good;
            position[name] = nlohmann::json::parse(number);
            EXPECT_THAT(test::errorOf([&] { positionFromText(position.dump()); }),
                testing::HasSubstr("the saved state is damaged"))
                << name << ' ' << number;
        }
}
