// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/setup/run_warnings.h"
#include "tests/support/three_classes.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace convscope;
using namespace convscope::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

RunConfig normalized(bool flat, int batch)
{
    RunConfig config = threeClassesConfig("adam");
    config.model.layers = flat
        ? std::vector<LayerSpec> { { "dense", {}, { { "units", 8.0 } } }, { "batchnorm", {}, {} },
              { "relu", {}, {} }, { "dense", {}, { { "units", 3.0 } } } }
        : std::vector<LayerSpec> { { "conv", {}, { { "filters", 4.0 } } }, { "batchnorm", {}, {} },
              { "dense", {}, { { "units", 3.0 } } } };
    config.batch = batch;
    return config;
}

} // namespace

TEST(RunWarnings, BatchNormalizationOverSingleValuesCannotLearn)
{
    const auto warnings = runWarnings(normalized(true, 1), 45);
    EXPECT_THAT(
        warnings, ElementsAre(testing::AllOf(HasSubstr("'bn1'"), HasSubstr("cannot learn"))));
    EXPECT_THAT(runWarnings(normalized(false, 1), 45), IsEmpty()) << "a map has many values";
    EXPECT_THAT(runWarnings(threeClassesConfig("adam"), 1), IsEmpty()) << "nothing normalizes";
}

TEST(RunWarnings, ALastBatchOfOneImageIsToldWithASizeThatAvoidsIt)
{
    EXPECT_THAT(runWarnings(normalized(true, 8), 33),
        ElementsAre(testing::AllOf(HasSubstr("last batch"), HasSubstr("size of 9"))));
    EXPECT_THAT(runWarnings(normalized(true, 9), 33), IsEmpty());
    EXPECT_THAT(runWarnings(normalized(true, 8), 32), IsEmpty());
    EXPECT_THAT(runWarnings(normalized(true, 50), 1), ElementsAre(HasSubstr("cannot learn")));
    EXPECT_EQ(lastBatch(32, 8), 8U);
    EXPECT_EQ(lastBatch(5, 8), 5U);
}
