// SPDX-License-Identifier: GPL-3.0-or-later
// One image gives the same values, bit by bit, from a dataset and from the command line.
#include "core/inspect/network/feature_maps.h"
#include "core/io/tensors/model_file.h"
#include "core/io/tensors/npz.h"
#include "tests/support/program.h"
#include "tests/support/tensor_cases.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace convscope::test {

namespace {

nlohmann::json predictions(
    const TensorCases &cases, const TensorsOfTraining &training, const std::string &model)
{
    std::vector<std::string> arguments { "predict", model };
    for (const std::string &name : cases.names())
        arguments.push_back(cases.file(name));
    arguments.emplace_back("--json");
    writeModelFile(model, *training.model());
    const ProgramResult result = runProgram(CONVSCOPE_CLI, arguments);
    EXPECT_EQ(result.status, 0) << result.err;
    return nlohmann::json::parse(result.out).at("predictions");
}

} // namespace

TEST(SameTensor, predictSaysWhatTheDatasetsTensorGives)
{
    const TensorCases cases;
    const TempFolder folder;
    for (const Preprocessing &preprocessing : TensorCases::preprocessings()) {
        const TensorsOfTraining training(cases, preprocessing);
        const auto found = predictions(cases, training, (folder / "model.safetensors").string());
        ASSERT_EQ(found.size(), cases.names().size());
        Predictor predictor(training.model());
        for (std::size_t i = 0; i < found.size(); ++i) {
            const auto maps = predictor.mapsOfPixels(training.pixelsOf(cases.names()[i]));
            ASSERT_EQ(maps.input.values, training.tensor(cases.names()[i]));
            const auto &probabilities = found[i].at("probabilities");
            for (std::size_t k = 0; k < maps.classes.size(); ++k)
                EXPECT_EQ(
                    probabilities.at(maps.classes[k]).get<double>(), double(maps.probabilities[k]))
                    << cases.names()[i] << " with " << toJson(preprocessing).dump();
        }
    }
}

TEST(SameTensor, mapsWritesTheDatasetsTensor)
{
    const TensorCases cases;
    const TempFolder folder;
    const std::string model = (folder / "model.safetensors").string();
    const std::string out = (folder / "maps.npz").string();
    for (const Preprocessing &preprocessing : TensorCases::preprocessings()) {
        if (preprocessing.normalization != Normalization::Standard || preprocessing.channels != 3
            || preprocessing.fit != Fit::Pad)
            continue;
        const TensorsOfTraining training(cases, preprocessing);
        writeModelFile(model, *training.model());
        for (const std::string &name : cases.names()) {
            const ProgramResult result
                = runProgram(CONVSCOPE_CLI, { "maps", model, cases.file(name), "--out", out });
            ASSERT_EQ(result.status, 0) << result.err;
            const auto arrays = readNpz(out);
            const auto input = std::find_if(arrays.begin(), arrays.end(),
                [](const NamedTensor &array) { return array.name == "input"; });
            ASSERT_NE(input, arrays.end());
            const auto values = input->value.values();
            EXPECT_EQ(std::vector<float>(values.begin(), values.end()), training.tensor(name))
                << name << " with " << toJson(preprocessing).dump();
        }
    }
}

} // namespace convscope::test
