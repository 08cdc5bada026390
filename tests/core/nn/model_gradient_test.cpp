// SPDX-License-Identifier: GPL-3.0-or-later
// What only a whole network shows: gradients through residual connections, through statistics of
// the whole batch, and with random choices that must be the same on the way back.
#include "core/nn/gradient_check.h"
#include "core/nn/model.h"
#include "core/nn/softmax_cross_entropy.h"
#include <gtest/gtest.h>

using namespace convscope;

namespace {

constexpr double kTolerance = 1e-6;
constexpr int kSamples = 9; // more than one piece

/// Largest error over every parameter of the network.
double worstError(const ModelSpec &spec)
{
    Model model(spec, 3);
    ThreadPool pool(2);
    Rng rng(4);
    Scalar *input = model.input(kSamples);
    for (std::size_t i = 0; i < kSamples * spec.input.size(); ++i)
        input[i] = rng.normal();
    std::vector<int> labels;
    for (int i = 0; i < kSamples; ++i)
        labels.push_back(i % model.classes());
    model.setStep(17);
    model.train(labels, pool);
    const auto loss = [&] {
        model.forward(kSamples, Mode::Train, pool);
        const auto classes = std::size_t(model.classes());
        double sum = 0;
        for (std::size_t n = 0; n < labels.size(); ++n)
            sum += crossEntropy(model.logits().subspan(n * classes, classes), labels[n]);
        return sum / kSamples;
    };
    double worst = 0;
    for (const auto &[name, parameter] : model.parameters())
        for (std::size_t i = 0; i < parameter->value.size(); ++i)
            worst = std::max(worst,
                gradientError(
                    parameter->value.values()[i], parameter->gradient.values()[i], 1e-2, loss));
    return worst;
}

LayerSpec conv(int filters)
{
    return { "conv", {}, { { "filters", double(filters) }, { "padding", Extent { 1, 1 } } } };
}
LayerSpec plain(const char *kind)
{
    return { kind, {}, {} };
}
LayerSpec add(const char *from)
{
    return { "add", {}, { { "from", std::string(from) } } };
}
LayerSpec dense(int units)
{
    return { "dense", {}, { { "units", double(units) } } };
}

} // namespace

TEST(ModelGradient, FlowsBackBothWaysThroughAResidualConnection)
{
    EXPECT_LT(worstError({ { 2, 6, 5 },
                  { conv(3), plain("tanh"), conv(3), plain("relu"), add("tanh1"), dense(3) } }),
        kTolerance);
}

TEST(ModelGradient, AddsUpWhereSeveralLayersUseOneOutput)
{
    EXPECT_LT(worstError({ { 2, 5, 5 },
                  { conv(3), plain("sigmoid"), conv(3), add("sigmoid1"), conv(3), plain("tanh"),
                      add("sigmoid1"), add("tanh1"), dense(2) } }),
        kTolerance);
}

TEST(ModelGradient, PassesThroughBatchStatisticsInSeveralPieces)
{
    EXPECT_LT(worstError({ { 1, 6, 6 },
                  { conv(3), plain("batchnorm"), plain("relu"), conv(3), plain("batchnorm"),
                      add("relu1"), plain("global_avgpool"), dense(3) } }),
        kTolerance);
}

TEST(ModelGradient, IsTheSameWhereANeighbourDoesTheWorkOfARelu)
{
    EXPECT_LT(worstError({ { 2, 7, 8 },
                  { conv(3), plain("batchnorm"), plain("relu"), conv(3), plain("relu"),
                      plain("maxpool"), conv(2), plain("relu"), add("relu3"), dense(3) } }),
        kTolerance);
}

TEST(Model, GivesTheSameWithAndWithoutEveryOutputKept)
{
    const ModelSpec spec { { 1, 9, 8 },
        { conv(4), plain("batchnorm"), plain("relu"), conv(4), plain("relu"), plain("maxpool"),
            dense(5), plain("relu"), dense(3) } };
    std::vector<Scalar> logits;
    for (const bool keep : { false, true }) {
        Model model(spec, 7);
        model.keepOutputs(keep);
        ThreadPool pool(1);
        for (const Mode mode : { Mode::Train, Mode::Infer }) {
            Rng rng(8);
            Scalar *input = model.input(5);
            for (std::size_t i = 0; i < 5 * spec.input.size(); ++i)
                input[i] = static_cast<Scalar>(rng.normal());
            model.forward(5, mode, pool);
            if (!keep)
                logits.insert(logits.end(), model.logits().begin(), model.logits().end());
            else
                for (std::size_t i = 0; i < model.logits().size(); ++i)
                    EXPECT_NEAR(model.logits()[i],
                        logits[i + (mode == Mode::Infer ? model.logits().size() : 0)], 1e-12);
        }
    }
}

TEST(ModelGradient, DropsTheSameValuesOnTheWayBack)
{
    EXPECT_LT(
        worstError({ { 1, 4, 4 },
            { dense(12), plain("tanh"), plain("dropout"), dense(6), plain("dropout"), dense(3) } }),
        kTolerance);
}

TEST(Dropout, DropsOtherValuesInTheNextStepAndNoneInPrediction)
{
    Model model({ { 1, 1, 400 }, { plain("dropout") } }, 5);
    model.keepOutputs(true);
    ThreadPool pool(1);
    const auto outputOfStep = [&](std::uint64_t step, Mode mode) {
        std::fill_n(model.input(1), 400, Scalar(1));
        model.setStep(step);
        model.forward(1, mode, pool);
        const auto out = model.output(0);
        return std::vector<Scalar>(out.begin(), out.end());
    };
    const auto first = outputOfStep(1, Mode::Train);
    const auto dropped = std::ranges::count(first, Scalar(0));
    EXPECT_GT(dropped, 150);
    EXPECT_LT(dropped, 250);
    EXPECT_EQ(std::ranges::count(first, Scalar(2)), 400 - dropped) << "the others make up for it";
    EXPECT_EQ(first, outputOfStep(1, Mode::Train));
    EXPECT_NE(first, outputOfStep(2, Mode::Train));
    EXPECT_EQ(outputOfStep(1, Mode::Infer), std::vector<Scalar>(400, 1));
}
