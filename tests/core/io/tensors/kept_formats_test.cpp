// SPDX-License-Identifier: GPL-3.0-or-later
// What older versions wrote opens still, and gives the answers it gave: tests/golden/formats_*.
#include "core/io/export/text_weights.h"
#include "core/io/import/weight_import.h"
#include "core/io/tensors/model_file.h"
#include "core/io/tensors/npz.h"
#include "core/nn/model.h"
#include "core/train/setup/presets.h"
#include "tests/support/golden.h"
#include <gtest/gtest.h>

namespace convscope::test {

namespace {

const std::filesystem::path kFolder = std::filesystem::path(TEST_SOURCE_DIR) / "golden/formats_1";

ModelSpec keptSpec()
{
    return loadSpec((kFolder / "model.json").string()).config.model;
}

/// The kept image's probabilities by a network with these weights.
void expectKeptAnswer(const std::vector<NamedTensor> &weights)
{
    const Golden golden(kFolder / "answer.npz");
    Model network(keptSpec());
    network.setParameterValues(weights);
    ThreadPool pool(1);
    std::ranges::copy(golden["input"].values(), network.input(1));
    network.forward(1, Mode::Infer, pool);
    std::vector<Scalar> chances(std::size_t(network.classes()));
    softmax(network.logits(), chances);
    EXPECT_LT(relativeError(chances, golden["probabilities"].values()), 1e-5);
}

} // namespace

TEST(KeptFormats, modelFileOpens)
{
    const TrainedModel model = readModelFile(kFolder / "model.safetensors");
    EXPECT_EQ(model.spec, withNames(keptSpec()));
    EXPECT_EQ(model.classes.size(), 10U);
    EXPECT_EQ(model.classes[3], "3");
    EXPECT_EQ(model.preprocessing.normalization, Normalization::Unit);
    EXPECT_GT(model.batch, 0);
    expectKeptAnswer(model.parameters);
}

TEST(KeptFormats, arraysOpen)
{
    expectKeptAnswer(readNpz(kFolder / "weights.npz"));
}

TEST(KeptFormats, textOpens)
{
    expectKeptAnswer(readTextWeights(kFolder / "text", keptSpec()));
}

TEST(KeptFormats, everyFormatCanBeImported)
{
    for (const char *name : { "model.safetensors", "weights.npz", "text", "params.pkl" }) {
        SCOPED_TRACE(name);
        expectKeptAnswer(WeightImport(kFolder / name, keptSpec(), {}).parameters());
    }
}

} // namespace convscope::test
