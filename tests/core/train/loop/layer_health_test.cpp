// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include "core/train/loop/layer_health.h"
#include "core/train/setup/presets.h"
#include "tests/support/small_run.h"
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

using namespace convscope;

namespace {

constexpr int kBatch = 21;

// Between −1 and 1, the same each time.
void fillInput(Model &model)
{
    Rng rng(5, 1);
    Scalar *input = model.input(kBatch);
    for (std::size_t i = 0; i < kBatch * model.spec().input.size(); ++i)
        input[i] = Scalar(rng.uniform() * 2 - 1);
}

void train(Model &model, int threads)
{
    ThreadPool pool(threads, false);
    fillInput(model);
    std::vector<int> labels;
    for (int i = 0; i < kBatch; ++i)
        labels.push_back(i % model.classes());
    model.setStep(3);
    model.train(labels, pool);
}

// From every output of every image, kept apart.
double deadShareByLookingAtAll(const Model &forwarded, std::size_t layer)
{
    const Shape &shape = forwarded.layers()[layer].output;
    const auto unitSize = std::size_t(shape.h * shape.w), units = std::size_t(shape.c);
    const std::span<const Scalar> values = forwarded.output(layer);
    std::size_t dead = 0;
    for (std::size_t unit = 0; unit < units; ++unit) {
        bool answers = false;
        for (std::size_t i = 0; i < values.size(); ++i)
            answers = answers || (i / unitSize % units == unit && values[i] > 0);
        dead += !answers;
    }
    return double(dead) / double(units);
}

// Kills the first `count` units of each layer that has a bias.
void killUnits(Model &model, std::size_t count)
{
    for (const Model::ParameterRef &ref : model.parameters())
        if (ref.name.ends_with(".bias"))
            for (std::size_t i = 0; i < std::min(count, ref.parameter->value.size() / 2); ++i)
                ref.parameter->value.values()[i] = Scalar(-1000);
}

ModelSpec oddSpec() // ReLUs first, twice, last before a branch, and after a dense layer
{
    return { { 2, 8, 8 },
        { { "relu", "r0", {} }, { "conv", "c1", { { "filters", 4.0 }, { "kernel", 3.0 } } },
            { "relu", "r1", {} }, { "relu", "r2", {} }, { "maxpool", "p1", {} },
            { "flatten", "f", {} }, { "dense", "d1", { { "units", 10.0 } } }, { "relu", "r3", {} },
            { "dense", "d2", { { "units", 3.0 } } } } };
}

void expectTheSameAsLookingAtAll(const ModelSpec &spec)
{
    Model model(spec, 3), plain(spec, 3);
    killUnits(model, 3);
    plain.keepOutputs(true);
    plain.setParameterValues(model.parameterValues());
    ReluWatch watch(model.layers());
    model.setWatch(&watch);
    train(model, 2);
    fillInput(plain);
    plain.setStep(3);
    ThreadPool pool(1, false);
    plain.forward(kBatch, Mode::Train, pool);
    double all = 0;
    for (const ReluWatch::Activity &relu : watch.activity()) {
        const double expected = deadShareByLookingAtAll(plain, relu.layer);
        EXPECT_EQ(double(relu.dead) / double(relu.units), expected) << spec.layers[relu.layer].name;
        all += expected;
    }
    EXPECT_GT(all, 0) << "something died";
}

} // namespace

TEST(LayerHealth, CountsTheDeadWhoeverDoesTheReluWork)
{
    expectTheSameAsLookingAtAll(oddSpec());
    for (const Preset &preset : presets())
        if (preset.config.model.input.size() <= 3 * 32 * 32
            && std::ranges::count(preset.config.model.layers, "relu", &LayerSpec::kind) > 0)
            expectTheSameAsLookingAtAll(preset.config.model);
}

