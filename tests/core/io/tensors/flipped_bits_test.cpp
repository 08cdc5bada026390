// SPDX-License-Identifier: GPL-3.0-or-later
// A single flipped bit never gives another result without a word.
#include "core/io/export/text_weights.h"
#include "core/io/tensors/model_file.h"
#include "core/io/tensors/npz.h"
#include "core/io/tensors/safetensors.h"
#include "core/nn/model.h"
#include "core/train/setup/presets.h"
#include "tests/support/errors.h"
#include "tests/support/exported_models.h"
#include "tests/support/flipped_bits.h"
#include "tests/support/temp_folder.h"
#include <gmock/gmock.h>

using namespace convscope;
using namespace convscope::test;
using testing::HasSubstr;

namespace {

constexpr std::size_t kFlips = 250; // of a file

TrainedModel someModel()
{
    Rng rng(1);
    return *presetModel(*findPreset("mnist-sigmoid"), rng).model;
}

NamedTensor tensorOf(const std::string &name, const std::vector<Scalar> &values)
{
    return { name, Tensor({ values.size() }, values) };
}

} // namespace

TEST(FlippedBits, EachIsNoticedInAModelFile)
{
    const TempFolder temp;
    const TrainedModel model = someModel();
    writeModelFile(temp / "model.safetensors", model, goldenSample(model, {}));
    EXPECT_TRUE(readSafetensors(temp / "model.safetensors").isSealed);
    withFlippedBits(temp / "model.safetensors", kFlips, [&](const std::string &where) {
        EXPECT_THAT(errorOf([&] { readModelFile(temp / "model.safetensors"); }),
            HasSubstr((temp / "model.safetensors").string()))
            << where;
    });
    EXPECT_EQ(readModelFile(temp / "model.safetensors").parameters.size(), model.parameters.size());
}

TEST(FlippedBits, EachIsNoticedInTheHeadersOfWeights)
{
    const TempFolder temp;
    const auto file = temp / "weights.safetensors";
    writeSafetensors(file, { .tensors = { tensorOf("w", { 1, 2 }) }, .metadata = {} });
    const std::size_t bits = bytesOfFile(file).size();
    for (int turn = 0; turn < 8; ++turn) // all bits of all bytes
        withFlippedBits(file, bits, [&](const std::string &where) {
            EXPECT_NE(errorOf([&] { readSafetensors(file); }), "nothing was wrong") << where;
        });
}

TEST(FlippedBits, GiveNoOtherValuesInAnArchiveOfArrays)
{
    const TempFolder temp;
    const std::vector<NamedTensor> arrays { tensorOf("first", { 1, 2, 3, 4, 5, 6 }),
        tensorOf("second", { 7 }) };
    writeNpz(temp / "arrays.npz", arrays);
    withFlippedBits(temp / "arrays.npz", kFlips, [&](const std::string &where) {
        std::vector<NamedTensor> read;
        const std::string error = errorOf([&] { read = readNpz(temp / "arrays.npz"); });
        EXPECT_TRUE(error != "nothing was wrong" || read == arrays) << where;
    });
}

TEST(FlippedBits, EachIsNoticedInTextWeightsOrChangesNoValue)
{
    const TempFolder temp;
    TrainedModel model;
    model.spec = { { 1, 2, 2 }, { { "flatten", {}, {} }, { "dense", {}, { { "units", 2.0 } } } } };
    model.parameters = Model(model.spec, 1).parameterValues();
    writeTextWeights(temp / "text", model);
    const auto whole = readTextWeights(temp / "text", model.spec);
    withFlippedBits(temp / "text/weight1.txt", kFlips, [&](const std::string &where) {
        std::vector<NamedTensor> read;
        const std::string error
            = errorOf([&] { read = readTextWeights(temp / "text", model.spec); });
        EXPECT_TRUE(error.find("weight1.txt") != std::string::npos || read == whole) << where;
    });
}
