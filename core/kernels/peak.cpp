// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/peak.h"
#include "core/tensor/tensor.h"
#include <atomic>
#include <chrono>
#include <cstdint>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/peak.cpp"
#include "core/kernels/targets.h" // before Highway
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace convscope::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

namespace {

// Two units that take four cycles each are busy with eight sums; twelve leave some slack and fit
// into sixteen registers beside the two constants.
constexpr int kSums = 12;

// Every sum tends to 1, so that no value ever becomes infinite or denormal.
double multiplyAddOnTarget(std::int64_t steps)
{
    const hn::ScalableTag<Scalar> d;
    const auto share = hn::Set(d, Scalar(0.75)), rest = hn::Set(d, Scalar(0.25));
    hn::Vec<decltype(d)> sum[kSums]; // NOLINT(modernize-avoid-c-arrays): kept in registers
    HWY_UNROLL(12)
    for (int i = 0; i < kSums; ++i)
        sum[i] = hn::Set(d, Scalar(i));
    for (std::int64_t step = 0; step < steps; ++step) {
        HWY_UNROLL(12)
        for (auto &s : sum)
            s = hn::MulAdd(s, share, rest);
    }
    auto total = sum[0];
    HWY_UNROLL(12)
    for (int i = 1; i < kSums; ++i)
        total = hn::Add(total, sum[i]);
    return double(hn::GetLane(total)); // only so that it is not left out
}

double multiplyAddsOfAStep()
{
    return double(kSums) * double(hn::Lanes(hn::ScalableTag<Scalar>()));
}

} // namespace
} // namespace convscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace convscope {

HWY_EXPORT(multiplyAddOnTarget);
HWY_EXPORT(multiplyAddsOfAStep);

double peakGflops(ThreadPool &pool, double seconds)
{
    using Clock = std::chrono::steady_clock;
    // Short tasks, many a thread: whoever is held up for a moment leaves the rest to the others.
    constexpr std::int64_t kSteps = 20000;
    constexpr int kTasks = 16;
    const int tasks = kTasks * pool.threads();
    std::atomic<double> sink = 0;
    const Clock::time_point start = Clock::now();
    double elapsed = 0, multiplyAdds = 0;
    while (elapsed < seconds || multiplyAdds == 0) {
        pool.run(
            tasks, [&](int, int) { sink = HWY_DYNAMIC_DISPATCH(multiplyAddOnTarget)(kSteps); });
        multiplyAdds
            += double(tasks) * double(kSteps) * HWY_DYNAMIC_DISPATCH(multiplyAddsOfAStep)();
        elapsed = std::chrono::duration<double>(Clock::now() - start).count();
    }
    return 2e-9 * multiplyAdds / elapsed;
}

} // namespace convscope
#endif
