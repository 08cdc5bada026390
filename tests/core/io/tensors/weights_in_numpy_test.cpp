// SPDX-License-Identifier: GPL-3.0-or-later
// What is written here is read by NumPy, and what NumPy writes of it is read here: to the bit, for
// every preset and for random networks over every kind of layer.
#include "core/io/export/text_weights.h"
#include "core/io/tensors/model_file.h"
#include "core/io/tensors/npz.h"
#include "core/io/tensors/safetensors.h"
#include "core/kinds/kinds.h"
#include "core/train/setup/presets.h"
#include "tests/support/program.h"
#include "tests/support/random_model.h"
#include "tests/support/temp_folder.h"
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <set>

namespace convscope::test {

namespace {

constexpr std::size_t kRandomModels = 200; // and as many more as it takes to have every kind

struct Written {
    std::string name;
    std::shared_ptr<const TrainedModel> model;
};

std::vector<Written> everyModel()
{
    Rng rng(20);
    std::vector<Written> models;
    for (const Preset &preset : presets())
        models.push_back({ preset.name, randomModel(preset.config.model, rng) });
    std::set<std::string> kinds;
    while (models.size() < kRandomModels || kinds.size() < layerKinds().size()) {
        const std::string name = "random_" + std::to_string(models.size());
        models.push_back({ name, randomModel(randomSpec(rng), rng) });
        for (const LayerSpec &layer : models.back().model->spec.layers)
            kinds.insert(layer.kind);
    }
    return models;
}

const std::vector<Written> &models()
{
    static const std::vector<Written> all = everyModel();
    return all;
}

std::vector<NamedTensor> byName(std::vector<NamedTensor> tensors)
{
    std::ranges::sort(tensors, {}, &NamedTensor::name);
    return tensors;
}

void expectWithin(
    const std::vector<NamedTensor> &read, const std::vector<NamedTensor> &written, double tolerance)
{
    ASSERT_EQ(read.size(), written.size());
    for (std::size_t i = 0; i < read.size(); ++i) {
        ASSERT_EQ(read[i].name, written[i].name);
        ASSERT_EQ(read[i].value.dims(), written[i].value.dims());
        double worst = 0;
        for (std::size_t j = 0; j < read[i].value.size(); ++j)
            worst = std::max(worst,
                std::abs(double(read[i].value.values()[j]) - double(written[i].value.values()[j])));
        EXPECT_LE(worst, tolerance) << read[i].name;
    }
}

} // namespace

TEST(WeightsInNumpy, theRandomModelsHaveEveryKindOfLayer)
{
    std::set<std::string> kinds;
    for (const Written &one : models())
        for (const LayerSpec &layer : one.model->spec.layers)
            kinds.insert(layer.kind);
    EXPECT_EQ(kinds.size(), layerKinds().size());
}

TEST(WeightsInNumpy, everyModelComesBackToTheBit)
{
    const TempFolder folder;
    for (const auto &[name, model] : models()) {
        SCOPED_TRACE(name);
        writeModelFile(folder / (name + ".safetensors"), *model);
        writeNpz(folder / (name + ".npz"), model->parameters);
        writeTextWeights(folder / (name + ".text"), *model);
    }
    const auto result = runProgram(
        python(), { TEST_SOURCE_DIR "/core/io/tensors/weights_in_numpy.py", folder.string() });
    if (result.status == 77 || result.status == 127)
        GTEST_SKIP() << "python3-numpy is not installed";
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.out, std::to_string(models().size()) + " models\n");
    for (const auto &[name, model] : models()) {
        SCOPED_TRACE(name);
        const std::vector<NamedTensor> &written = model->parameters;
        EXPECT_EQ(readModelFile(folder / (name + ".safetensors")).parameters, written);
        EXPECT_EQ(readNpz(folder / (name + ".npz")), written);
        EXPECT_EQ(readTextWeights(folder / (name + ".text"), model->spec), written);
        EXPECT_EQ(byName(readSafetensors(folder / (name + ".numpy.safetensors")).tensors),
            byName(written));
        EXPECT_EQ(readNpz(folder / (name + ".numpy.npz")), written);
        EXPECT_EQ(readNpz(folder / (name + ".numpy.packed.npz")), written);
        expectWithin(readTextWeights(folder / (name + ".numpy.text"), model->spec), written, 1e-7);
    }
}

} // namespace convscope::test
