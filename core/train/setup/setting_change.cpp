// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/setup/setting_change.h"
#include "core/base/error.h"
#include <cmath>
#include <limits>

namespace convscope {

namespace {

int positiveWhole(double value, std::string_view name)
{
    if (!(value >= 1 && value <= std::numeric_limits<int>::max()) || value != std::floor(value))
        throw Error("'" + std::string(name) + "' must be a whole number of at least 1");
    return static_cast<int>(value);
}

double finiteNumber(double value, std::string_view name)
{
    if (!std::isfinite(value) || value < 0)
        throw Error("'" + std::string(name) + "' must be a number of at least 0");
    return value;
}

} // namespace

std::string knownSetting(const std::string &name)
{
    std::string known;
    for (const std::string_view setting : kSettings) {
        if (name == setting)
            return name;
        known += (known.empty() ? "" : ", ") + std::string(setting);
    }
    throw Error("unknown setting '" + name + "'; known are " + known);
}

double valueOf(const RunConfig &config, std::string_view setting)
{
    if (setting == kLearningRate)
        return config.optimizer.rate;
    if (setting == kMomentum)
        return config.optimizer.momentum;
    if (setting == kWeightDecay)
        return config.optimizer.weightDecay;
    return setting == kBatchSize ? config.batch : config.epochs;
}

void setValue(RunConfig &config, std::string_view setting, double value)
{
    if (setting == kMomentum && !(value >= 0 && value < 1))
        throw Error("'momentum' must be from 0 to less than 1");
    if (setting == kMomentum)
        config.optimizer.momentum = value;
    else if (setting == kLearningRate)
        config.optimizer.rate = finiteNumber(value, setting);
    else if (setting == kWeightDecay)
        config.optimizer.weightDecay = finiteNumber(value, setting);
    else
        (setting == kBatchSize ? config.batch : config.epochs) = positiveWhole(value, setting);
}

SettingValues valuesOf(const RunConfig &config)
{
    SettingValues values {};
    for (std::size_t i = 0; i < kSettings.size(); ++i)
        values[i] = valueOf(config, kSettings[i]);
    return values;
}

void setValues(RunConfig &config, const SettingValues &values)
{
    for (std::size_t i = 0; i < kSettings.size(); ++i)
        setValue(config, kSettings[i], values[i]);
}

RunConfig settingsAt(RunConfig config, std::span<const SettingChange> changes, std::int64_t batch)
{
    for (auto change = changes.rbegin(); change != changes.rend() && change->batch > batch;
         ++change)
        setValue(config, change->setting, change->from);
    return config;
}

} // namespace convscope
