// SPDX-License-Identifier: GPL-3.0-or-later
// Layers and the loss against the golden values.
#include "core/kinds/kinds.h"
#include "core/nn/softmax_cross_entropy.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"

using namespace convscope;
using test::Golden;
using test::relativeError;

namespace {

constexpr double kLayerTolerance = 1e-4;

Shape shapeOf(const Tensor &batch)
{
    const auto &d = batch.dims();
    const auto side = [&](std::size_t i) {
        return i < d.size() ? static_cast<int>(d[i]) : 1;
    };
    return { side(1), side(2), side(3) };
}

LayerOptions optionsOf(const std::string &kind, const Golden &golden)
{
    const auto square = [&](const char *key) {
        return Extent { golden.integer(key), golden.integer(key) };
    };
    if (kind == "conv")
        return { { "filters", double(golden["weight"].dims()[0]) },
            { "kernel",
                Extent { int(golden["weight"].dims()[2]), int(golden["weight"].dims()[3]) } },
            { "stride", square("stride") }, { "padding", square("pad") } };
    if (kind == "maxpool" || kind == "avgpool")
        return { { "size", square("size") }, { "stride", square("stride") } };
    if (kind == "dense")
        return { { "units", double(golden["weight"].dims()[0]) } };
    return {};
}

/// Which layer kind a golden file is for.
const std::vector<std::pair<std::string, std::string>> kKinds {
    { "conv_", "conv" },
    { "maxpool_", "maxpool" },
    { "avgpool_", "avgpool" },
    { "dense_", "dense" },
    { "relu", "relu" },
    { "leaky_relu", "leaky_relu" },
    { "sigmoid", "sigmoid" },
    { "tanh", "tanh" },
};

std::vector<std::string> layerFiles()
{
    std::vector<std::string> all;
    for (const auto &[prefix, kind] : kKinds)
        for (const std::string &file : test::goldenFiles(prefix))
            all.push_back(file);
    return all;
}

} // namespace

class LayerGolden : public testing::TestWithParam<std::string> { };

TEST_P(LayerGolden, ForwardAndBackwardAgree)
{
    const Golden golden(GetParam().c_str());
    const auto kind = std::ranges::find_if(kKinds, [](const auto &k) {
        return GetParam().starts_with(k.first);
    })->second;
    const LayerInfo &info = layerInfo(kind);
    const auto layer = info.create(completed(info.options, optionsOf(kind, golden)));
    const Shape in = shapeOf(golden["x"]), out = layer->build(in);
    ASSERT_EQ(out, shapeOf(golden["y"]));
    for (Parameter &parameter : layer->parameters())
        std::ranges::copy(golden[parameter.name].values(), parameter.value.values().begin());

    test::LayerRun run(*layer, in, out, static_cast<int>(golden["x"].dims()[0]));
    std::ranges::copy(golden["x"].values(), run.x.begin());
    std::ranges::copy(golden["dy"].values(), run.dy.begin());
    run.forward();
    run.backward();
    EXPECT_LT(relativeError(run.y, golden["y"].values()), kLayerTolerance);
    EXPECT_LT(relativeError(run.dx, golden["dx"].values()), kLayerTolerance);
    for (const Parameter &parameter : layer->parameters())
        EXPECT_LT(relativeError(parameter.gradient.values(), golden["d" + parameter.name].values()),
            kLayerTolerance)
            << parameter.name;
}

INSTANTIATE_TEST_SUITE_P(Files, LayerGolden, testing::ValuesIn(layerFiles()),
    [](const auto &instance) { return instance.param; });

TEST(BatchNormGolden, TrainsFollowsTheRunningStatisticsAndPredictsWithThem)
{
    const Golden golden("batchnorm_n4c6h5w5");
    const LayerInfo &info = layerInfo("batchnorm");
    const auto layer = info.create(
        completed(info.options, { { "epsilon", double(golden["eps"].values()[0]) } }));
    const Shape in = shapeOf(golden["x"]), out = layer->build(in);
    const std::span<Parameter> parameters = layer->parameters();
    std::ranges::copy(golden["gamma"].values(), parameters[0].value.values().begin());
    std::ranges::copy(golden["beta"].values(), parameters[1].value.values().begin());
    for (const int pieces : { 1, 3 }) {
        std::ranges::fill(parameters[2].value.values(), Scalar(0));
        std::ranges::fill(parameters[3].value.values(), Scalar(1));
        test::LayerRun run(*layer, in, out, static_cast<int>(golden["x"].dims()[0]), pieces);
        std::ranges::copy(golden["x"].values(), run.x.begin());
        std::ranges::copy(golden["dy"].values(), run.dy.begin());
        run.forward();
        EXPECT_LT(relativeError(run.y, golden["y"].values()), kLayerTolerance);
        run.backward();
        EXPECT_LT(relativeError(run.dx, golden["dx"].values()), kLayerTolerance);
        const auto agrees = [&](std::span<const Scalar> values, const char *key) {
            EXPECT_LT(relativeError(values, golden[key].values()), kLayerTolerance) << key;
        };
        agrees(parameters[0].gradient.values(), "dgamma");
        agrees(parameters[1].gradient.values(), "dbeta");
        agrees(parameters[2].value.values(), "running_mean");
        agrees(parameters[3].value.values(), "running_var");
        run.forward(Mode::Infer);
        agrees(run.y, "y_eval");
    }
}

class LossGolden : public testing::TestWithParam<std::string> { };

TEST_P(LossGolden, ProbabilitiesLossAndGradientAgree)
{
    const Golden golden(GetParam().c_str());
    const std::size_t classes = golden["logits"].dims()[1];
    const std::vector<int> labels = golden.integers("labels");
    Buffer probabilities(golden["logits"].size()), gradient(probabilities.size());
    double loss = 0;
    for (std::size_t n = 0; n < labels.size(); ++n) {
        const auto logits = golden["logits"].values().subspan(n * classes, classes);
        const std::span own { probabilities.data() + n * classes, classes };
        softmax(logits, own);
        loss += crossEntropy(logits, labels[n]);
        crossEntropyGradient(own, labels[n], Scalar(1) / Scalar(labels.size()),
            { gradient.data() + n * classes, classes });
    }
    EXPECT_LT(relativeError(probabilities, golden["probabilities"].values()), kLayerTolerance);
    EXPECT_LT(relativeError(gradient, golden["dlogits"].values()), kLayerTolerance);
    EXPECT_NEAR(loss / double(labels.size()), double(golden["loss_mean"].values()[0]), 1e-5);
}

INSTANTIATE_TEST_SUITE_P(Files, LossGolden, testing::ValuesIn(test::goldenFiles("softmax")),
    [](const auto &instance) { return instance.param; });

TEST(Softmax, DoesNotOverflowForLogitsOfTenThousand)
{
    const std::vector<Scalar> logits { 1e4, -1e4, 0 };
    std::vector<Scalar> p(3);
    softmax(logits, p);
    EXPECT_EQ(p, (std::vector<Scalar> { 1, 0, 0 }));
    EXPECT_DOUBLE_EQ(crossEntropy(logits, 0), 0);
    EXPECT_DOUBLE_EQ(crossEntropy(logits, 1), 2e4);
    EXPECT_DOUBLE_EQ(crossEntropy(logits, 2), 1e4);
}
