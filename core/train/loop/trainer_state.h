// SPDX-License-Identifier: GPL-3.0-or-later
// TrainerPosition: where a run stands, as plain data with text both ways, for checkpoints.
#pragma once
#include "core/nn/model.h"
#include "core/train/loop/trainer.h"

namespace convscope {

/// Loss and hits added up over part of an epoch.
struct RunningScore {
    double loss = 0;
    std::size_t correct = 0, images = 0;

    void add(const BatchTotals &totals)
    {
        loss += totals.loss;
        correct += std::size_t(totals.correct);
        images += std::size_t(totals.count);
    }
    double meanLoss() const { return images ? loss / double(images) : 0; }
    double accuracy() const { return images ? double(correct) / double(images) : 0; }
};

struct TrainerPosition {
    int epoch = 0; ///< the one being trained; 1 is the first
    int epochsDone = 0;
    std::size_t sample = 0; ///< the place in the epoch's order of the first one not yet trained
    std::int64_t batches = 0;
    double seconds = 0;
    RunningScore train, validation; ///< the current epoch's
    std::optional<EpochReport> best;

    void beginEpoch()
    {
        ++epoch;
        sample = 0;
        train = validation = {};
    }
};

/// The settings that can be changed while a run goes on.
struct TrainerSettings {
    SettingValues inEffect {}; ///< the settings that the last batch was trained with
    SettingValues requested {}; ///< for the batches that come next
    std::vector<SettingChange> changes;
};

/// Numbers are written so that they come back to the bit.
std::string toText(const TrainerPosition &position);
/// @throws Error when it is no such text.
TrainerPosition positionFromText(const std::string &text);

std::string toText(const TrainerSettings &settings);
/// @throws Error when it is no such text.
TrainerSettings settingsFromText(const std::string &text);

std::string toText(double value);
double numberFromText(const std::string &text);
std::int64_t integerFromText(const std::string &text);

} // namespace convscope