TEST(LayerHealth, AUnitThatAnswersOneImageOfTheBatchLives)
{
    const ModelSpec spec { { 1, 1, 1 },
        { { "dense", "d1", { { "units", 2.0 } } }, { "relu", "r1", {} },
            { "dense", "d2", { { "units", 2.0 } } } } };
    Model model(spec, 1);
    const auto set = [&](const char *name, std::vector<Scalar> values) {
        const auto ref
            = std::ranges::find(model.parameters(), std::string(name), &Model::ParameterRef::name);
        std::ranges::copy(values, ref->parameter->value.values().begin());
    };
    set("d1.weight", { 1, -1 });
    set("d1.bias", { -4, -4 });
    ReluWatch watch(model.layers());
    model.setWatch(&watch);
    ThreadPool pool(1, false);
    Scalar *input = model.input(6);
    std::ranges::copy(std::vector<Scalar> { 1, 2, 3, 4, 5, 1 }, input); // 5 − 4 > 0
    model.train(std::vector<int> { 0, 1, 0, 1, 0, 1 }, pool);
    EXPECT_EQ(watch.activity().front().dead, 1U) << "the one with the weight −1";
    EXPECT_EQ(*layerHealth(model, watch)[1].deadShare, 0.5);
    model.input(6)[4] = 4;
    model.train(std::vector<int> { 0, 1, 0, 1, 0, 1 }, pool);
    EXPECT_EQ(watch.activity().front().dead, 2U) << "no batch remembers the one before";
    EXPECT_EQ(*layerHealth(model, watch)[0].gradientNorm, 0) << "nothing gets through to it";
}

TEST(LayerHealth, TheGradientNormIsOverAllParametersOfALayerOnAnyNumberOfThreads)
{
    Model one(oddSpec(), 3), three(oddSpec(), 3);
    ReluWatch watch(one.layers());
    train(one, 1);
    train(three, 3);
    const auto health = layerHealth(one, watch);
    EXPECT_EQ(health, layerHealth(three, watch));
    const auto conv = std::ranges::find(health, "c1", &LayerHealth::name);
    double squares = 0;
    for (const Model::ParameterRef &ref : one.parameters())
        if (ref.name.starts_with("c1."))
            for (const Scalar g : ref.parameter->gradient.values())
                squares += double(g) * double(g);
    EXPECT_GT(squares, 0);
    EXPECT_NEAR(*conv->gradientNorm, std::sqrt(squares), 1e-5 * std::sqrt(squares));
    EXPECT_FALSE(conv->deadShare);
    EXPECT_EQ(std::ranges::count(health, "p1", &LayerHealth::name), 0) << "nothing to tell";
}

TEST(LayerHealth, WatchingChangesNothingAndIsOffAtFirst)
{
    Trainer plain(test::smallConfig(1), test::smallData());
    Trainer watched(test::smallConfig(1), test::smallData());
    for (int i = 0; i < test::kBatchesPerEpoch; ++i) {
        watched.watchLayers(i % 2 == 1);
        const StepReport before = plain.step(), after = watched.step();
        EXPECT_EQ(before.batch->loss, after.batch->loss);
        EXPECT_TRUE(before.layers.empty());
        EXPECT_EQ(after.layers.size(), i % 2 ? 1U : 0U) << "the dense layer";
    }
}

TEST(HealthLogs, StayBoundedAndKeepTheLargest)
{
    HealthLog log;
    for (int batch = 1; batch <= 100'000; ++batch)
        log.append(batch, { { "d", batch == 77'777 ? 9.0 : 1.0, {} } });
    EXPECT_LE(log.entries().size(), HealthLog::kMax);
    EXPECT_GT(log.entries().size(), HealthLog::kMax / 4);
    EXPECT_EQ(log.entries().front().batch, 1);
    EXPECT_TRUE(std::ranges::is_sorted(log.entries(), {}, &HealthLog::Entry::batch));
    EXPECT_EQ(std::ranges::count_if(log.entries(),
                  [](const auto &entry) { return entry.layers[0].gradientNorm == 9.0; }),
        1);
    log.clear();
    EXPECT_TRUE(log.entries().empty());
}
