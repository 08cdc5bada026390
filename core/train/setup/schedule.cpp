// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/setup/schedule.h"
#include "core/base/error.h"
#include <algorithm>
#include <cmath>
#include <numbers>

namespace convscope {

namespace {

double constantFactor(const ScheduleOptions &, const SchedulePoint &, std::int64_t)
{
    return 1;
}

double stepFactor(const ScheduleOptions &options, const SchedulePoint &checkpoint, std::int64_t)
{
    const int every = options.stepEvery > 0 ? options.stepEvery : (checkpoint.epochs + 2) / 3;
    return std::pow(options.stepFactor, (checkpoint.epoch - 1) / std::max(1, every));
}

// Half a cosine (Loshchilov and Hutter 2017, "SGDR: Stochastic Gradient Descent with Warm
// Restarts", equation 5, without restarts). The end itself would be the batch after the last.
double cosineFactor(
    const ScheduleOptions &options, const SchedulePoint &checkpoint, std::int64_t warmup)
{
    const auto length = static_cast<double>(std::max<std::int64_t>(1, checkpoint.batches - warmup));
    const double done = std::clamp(double(checkpoint.batch - warmup) / length, 0.0, 1.0);
    return options.endFactor
        + (1 - options.endFactor) * (1 + std::cos(std::numbers::pi * done)) / 2;
}

std::int64_t warmupBatches(const ScheduleOptions &options, std::int64_t batches)
{
    return std::llround(options.warmup < 1 ? options.warmup * double(batches) : options.warmup);
}

} // namespace

const std::vector<ScheduleInfo> &scheduleRegistry()
{
    static const std::vector<ScheduleInfo> registry {
        { "constant", "Constant", "The same learning rate from beginning to end", {},
            constantFactor },
        { "step", "In steps", "The learning rate drops every few epochs",
            { &ScheduleOptions::stepEvery, &ScheduleOptions::stepFactor }, stepFactor },
        { "cosine", "Cosine", "The learning rate falls smoothly, to nothing at the end of the run",
            { &ScheduleOptions::endFactor }, cosineFactor },
    };
    return registry;
}

const ScheduleInfo &scheduleInfo(std::string_view kind)
{
    const auto &all = scheduleRegistry();
    const auto found = std::ranges::find(all, kind, &ScheduleInfo::kind);
    if (found != all.end())
        return *found;
    std::string known;
    for (const ScheduleInfo &info : all)
        known += (known.empty() ? "" : ", ") + std::string(info.kind);
    throw Error("unknown schedule '" + std::string(kind) + "'; known are " + known);
}

bool reads(const ScheduleInfo &schedule, const ScheduleField &field)
{
    return std::ranges::find(schedule.fields, field) != schedule.fields.end();
}

double rateFactor(const ScheduleOptions &options, const SchedulePoint &checkpoint)
{
    const std::int64_t warmup = warmupBatches(options, checkpoint.batches);
    const double rise
        = checkpoint.batch < warmup ? double(checkpoint.batch + 1) / double(warmup) : 1.0;
    return rise * scheduleInfo(options.kind).factor(options, checkpoint, warmup);
}

} // namespace convscope
