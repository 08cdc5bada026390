// SPDX-License-Identifier: GPL-3.0-or-later
// Label smoothing and class weights: PyTorch's numbers, and the gradient in double.
#include "core/base/error.h"
#include "core/nn/model.h"
#include "tests/support/golden.h"

using namespace convscope;

namespace {

static_assert(sizeof(Scalar) == sizeof(double), "link the double build of the core");

constexpr std::size_t kClasses = 4;
const std::vector<Scalar> kLogits { 1, -2, 0.5, 3, 0.25, 0, -1, 2, -3, 1.5, 1, 0 };
const std::vector<int> kLabels { 0, 3, 1 };
const std::vector<double> kWeights { 0.5, 2, 1, 3 };

struct Reference {
    const char *name;
    double smoothing;
    bool weighted;
    double mean;
    std::array<Scalar, 12> gradient;

    LossOptions options() const
    {
        LossOptions options { .labelSmoothing = smoothing, .classWeights = {} };
        if (weighted)
            options.classWeights = kWeights;
        return options;
    }
};

// torch.nn.CrossEntropyLoss(weight=…, label_smoothing=…) of PyTorch 1.13, in float64.
const std::vector<Reference> kReferences {
    { "smoothing", 0.1, false, 1.1626200442644443,
        { -0.2714820832127536, -0.006498617624138775, 0.014018079713537168, 0.2639626211233553,
            0.034292912707372766, 0.024864020462562943, 0.0038792906294716485, -0.06303622379940733,
            -0.006321675594766034, -0.12724967454900998, 0.10149945769229973,
            0.03207189245147637 } },
    { "weights", 0, true, 0.5893659848324934,
        { -0.08085874996711462, 0.0005003770115985155, 0.006095839921873771, 0.07426253303364234,
            0.06975203897570087, 0.05432294257510299, 0.01998429375731724, -0.1440592753081211,
            0.0021945357148006896, -0.16609055405346548, 0.1198175902097815,
            0.044078428128883296 } },
    { "both", 0.2, true, 0.7978492957128734,
        { -0.06269973290686166, -0.017456271515000336, -0.000251941204192123, 0.08040794562605412,
            0.05881264752414042, 0.03116152132390037, 0.009061491071987402, -0.0990356599200282,
            -0.002433213919958882, -0.11895306736736964, 0.10623352148600561,
            0.015152759801322902 } },
};

double meanLoss(std::span<const Scalar> logits, const LossOptions &options)
{
    double sum = 0;
    for (std::size_t n = 0; n < kLabels.size(); ++n)
        sum += smoothedCrossEntropy(logits.subspan(n * kClasses, kClasses), kLabels[n], options);
    return sum / totalWeight(kLabels, options);
}

} // namespace

class LossOptionsReference : public testing::TestWithParam<Reference> { };

TEST_P(LossOptionsReference, LossAndGradientAgree)
{
    const LossOptions options = GetParam().options();
    EXPECT_NEAR(meanLoss(kLogits, options), GetParam().mean, 1e-14);
    Buffer probabilities(kLogits.size()), own(kLogits.size());
    for (std::size_t n = 0; n < kLabels.size(); ++n) {
        const std::span<Scalar> p { probabilities.data() + n * kClasses, kClasses };
        softmax(std::span(kLogits).subspan(n * kClasses, kClasses), p);
        smoothedCrossEntropyGradient(p, kLabels[n], options, 1 / totalWeight(kLabels, options),
            { own.data() + n * kClasses, kClasses });
    }
    for (std::size_t i = 0; i < own.size(); ++i)
        EXPECT_NEAR(own[i], GetParam().gradient[i], 1e-14) << i;
}

TEST_P(LossOptionsReference, TheModelsGradientMatchesCentralDifferences)
{
    Model model({ { 1, 3, 3 },
                    { { "conv", {}, { { "filters", 2.0 }, { "kernel", Extent { 2, 2 } } } },
                        { "sigmoid", {}, {} }, { "flatten", {}, {} },
                        { "dense", {}, { { "units", double(kClasses) } } } } },
        5);
    model.setLoss(GetParam().options());
    Rng rng(8);
    std::array<Scalar, 27> images {}; // three of 3×3
    for (Scalar &v : images)
        v = rng.uniform();
    ThreadPool pool(1);
    const auto loss = [&] {
        std::ranges::copy(images, model.input(int(kLabels.size())));
        const BatchTotals totals = model.train(kLabels, pool);
        return totals.loss / totals.count;
    };
    loss();
    std::vector<Tensor> gradients;
    for (const auto &[name, parameter] : model.parameters())
        gradients.push_back(parameter->gradient);
    constexpr double kStep = 1e-5;
    for (std::size_t k = 0; k < gradients.size(); ++k) {
        const std::span<Scalar> values = model.parameters()[k].parameter->value.values();
        for (std::size_t i = 0; i < values.size(); ++i) {
            const Scalar kept = values[i];
            values[i] = kept + kStep;
            const double up = loss();
            values[i] = kept - kStep;
            const double down = loss();
            values[i] = kept;
            EXPECT_NEAR(gradients[k].values()[i], (up - down) / (2 * kStep), 1e-8)
                << model.parameters()[k].name << ", value " << i;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Options, LossOptionsReference, testing::ValuesIn(kReferences),
    [](const auto &instance) { return instance.param.name; });

TEST(LossOptions, EvaluationKeepsToThePlainCrossEntropy)
{
    const ModelSpec spec { { 1, 1, 4 }, { { "dense", {}, { { "units", 4.0 } } } } };
    Model plain(spec, 3), other(spec, 3);
    other.setLoss({ .labelSmoothing = 0.2, .classWeights = kWeights });
    ThreadPool pool(1);
    for (Model *model : { &plain, &other })
        std::ranges::copy(kLogits, model->input(int(kLabels.size())));
    const double expected = plain.evaluate(kLabels, pool).loss;
    EXPECT_EQ(other.evaluate(kLabels, pool).loss, expected);
    EXPECT_EQ(plain.train(kLabels, pool).loss, expected);
    EXPECT_NE(other.train(kLabels, pool).loss, expected);
}

TEST(LossOptions, WeightsForAnotherNumberOfClassesAreRefused)
{
    Model model({ { 1, 1, 4 }, { { "dense", {}, { { "units", 3.0 } } } } });
    EXPECT_THROW(model.setLoss({ .labelSmoothing = 0, .classWeights = kWeights }), Error);
}

TEST(LossOptions, BalancedWeightsMakeEveryOccurringClassCountTheSame)
{
    const std::vector<int> labels { 0, 0, 0, 0, 0, 0, 2, 2, 3 };
    const std::vector<double> weights = balancedWeights(labels, 4);
    EXPECT_DOUBLE_EQ(6 * weights[0], 3);
    EXPECT_DOUBLE_EQ(weights[1], 1) << "it does not occur";
    EXPECT_DOUBLE_EQ(2 * weights[2], 3);
    EXPECT_DOUBLE_EQ(weights[3], 3);
    EXPECT_DOUBLE_EQ(totalWeight(labels, { .labelSmoothing = 0, .classWeights = weights }), 9);
}
