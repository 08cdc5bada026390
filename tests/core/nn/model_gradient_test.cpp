// SPDX-License-Identifier: GPL-3.0-or-later
// What only a whole network shows: gradients through residual connections, through statistics of
// the whole batch, and with random choices that must be the same on the way back.
#include "app/double/double_gradients.h"
#include "core/nn/model.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace convscope;

namespace {

constexpr double kModelTolerance = 1e-6;
/// Largest error of any parameter, over a batch of so many samples; eight are one piece each.
double worstError(const ModelSpec &spec, int batch = 9, std::uint64_t seed = 3)
{
    double worst = 0;
    for (const auto &error : gradientErrors(toJson(spec), seed, { .batch = batch }))
        worst = std::max(worst, error.largest);
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
        kModelTolerance);
}

TEST(ModelGradient, AddsUpWhereSeveralLayersUseOneOutput)
{
    EXPECT_LT(worstError({ { 2, 5, 5 },
                  { conv(3), plain("sigmoid"), conv(3), add("sigmoid1"), conv(3), plain("tanh"),
                      add("sigmoid1"), add("tanh1"), dense(2) } }),
        kModelTolerance);
}

TEST(ModelGradient, PassesThroughBatchStatisticsInSeveralPieces)
{
    EXPECT_LT(worstError({ { 1, 6, 6 },
                  { conv(3), plain("batchnorm"), plain("relu"), conv(3), plain("batchnorm"),
                      add("relu1"), plain("global_avgpool"), dense(3) } }),
        kModelTolerance);
}

TEST(ModelGradient, ABiasBeforeBatchNormalizationIsNotAccusedOfItsGradientOfZero)
{
    const ModelSpec flat { { 1, 4, 4 },
        { plain("flatten"), dense(8), plain("batchnorm"), plain("relu"), dense(6),
            plain("batchnorm"), dense(3) } };
    const ModelSpec maps { { 1, 6, 6 },
        { conv(3), plain("batchnorm"), plain("relu"), conv(2), plain("batchnorm"),
            plain("global_avgpool"), dense(3) } };
    const ModelSpec twice { { 1, 4, 4 },
        { dense(6), plain("batchnorm"), plain("batchnorm"), plain("tanh"), dense(3) } };
    for (std::uint64_t seed = 1; seed <= 24; ++seed)
        for (const ModelSpec *spec : { &flat, &maps, &twice })
            EXPECT_LT(worstError(*spec, 3, seed), kModelTolerance)
                << "seed " << seed << ", " << spec->layers.size() << " layers";
}

TEST(ModelGradient, IsTheSameWhereANeighbourDoesTheWorkOfARelu)
{
    EXPECT_LT(worstError({ { 2, 7, 8 },
                  { conv(3), plain("batchnorm"), plain("relu"), conv(3), plain("relu"),
                      plain("maxpool"), conv(2), plain("relu"), add("relu3"), dense(3) } }),
        kModelTolerance);
}

TEST(ModelGradient, GoesThroughALayerThatGetsLargerPieces)
{
    const ModelSpec spec { { 1, 16, 16 }, { dense(300), plain("tanh"), dense(3) } };
    EXPECT_LT(worstError(spec, 24), kModelTolerance);
    const ModelSpec between { { 1, 16, 16 },
        { conv(2), plain("tanh"), dense(150), plain("relu"), dense(3) } };
    EXPECT_LT(worstError(between, 24), kModelTolerance);
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
        kModelTolerance);
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
