// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers that get out of hand: the run stops, says where and why, and keeps what still answers.
#include "core/base/error.h"
#include "core/nn/model.h"
#include "core/train/loop/trainer_state.h"
#include "core/train/measure/evaluation.h"
#include "tests/support/optimizer_kinds.h"
#include "tests/support/three_classes.h"
#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <nlohmann/json.hpp>

using namespace convscope;
using namespace convscope::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

/// A dense network whose numbers cannot be bounded by anything: it diverges at a high rate.
RunConfig divergingConfig()
{
    RunConfig config = threeClassesConfig("sgd");
    config.model.layers = { { "flatten", {}, {} }, { "dense", {}, { { "units", 8.0 } } },
        { "batchnorm", {}, {} }, { "dense", {}, { { "units", 3.0 } } } };
    config.optimizer.rate = 1e20;
    return config;
}

/// A run until its numbers get out of hand, with the network before each of its steps.
struct Broken {
    Trainer trainer;
    std::vector<std::vector<NamedTensor>> before {};
    StepReport last {};

    Broken(const RunConfig &config, const std::shared_ptr<const TrainingData> &data)
        : trainer(config, data)
    {
        while (!trainer.finished()) {
            before.push_back(trainer.current()->parameters);
            last = trainer.step();
        }
    }
    bool isFinite() const
    {
        std::map<std::string, std::string> metadata;
        return layerWithError(trainer.current()->parameters).empty()
            && layerWithError(trainer.state(metadata)).empty();
    }
};

} // namespace

TEST(Divergence, NumbersOutOfHandStopTheRunAndUndoTheStepThatLedThere)
{
    const Broken run(divergingConfig(), threeClasses(45, 0));
    EXPECT_EQ(run.trainer.stopReason(), StopReason::Diverged);
    EXPECT_FALSE(run.last.batch);
    EXPECT_FALSE(run.last.epoch);
    ASSERT_TRUE(run.last.divergence);
    EXPECT_EQ(run.last.divergence, run.trainer.divergence());
    EXPECT_EQ(run.last.divergence->batch, run.trainer.batchesDone() + 1);
    ASSERT_GE(run.before.size(), 2U);
    EXPECT_EQ(run.trainer.current()->parameters, run.before[run.before.size() - 2])
        << "the weights, and what batchnorm keeps";
    EXPECT_TRUE(run.isFinite());
    EXPECT_THAT(toString(*run.last.divergence),
        testing::AllOf(HasSubstr("learning rate of 1e+19"), HasSubstr("batch ")));
}

TEST(Divergence, WhatIsKeptOfABrokenRunAreNumbersAndStillAnswers)
{
    const auto data = threeClasses(45, 12);
    for (const std::string &kind : test::optimizerKinds())
        for (const double rate : { 1e3, 1e9, 1e20, 1e30, 3e38 }) {
            RunConfig config = divergingConfig();
            config.optimizer.kind = kind;
            config.optimizer.rate = rate;
            config.epochs = 2;
            EXPECT_TRUE(Broken(config, data).isFinite()) << kind << " at " << rate;
            config.model.layers[2] = { "relu", {}, {} }; // prediction is what training saw
            const Broken run(config, data);
            EXPECT_TRUE(run.isFinite()) << kind << " at " << rate;
            ThreadPool pool(1);
            if (run.trainer.divergence()) {
                EXPECT_NO_THROW(evaluate(*run.trainer.best(), data->train, pool))
                    << kind << " at " << rate;
            }
        }
}

TEST(Divergence, TheLayerThatShowedItFirstIsNamed)
{
    const auto data = threeClasses(45, 0);
    RunConfig config = threeClassesConfig("sgd");
    const Model model(config.model, 1);
    const auto firstError = [&](std::size_t index) {
        std::vector<NamedTensor> changed = model.parameterValues();
        std::ranges::fill(changed[index].value.values(), Scalar(3e38));
        Trainer trainer(config, data, changed);
        return trainer.step().divergence;
    };
    const auto conv = firstError(0);
    ASSERT_TRUE(conv);
    EXPECT_EQ(conv->layer, "conv1");
    EXPECT_EQ(conv->place, Divergence::Place::Output);
    EXPECT_EQ(conv->batch, 1);
    EXPECT_EQ(conv->cause, Divergence::Cause::Start);
    EXPECT_THAT(toString(*conv),
        testing::AllOf(HasSubstr("starting weights"), testing::Not(HasSubstr("rate of"))));
    const auto dense = firstError(2);
    ASSERT_TRUE(dense);
    EXPECT_EQ(dense->layer, "dense1");
}

TEST(Divergence, StartingWeightsThatAreNoNumbersAreRefused)
{
    RunConfig config = threeClassesConfig("sgd");
    std::vector<NamedTensor> weights = Model(config.model, 1).parameterValues();
    weights[2].value.values()[0] = std::numeric_limits<Scalar>::quiet_NaN();
    try {
        const Trainer trainer(config, threeClasses(45, 0), weights);
        FAIL() << "they were taken";
    } catch (const Error &error) {
        EXPECT_THAT(error.what(), HasSubstr("'dense1'"));
    }
}

