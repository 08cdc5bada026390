// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a test once for every vector target that the kernels are compiled for and this processor
// has, the one without vectors among them. Link hwy::hwy.
#pragma once
#include "core/kernels/targets.h" // before Highway
#include <gtest/gtest.h>
#include <hwy/targets.h>

namespace convscope::test {

/// From now on all kernels dispatch to `target`; 0: to the best one again.
inline void useTarget(std::int64_t target)
{
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().DeInit();
}

/// `TEST_P(MyTest, …)` with `class MyTest : public ForEachTarget { };` and
/// CONVSCOPE_FOR_EACH_TARGET(MyTest);
class ForEachTarget : public testing::TestWithParam<std::int64_t> {
protected:
    void SetUp() override { useTarget(GetParam()); }
    void TearDown() override { useTarget(0); }
};

inline std::string targetName(std::int64_t target)
{
    return hwy::TargetName(target);
}

} // namespace convscope::test

#define CONVSCOPE_FOR_EACH_TARGET(TestSuite)                                                       \
    INSTANTIATE_TEST_SUITE_P(Targets, TestSuite,                                                   \
        testing::ValuesIn(hwy::SupportedAndGeneratedTargets()),                                    \
        [](const auto &instance) { return convscope::test::targetName(instance.param); })
