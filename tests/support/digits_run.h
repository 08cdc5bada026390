// SPDX-License-Identifier: GPL-3.0-or-later
// A short run of any preset on the built-in digits, as the program would set it up.
#pragma once
#include "core/base/progress.h"
#include "core/data/dataset/dataset.h"
#include "core/train/loop/trainer.h"
#include "core/train/setup/presets.h"
#include <algorithm>

namespace convscope::test {

struct DigitsRun {
    RunConfig config;
    std::shared_ptr<const TrainingData> data;
};

inline DigitsRun digitsRun(const std::string &preset, std::size_t imagesOfASplit)
{
    RunConfig config = findPreset(preset)->config;
    config.dataset = "sample:digits";
    config.limit = imagesOfASplit;
    const auto dataset = openDataset(config.dataset, noProgress);
    auto data = std::make_shared<const TrainingData>(loadTrainingData(*dataset,
        { .preprocessing = config.preprocessing,
            .validation = config.validation,
            .test = config.test,
            .limit = config.limit,
            .seed = config.seed,
            .threads = 1 },
        noProgress));
    return { adaptedTo(std::move(config), data->classes), std::move(data) };
}

inline std::vector<std::string> presetNames()
{
    std::vector<std::string> names;
    for (const Preset &preset : presets())
        names.push_back(preset.name);
    return names;
}

/// For the names of tests.
inline std::string withoutDashes(std::string name)
{
    std::ranges::replace(name, '-', '_');
    return name;
}

} // namespace convscope::test
