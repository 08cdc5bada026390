// SPDX-License-Identifier: GPL-3.0-or-later
// A small problem that is learnt in milliseconds, and runs on it.
#pragma once
#include "core/train/loop/trainer.h"
#include <map>

namespace convscope::test {

/// Three classes of 6×6 images: bright left, bright right, bright top; with noise.
inline std::shared_ptr<const TrainingData> threeClasses(std::size_t train, std::size_t validation)
{
    auto data = std::make_shared<TrainingData>();
    data->classes = { "left", "right", "top" };
    data->preprocessing = { .channels = 1,
        .height = 6,
        .width = 6,
        .normalization = Normalization::Unit,
        .mean = {},
        .stddev = {} };
    Rng rng(5);
    const auto fill = [&](ImageSet &set, std::size_t count) {
        set.shape = { 1, 6, 6 };
        std::vector<std::uint8_t> pixels;
        for (std::size_t i = 0; i < count; ++i) {
            const int label = static_cast<int>(i % 3);
            set.labels.push_back(label);
            set.samples.push_back(i);
            for (int p = 0; p < 36; ++p) {
                const bool bright = label == 0 ? p % 6 < 3 : label == 1 ? p % 6 >= 3 : p < 18;
                pixels.push_back(static_cast<std::uint8_t>((bright ? 120 : 40) + rng.below(90)));
            }
        }
        set.pixels = std::move(pixels);
    };
    fill(data->train, train);
    fill(data->validation, validation);
    return data;
}

inline RunConfig threeClassesConfig(const std::string &optimizer)
{
    RunConfig config;
    config.model = { { 1, 6, 6 },
        { { "conv", {}, { { "filters", 4.0 } } }, { "relu", {}, {} }, { "maxpool", {}, {} },
            { "flatten", {}, {} }, { "dense", {}, { { "units", 3.0 } } } } };
    config.optimizer.kind = optimizer;
    config.optimizer.rate = 0.02;
    config.epochs = 4;
    config.batch = 7; // the last batch of an epoch is smaller
    config.threads = 2;
    return config;
}

inline std::vector<NamedTensor> trained(
    const RunConfig &config, const std::shared_ptr<const TrainingData> &data)
{
    Trainer trainer(config, data);
    while (!trainer.finished())
        trainer.step();
    return trainer.current()->parameters;
}

inline void copyState(const Trainer &from, Trainer &to)
{
    std::map<std::string, std::string> metadata;
    const auto state = from.state(metadata);
    to.setState(state, metadata);
}

} // namespace convscope::test
