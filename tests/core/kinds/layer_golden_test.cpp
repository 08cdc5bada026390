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

/// Options that a golden file names ("option.alpha"), or in the first ones such as follow from
/// shapes.
LayerOptions optionsIn(const Golden &golden, const LayerKind &kind)
{
    LayerOptions options;
    for (const Field &field : kind.options) {
        if (golden.has("option." + field.name))
            options[field.name] = double(golden["option." + field.name].values()[0]);
        else if (field.type == Field::Type::Extent && golden.has(field.name))
            options[field.name] = Extent { golden.integer(field.name), golden.integer(field.name) };
        else if (field.type == Field::Type::Layer)
            options[field.name] = std::string("earlier");
        else if (field.type == Field::Type::Layers)
            options[field.name] = std::vector<std::string> { "earlier" };
    }
    if (golden.has("pad"))
        options["padding"] = Extent { golden.integer("pad"), golden.integer("pad") };
    if (!kind.outputs.empty())
        options[std::string(kind.outputs)] = double(golden["weight"].dims()[0]);
    if (has(kind, ParameterRole::Kernel))
        options["kernel"]
            = Extent { int(golden["weight"].dims()[2]), int(golden["weight"].dims()[3]) };
    return options;
}

/// Those of a kind: "elu", "conv_n1c1h28w28_o8k3s1p0".
std::vector<std::string> filesOf(const LayerKind &kind)
{
    std::vector<std::string> files = test::goldenFiles(std::string(kind.name) + "_n");
    for (const std::string &file : test::goldenFiles(std::string(kind.name)))
        if (file == kind.name)
            files.push_back(file);
    return files;
}

struct LayerFile {
    std::string_view kind;
    std::string file;
};

/// Batch normalization, whose training is not its prediction, has a test of its own.
std::vector<LayerFile> layerFiles()
{
    std::vector<LayerFile> all;
    for (const LayerKind &kind : layerKinds())
        for (const std::string &file : filesOf(kind))
            if (!has(kind, ParameterRole::Mean))
                all.push_back({ kind.name, file });
    return all;
}

void copyInto(Buffer &to, const Tensor &from)
{
    std::ranges::copy(from.values(), to.begin());
}

} // namespace

TEST(LayerGoldens, AreThereForEveryKind)
{
    for (const LayerKind &kind : layerKinds())
        EXPECT_FALSE(filesOf(kind).empty())
            << "no golden for '" << kind.name << "'; tests/golden/make_golden.py writes it";
}

class LayerGolden : public testing::TestWithParam<LayerFile> { };

TEST_P(LayerGolden, ForwardAndBackwardAgree)
{
    const Golden golden(GetParam().file.c_str());
    const LayerKind &kind = layerKind(GetParam().kind);
    const auto layer = kind.create(optionsOf(kind, optionsIn(golden, kind)));
    const Shape in = shapeOf(golden["x"]);
    std::vector<Shape> others;
    if (golden.has("other0"))
        others.push_back(shapeOf(golden["other0"]));
    const Shape out = layer->build(in, others);
    ASSERT_EQ(out, shapeOf(golden["y"]));
    for (Parameter &parameter : layer->parameters())
        std::ranges::copy(golden[parameter.name].values(), parameter.value.values().begin());

    const int batch = static_cast<int>(golden["x"].dims()[0]);
    test::LayerRun run(*layer, in, out, batch, 2, others);
    copyInto(run.x, golden["x"]);
    copyInto(run.dy, golden["dy"]);
    if (!others.empty())
        copyInto(run.others[0], golden["other0"]);
    // What has nothing to learn is looked at as it predicts: dropout differs.
    const Mode mode = layer->parameters().empty() ? Mode::Infer : Mode::Train;
    run.forward(mode);
    run.backward(true, mode);
    EXPECT_LT(relativeError(run.y, golden["y"].values()), kLayerTolerance);
    EXPECT_LT(relativeError(run.dx, golden["dx"].values()), kLayerTolerance);
    for (const Buffer &gradient : run.dOthers)
        EXPECT_LT(relativeError(gradient, golden["dother0"].values()), kLayerTolerance);
    for (const Parameter &parameter : layer->parameters())
        EXPECT_LT(relativeError(parameter.gradient.values(), golden["d" + parameter.name].values()),
            kLayerTolerance)
            << parameter.name;
}

INSTANTIATE_TEST_SUITE_P(Files, LayerGolden, testing::ValuesIn(layerFiles()),
    [](const auto &instance) { return instance.param.file; });

TEST(BatchNormGolden, TrainsFollowsTheRunningStatisticsAndPredictsWithThem)
{
    const Golden golden("batchnorm_n4c6h5w5");
    const LayerKind &info = layerKind("batchnorm");
    const auto layer
        = info.create(optionsOf(info, { { "epsilon", double(golden["eps"].values()[0]) } }));
    const Shape in = shapeOf(golden["x"]), out = layer->build(in);
    const std::span<Parameter> parameters = layer->parameters();
    std::ranges::copy(golden["gamma"].values(), parameters[0].value.values().begin());
    std::ranges::copy(golden["beta"].values(), parameters[1].value.values().begin());
    for (const int shards : { 1, 3 }) {
        std::ranges::fill(parameters[2].value.values(), Scalar(0));
        std::ranges::fill(parameters[3].value.values(), Scalar(1));
        test::LayerRun run(*layer, in, out, static_cast<int>(golden["x"].dims()[0]), shards);
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
