// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/setup/schedule.h"
#include "core/base/error.h"
#include "core/base/whole_number.h"
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

namespace convscope {

using nlohmann::json;

namespace {

double constantFactor(const ScheduleOptions &, const ScheduleMoment &, std::int64_t)
{
    return 1;
}

double stepFactor(const ScheduleOptions &options, const ScheduleMoment &moment, std::int64_t)
{
    const int every = options.stepEvery > 0 ? options.stepEvery : (moment.epochs + 2) / 3;
    return std::pow(options.stepFactor, (moment.epoch - 1) / std::max(1, every));
}

// Half a cosine (Loshchilov and Hutter 2017, "SGDR: Stochastic Gradient Descent with Warm
// Restarts", equation 5, without restarts). The end itself would be the batch after the last.
double cosineFactor(
    const ScheduleOptions &options, const ScheduleMoment &moment, std::int64_t warmup)
{
    const auto length = static_cast<double>(std::max<std::int64_t>(1, moment.batches - warmup));
    const double done = std::clamp(double(moment.batch - warmup) / length, 0.0, 1.0);
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

double rateFactor(const ScheduleOptions &options, const ScheduleMoment &moment)
{
    const std::int64_t warmup = warmupBatches(options, moment.batches);
    const double rise = moment.batch < warmup ? double(moment.batch + 1) / double(warmup) : 1.0;
    return rise * scheduleInfo(options.kind).factor(options, moment, warmup);
}

json toJson(const ScheduleOptions &options)
{
    return { { "kind", options.kind }, { "warmup", options.warmup },
        { "step_every", options.stepEvery }, { "step_factor", options.stepFactor },
        { "end_factor", options.endFactor } };
}

ScheduleOptions scheduleOptionsFromJson(const json &value)
{
    if (!value.is_object())
        throw Error("the schedule must be an object such as {\"kind\": \"cosine\"}");
    ScheduleOptions options;
    for (const auto &[name, field] : value.items()) {
        if (name == "kind" && field.is_string())
            options.kind = scheduleInfo(field.get<std::string>()).kind;
        else if (name == "warmup" && field.is_number())
            options.warmup = field.get<double>();
        else if (const auto epochs = wholeNumber<int>(field); name == "step_every" && epochs)
            options.stepEvery = *epochs;
        else if (name == "step_factor" && field.is_number())
            options.stepFactor = field.get<double>();
        else if (name == "end_factor" && field.is_number())
            options.endFactor = field.get<double>();
        else
            throw Error("the schedule's '" + name + "' is unknown or of the wrong type");
    }
    checkSchedule(options);
    return options;
}

void checkSchedule(const ScheduleOptions &options)
{
    const auto check = [](bool fits, const char *field, const char *wanted) {
        if (!fits)
            throw Error(std::string("the schedule's '") + field + "' must be " + wanted);
    };
    scheduleInfo(options.kind);
    constexpr double kMost = 1e12; // batches
    const double warmup = options.warmup;
    check(warmup >= 0 && warmup <= kMost && (warmup < 1 || warmup == std::floor(warmup)), "warmup",
        "a share of the run below 1, or a whole number of batches");
    check(options.stepEvery >= 0, "step_every", "at least 1 epoch, or 0 for a third of the run");
    check(options.stepFactor > 0 && options.stepFactor <= 1, "step_factor",
        "more than 0 and at most 1");
    check(options.endFactor >= 0 && options.endFactor <= 1, "end_factor", "from 0 to 1");
}

} // namespace convscope
