// SPDX-License-Identifier: GPL-3.0-or-later
// Whole trainings and optimizer trajectories against the golden values.
#include "core/nn/softmax_cross_entropy.h"
#include "core/optim/optimizer.h"
#include "core/train/setup/presets.h"
#include "tests/support/golden.h"
#include "tests/support/image_files.h"

using namespace convscope;
using test::Golden;

namespace {

/// Layer k of the golden file's numbering (flatten is not counted there) has our parameters `name`.
void setParameters(
    Model &model, const Golden &golden, const std::vector<std::pair<int, std::string>> &names)
{
    for (const auto &[k, name] : names) {
        for (const auto &ref : model.parameters()) {
            if (!ref.name.starts_with(name + "."))
                continue;
            const Tensor &value
                = golden["init_" + std::to_string(k) + "_" + ref.name.substr(name.size() + 1)];
            ASSERT_EQ(value.size(), ref.parameter->value.size());
            std::ranges::copy(value.values(), ref.parameter->value.values().begin());
        }
    }
}

void expectLosses(const Golden &golden, const std::string &preset,
    const std::vector<std::pair<int, std::string>> &names, OptimizerOptions options)
{
    Model model(findPreset(preset)->config.model);
    ASSERT_NO_FATAL_FAILURE(setParameters(model, golden, names));
    ThreadPool pool(2);
    const auto optimizer = optimizerInfo(options.kind).create(options, model.parameters());
    const std::vector<int> labels = golden.integers("labels");
    const std::size_t batch = std::size_t(golden.integer("batch"));
    const std::size_t image = model.spec().input.size(), batches = labels.size() / batch;
    const auto losses = golden["losses"].values();
    for (std::size_t step = 0; step < losses.size(); ++step) {
        const std::size_t first = step % batches * batch;
        std::ranges::copy(golden["images"].values().subspan(first * image, batch * image),
            model.input(int(batch)));
        const BatchTotals totals = model.train(std::span(labels).subspan(first, batch), pool);
        EXPECT_NEAR(totals.loss / totals.count, double(losses[step]),
            1e-3 * std::max(1.0, double(losses[step])))
            << "step " << step;
        optimizer->step(pool);
    }
}

} // namespace

TEST(TrainingGolden, BloodCellsLosesTheSameInSixtySteps)
{
    const auto file = test::sharedData("../golden/training_blood_cells.npz");
    if (!file)
        GTEST_SKIP() << "this reference training is too large to ship; set CONVSCOPE_SHARED";
    expectLosses(Golden(*file), "blood-cells",
        { { 0, "conv1" }, { 2, "conv2" }, { 6, "dense1" }, { 8, "dense2" } },
        { .kind = "adam", .rate = 1e-3, .beta1 = 0.95, .beta2 = 0.99, .epsilon = 1e-8 });
}

TEST(TrainingGolden, MnistDenseLosesTheSameInSixtySteps)
{
    expectLosses(Golden("training_mnist_csv"), "mnist-dense",
        { { 0, "conv1" }, { 4, "dense1" }, { 6, "dense2" } },
        { .kind = "adam", .rate = 1e-3, .beta1 = 0.9, .beta2 = 0.995, .epsilon = 1e-8 });
}

/// One array of trajectories and the optimizer that took it.
struct Trajectory {
    const char *file;
    const char *key;
    OptimizerOptions options;
};

class OptimizerGolden : public testing::TestWithParam<Trajectory> { };

TEST_P(OptimizerGolden, FollowsTheTrajectory)
{
    const auto &[file, key, options] = GetParam();
    const Golden golden(file);
    const Tensor &gradients = golden["gradients"];
    const std::size_t count = golden["start"].size();
    Parameter parameter { "p", golden["start"], Tensor(golden["start"].dims()) };
    const auto optimizer = optimizerInfo(options.kind).create(options, { { "p", &parameter } });
    ThreadPool pool(1);
    for (std::size_t step = 0; step < gradients.dims()[0]; ++step) {
        std::ranges::copy(
            gradients.values().subspan(step * count, count), parameter.gradient.values().begin());
        optimizer->step(pool);
        EXPECT_LT(test::relativeError(
                      parameter.value.values(), golden[key].values().subspan(step * count, count)),
            1e-6)
            << "step " << step;
    }
}

const std::vector<Trajectory> kTrajectories {
    { "optimizers", "sgd", { .kind = "sgd", .rate = 1e-2 } },
    { "optimizers", "momentum", { .kind = "momentum", .rate = 1e-2, .momentum = 0.95 } },
    { "optimizers", "nesterov", { .kind = "nesterov", .rate = 1e-2, .momentum = 0.9 } },
    { "optimizers", "sgd_weight_decay", { .kind = "sgd", .rate = 1e-2, .weightDecay = 1e-3 } },
    { "optimizers", "adam", { .kind = "adam" } },
    { "optimizers", "adamw", { .kind = "adamw", .weightDecay = 1e-2 } },
    { "optimizers", "rmsprop", { .kind = "rmsprop" } },
    { "optimizers_uncorrected_adam", "beta095_099",
        { .kind = "adam-uncorrected", .beta1 = 0.95, .beta2 = 0.99, .epsilon = 1e-7 } },
    { "optimizers_uncorrected_adam", "beta09_0995",
        { .kind = "adam-uncorrected", .beta1 = 0.9, .beta2 = 0.995, .epsilon = 1e-7 } },
};

INSTANTIATE_TEST_SUITE_P(Optimizers, OptimizerGolden, testing::ValuesIn(kTrajectories),
    [](const auto &instance) { return instance.param.key; });

TEST(OptimizerGolden, EveryKindHasATrajectory)
{
    for (const OptimizerInfo &info : optimizerRegistry())
        EXPECT_TRUE(std::ranges::any_of(kTrajectories, [&](const Trajectory &t) {
            return t.options.kind == info.kind;
        })) << info.kind;
}
