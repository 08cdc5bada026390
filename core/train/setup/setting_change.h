// SPDX-License-Identifier: GPL-3.0-or-later
// SettingChange: a setting that was changed while a run went on, and when.
#pragma once
#include "core/train/setup/run_config.h"
#include <array>
#include <span>

namespace convscope {

/// The names, as in run.json, of what can be changed in the course of a run: at once, but the batch
/// size from the next epoch on.
inline constexpr std::string_view kLearningRate = "learning_rate", kMomentum = "momentum",
                                  kWeightDecay = "weight_decay", kBatchSize = "batch",
                                  kEpochs = "epochs";
/// All of them, each at its own place.
constexpr std::array kSettings { kLearningRate, kMomentum, kWeightDecay, kBatchSize, kEpochs };
/// @throws Error listing the known names.
std::string knownSetting(const std::string &name);

double valueOf(const RunConfig &config, std::string_view setting);
/// @throws Error when the value is none the setting can have.
void setValue(RunConfig &config, std::string_view setting, double value);

/// Of each setting, in the order of kSettings.
using SettingValues = std::array<double, kSettings.size()>;
SettingValues valuesOf(const RunConfig &config);
void setValues(RunConfig &config, const SettingValues &values);

struct SettingChange {
    std::int64_t batch = 0; ///< the first that was trained with it; 1 is the run's first
    std::string setting; ///< its name
    double from = 0, to = 0;
    friend bool operator==(const SettingChange &, const SettingChange &) = default;
};

/// `config`, which is as `changes` left it, as it was when `batch` batches were done. With 0: as
/// the run was begun, except for what was changed before its first batch.
RunConfig settingsAt(RunConfig config, std::span<const SettingChange> changes, std::int64_t batch);

} // namespace convscope