TEST(Divergence, AStateWithoutNumbersDoesNotGoOn)
{
    const auto data = threeClasses(45, 0);
    Trainer first(threeClassesConfig("adam"), data), second(threeClassesConfig("adam"), data);
    first.step();
    std::map<std::string, std::string> metadata;
    const auto state = first.state(metadata);
    for (const std::string name : { "model.dense1.weight", "optimizer.conv1.bias.square" }) {
        auto broken = state;
        const auto tensor = std::ranges::find(broken, name, &NamedTensor::name);
        ASSERT_NE(tensor, broken.end());
        tensor->value.values()[0] = std::numeric_limits<Scalar>::infinity();
        EXPECT_THROW(second.setState(broken, metadata), Error) << name;
    }
}

TEST(Divergence, AValidationLossThatIsNotANumberIsNeverTheBest)
{
    auto data = std::make_shared<TrainingData>(*threeClasses(6, 3));
    data->train.pixels = std::vector<std::uint8_t>(6 * 36, 0); // black: they say nothing
    data->validation.pixels = std::vector<std::uint8_t>(3 * 36, 255);
    data->preprocessing.normalization = Normalization::None;
    RunConfig config = threeClassesConfig("sgd");
    config.model.layers = { { "flatten", {}, {} }, { "dense", {}, { { "units", 3.0 } } } };
    config.preprocessing = data->preprocessing;
    config.optimizer = { .kind = "sgd", .rate = 0.9, .weightDecay = 1 }; // a tenth of it is left
    config.batch = 6;
    config.epochs = 8;
    std::vector<NamedTensor> weights = Model(config.model, 1).parameterValues();
    std::ranges::fill(weights[0].value.values(), Scalar(3e38));
    Trainer trainer(config, data, weights);
    std::vector<bool> failed, best;
    while (!trainer.finished())
        if (const auto epoch = trainer.step().epoch) {
            failed.push_back(epoch->validationFailed);
            best.push_back(epoch->best);
            EXPECT_NE(epoch->valLoss.has_value(), epoch->validationFailed);
        }
    ASSERT_EQ(failed.size(), 8U) << (trainer.divergence() ? toString(*trainer.divergence()) : "");
    EXPECT_TRUE(failed.front()) << "3e37 times white is no float";
    EXPECT_FALSE(best.front());
    EXPECT_FALSE(failed.back());
    EXPECT_TRUE(std::ranges::find(best, true) != best.end());
    ASSERT_TRUE(trainer.bestEpoch());
    EXPECT_TRUE(std::isfinite(*trainer.bestEpoch()->valLoss));
}

TEST(Divergence, ALossThatIsNotANumberComesBackFromASavedState)
{
    TrainerPosition position;
    position.validation = { std::nan(""), 1, 5 };
    const TrainerPosition back = positionFromText(toText(position));
    EXPECT_TRUE(std::isnan(back.validation.loss));
    EXPECT_EQ(back.validation.images, 5U);
}

TEST(Divergence, TheAdviceFitsTheCause)
{
    using Cause = Divergence::Cause;
    using Place = Divergence::Place;
    const OptimizerOptions adam { .kind = "adam" };
    EXPECT_EQ(causeOf(Place::Output, adam, 0), Cause::Start);
    EXPECT_EQ(causeOf(Place::Weight, adam, 0), Cause::Rate);
    EXPECT_EQ(causeOf(Place::Output, adam, 5), Cause::Rate);
    EXPECT_EQ(causeOf(Place::Weight, { .kind = "adam", .epsilon = 1e-20 }, 5), Cause::Epsilon);
    EXPECT_EQ(
        causeOf(Place::Loss, { .kind = "adamw", .beta1 = 0.99, .beta2 = 0.9 }, 5), Cause::Betas);
    EXPECT_EQ(causeOf(Place::Loss, { .kind = "momentum", .momentum = 0.9999 }, 5), Cause::Momentum);
    EXPECT_EQ(causeOf(Place::Loss, { .kind = "sgd", .momentum = 0.9999 }, 5), Cause::Rate)
        << "it has none";
    for (const Cause cause : { Cause::Start, Cause::Epsilon, Cause::Betas, Cause::Momentum }) {
        const Divergence divergence { .batch = 7, .layer = {}, .rate = 0.5, .cause = cause };
        EXPECT_THAT(toString(divergence), testing::Not(HasSubstr("rate of")));
        EXPECT_EQ(divergenceFromJson(toJson(divergence)), divergence);
    }
    EXPECT_EQ(divergenceFromJson(
                  nlohmann::json::parse(
                      R"({"batch":1,"epoch":1,"place":"loss","layer":"","learning_rate":0.5})"))
                  .cause,
        Cause::Rate)
        << "of the first version";
}

TEST(Divergence, ARunThatDivergedCanGoOnWithALowerRate)
{
    const auto data = threeClasses(45, 12);
    Trainer first(divergingConfig(), data), second(divergingConfig(), data);
    while (!first.finished())
        first.step();
    copyState(first, second);
    EXPECT_FALSE(second.finished());
    EXPECT_EQ(second.batchesDone(), first.batchesDone());
}
