// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/measure/speed_probe.h"
#include "core/train/setup/presets.h"
#include <gtest/gtest.h>

using namespace convscope;

namespace {

RunConfig digits()
{
    RunConfig config = findPreset("digits")->config;
    config.threads = 2;
    return config;
}

} // namespace

TEST(SpeedProbe, CountsTheOperationsOfTrainingByHand)
{
    // conv 10@5×5 of 50×50, conv 10@5×5 of ten 46×46 maps, dense 4410→96, dense 96→8
    const double first = 46 * 46 * 10 * 25, rest = 42 * 42 * 10 * 250 + 4410 * 96 + 96 * 8;
    EXPECT_EQ(trainingFlops(inferShapes(findPreset("blood-cells")->config.model)),
        2 * (2 * first + 3 * rest));
}

TEST(SpeedProbe, CountsStridePaddingAndGroups)
{
    const LayerSpec grouped { "conv", {},
        { { "filters", 6.0 }, { "kernel", Extent { 3, 2 } }, { "stride", Extent { 2, 1 } },
            { "padding", Extent { 1, 0 } }, { "groups", 2.0 } } };
    const auto layers
        = inferShapes({ { 4, 9, 7 }, { grouped, { "relu", {}, {} }, { "flatten", {}, {} } } });
    ASSERT_EQ(layers[0].output, (Shape { 6, 5, 6 }));
    EXPECT_EQ(layers[0].multiplyAdds, 6U * 5 * 6 * (2 * 3 * 2));
    EXPECT_EQ(layers[1].multiplyAdds, 0U);
}

TEST(SpeedProbe, TrainingChangesTheWeightsAndPredictionDoesNot)
{
    SpeedProbe probe(digits());
    const std::vector<NamedTensor> start = probe.model().parameterValues();
    probe.infer();
    EXPECT_EQ(probe.model().parameterValues(), start);
    probe.train();
    EXPECT_NE(probe.model().parameterValues(), start);
}

TEST(SpeedProbe, TheMedianIsInTheMiddle)
{
    EXPECT_EQ(median({ 5 }), 5);
    EXPECT_EQ(median({ 9, 1, 5 }), 5);
    EXPECT_EQ(median({ 9, 1, 5, 6 }), 5.5);
}
