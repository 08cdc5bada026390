// SPDX-License-Identifier: GPL-3.0-or-later
// A run small enough for tests: bright images against dark ones, told apart by a dense layer.
#pragma once
#include "core/train/loop/trainer.h"

namespace convscope::test {

inline ImageSet brightAndDark(std::size_t images)
{
    ImageSet set;
    set.shape = { 1, 4, 4 };
    std::vector<std::uint8_t> pixels;
    for (std::size_t i = 0; i < images; ++i) {
        const int label = int(i % 2);
        for (std::size_t pixel = 0; pixel < set.shape.size(); ++pixel)
            pixels.push_back(std::uint8_t((label ? 160 : 20) + (i * 7 + pixel * 13) % 60));
        set.labels.push_back(label);
        set.samples.push_back(i);
    }
    set.pixels = std::move(pixels);
    return set;
}

inline std::shared_ptr<const TrainingData> smallData()
{
    TrainingData data;
    data.classes = { "dark", "bright" };
    data.preprocessing = { .channels = 1,
        .height = 4,
        .width = 4,
        .normalization = Normalization::Unit,
        .mean = {},
        .stddev = {} };
    data.train = brightAndDark(60);
    data.validation = brightAndDark(20);
    return std::make_shared<const TrainingData>(std::move(data));
}

constexpr int kBatchesPerEpoch = 6; // of smallData() with smallConfig()

inline RunConfig smallConfig(int epochs)
{
    RunConfig config;
    config.preset = "small";
    config.model
        = { { 1, 4, 4 }, { { "flatten", {}, {} }, { "dense", {}, { { "units", 2.0 } } } } };
    config.preprocessing = smallData()->preprocessing;
    config.optimizer.rate = 0.01;
    config.batch = 10;
    config.epochs = epochs;
    config.threads = 1;
    return config;
}

constexpr int kEndless = 1'000'000; // epochs, the most that a run can have

} // namespace convscope::test
