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

std::string_view toString(Setting setting)
{
    switch (setting) {
    case Setting::LearningRate:
        return "learning_rate";
    case Setting::Momentum:
        return "momentum";
    case Setting::WeightDecay:
        return "weight_decay";
    case Setting::BatchSize:
        return "batch";
    case Setting::Epochs:
        return "epochs";
    }
    return "";
}

Setting settingFromString(std::string_view name)
{
    std::string known;
    for (const Setting setting : kSettings) {
        if (name == toString(setting))
            return setting;
        known += (known.empty() ? "" : ", ") + std::string(toString(setting));
    }
    throw Error("unknown setting '" + std::string(name) + "'; known are " + known);
}

double valueOf(const RunConfig &config, Setting setting)
{
    switch (setting) {
    case Setting::LearningRate:
        return config.optimizer.rate;
    case Setting::Momentum:
        return config.optimizer.momentum;
    case Setting::WeightDecay:
        return config.optimizer.weightDecay;
    case Setting::BatchSize:
        return config.batch;
    case Setting::Epochs:
        return config.epochs;
    }
    return 0;
}

void setValue(RunConfig &config, Setting setting, double value)
{
    const std::string_view name = toString(setting);
    switch (setting) {
    case Setting::LearningRate:
        config.optimizer.rate = finiteNumber(value, name);
        return;
    case Setting::Momentum:
        if (!(value >= 0 && value < 1))
            throw Error("'momentum' must be from 0 to less than 1");
        config.optimizer.momentum = value;
        return;
    case Setting::WeightDecay:
        config.optimizer.weightDecay = finiteNumber(value, name);
        return;
    case Setting::BatchSize:
        config.batch = positiveWhole(value, name);
        return;
    case Setting::Epochs:
        config.epochs = positiveWhole(value, name);
        return;
    }
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
