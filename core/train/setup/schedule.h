// SPDX-License-Identifier: GPL-3.0-or-later
// Schedules: how the learning rate changes in the course of a run. Pure functions.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace convscope {

/// Everything a schedule may want; each kind reads its own, all of them the warm-up.
struct ScheduleOptions {
    std::string kind = "constant";
    /// The rate first rises linearly for so many batches; below 1: for such a share of the run.
    double warmup = 0;
    int stepEvery = 0; ///< epochs; 0: a third of the run's
    double stepFactor = 0.1;
    double endFactor = 0; ///< the share of the rate that the cosine leaves
    friend bool operator==(const ScheduleOptions &, const ScheduleOptions &) = default;
};

/// Where a run stands when a batch is about to be trained.
struct SchedulePoint {
    std::int64_t batch = 0; ///< 0 is the first of the run
    std::int64_t batches = 0; ///< the batches of all epochs
    int epoch = 1; ///< 1 is the first
    int epochs = 1;
};

using ScheduleField = std::variant<int ScheduleOptions::*, double ScheduleOptions::*>;

struct ScheduleInfo {
    std::string_view kind; ///< "cosine"
    std::string_view title; ///< "Cosine"
    std::string_view help;
    std::vector<ScheduleField> fields; ///< those it reads besides the warm-up
    /// After `warmup` batches of warm-up.
    double (*factor)(
        const ScheduleOptions &options, const SchedulePoint &checkpoint, std::int64_t warmup);
};

const std::vector<ScheduleInfo> &scheduleRegistry();
/// @throws Error listing the known kinds.
const ScheduleInfo &scheduleInfo(std::string_view kind);

bool reads(const ScheduleInfo &schedule, const ScheduleField &field);

/// The batch's learning rate, as a share of the one that was set.
double rateFactor(const ScheduleOptions &options, const SchedulePoint &checkpoint);

} // namespace convscope
