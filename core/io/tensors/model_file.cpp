// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/tensors/model_file.h"
#include "core/base/error.h"
#include "core/base/files/folder_lock.h"
#include "core/base/files/strict_json.h"
#include "core/io/tensors/safetensors.h"
#include "core/io/tensors/seal.h"
#include "core/io/tensors/spec_size.h"
#include "core/nn/model.h"
#include "core/train/loop/trainer_state.h"
#include <nlohmann/json.hpp>

namespace convscope {

using nlohmann::json;

namespace {

constexpr const char *kFormat = "convscope-model";
constexpr int kVersion = 1;

std::string dumped(const json &value)
{
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

void checkVersion(const std::map<std::string, std::string> &metadata)
{
    const auto format = metadata.find("format");
    if (format == metadata.end() || format->second != kFormat)
        throw WeightsOnly(
            "it holds weights but no ConvScope model; weights alone need a model to go with them");
    const auto version = metadata.find("format_version");
    if (version == metadata.end() || integerFromText(version->second) < 1)
        throw Error("it does not say which version of the format it has");
    if (integerFromText(version->second) > kVersion)
        throw Error("it was written by a newer ConvScope; update this one to read it");
}

std::vector<std::string> classesFromJson(const json &value)
{
    if (!value.is_array() || value.empty())
        throw Error("its list of classes is missing");
    std::vector<std::string> classes;
    for (const json &name : value) {
        if (!name.is_string())
            throw Error("its list of classes is damaged");
        classes.push_back(name.get<std::string>());
    }
    return classes;
}

std::size_t valueCount(const std::vector<NamedTensor> &tensors)
{
    std::size_t count = 0;
    for (const NamedTensor &tensor : tensors)
        count += tensor.value.size();
    return count;
}

std::map<std::string, std::string> plainMetadata(const TrainedModel &model)
{
    return { { "format", kFormat }, { "format_version", std::to_string(kVersion) },
        { "producer", "ConvScope " CONVSCOPE_VERSION }, { "model", dumped(toJson(model.spec)) },
        { "classes", dumped(model.classes) },
        { "preprocessing", dumped(toJson(model.preprocessing)) },
        { "batch", std::to_string(model.batch) }, { "epoch", std::to_string(model.epoch) } };
}

TrainedModel modelFromFile(TensorFile file)
{
    checkVersion(file.metadata);
    const auto text = [&](const char *key) -> const std::string & {
        const auto found = file.metadata.find(key);
        if (found == file.metadata.end())
            throw Error(std::string("it lacks '") + key + "'");
        return found->second;
    };
    const auto count = [&]<std::integral T>(const char *key, T) {
        const std::int64_t number = integerFromText(text(key));
        if (number < 0 || !std::in_range<T>(number))
            throw Error(std::string("its '") + key + "' is no count");
        return static_cast<T>(number);
    };
    TrainedModel model { .spec = modelSpecFromJson(parseStrictJson("its model", text("model"))),
        .classes = classesFromJson(parseStrictJson("its list of classes", text("classes"))),
        .preprocessing
        = preprocessingFromJson(parseStrictJson("its preprocessing", text("preprocessing"))),
        .parameters = {},
        .batch = count("batch", std::int64_t()),
        .epoch = count("epoch", int()) };
    if (model.spec.input != model.preprocessing.shape())
        throw Error("its model takes " + toString(model.spec.input)
            + " images, but its preprocessing makes " + toString(model.preprocessing.shape()));
    checkSpecSize(model.spec, valueCount(file.tensors));
    Model network(model.spec);
    network.setParameterValues(file.tensors);
    if (network.classes() != static_cast<int>(model.classes.size()))
        throw Error("its model has " + std::to_string(network.classes()) + " outputs but "
            + std::to_string(model.classes.size()) + " classes");
    if (const auto golden = goldenFromTexts(file.metadata))
        checkGolden(network, *golden);
    model.spec = network.spec();
    model.parameters = network.parameterValues(); // in layer order, whatever the file's
    return model;
}

} // namespace

std::map<std::string, std::string> modelMetadata(
    const TrainedModel &model, const GoldenSample &golden)
{
    auto metadata = plainMetadata(model);
    metadata.merge(goldenTexts(golden));
    return metadata;
}

void writeModelFile(const std::filesystem::path &path, const TrainedModel &model)
{
    writeSafetensors(path, { .tensors = model.parameters, .metadata = plainMetadata(model) });
}

void writeModelFile(
    const std::filesystem::path &path, const TrainedModel &model, const GoldenSample &golden)
{
    writeSafetensors(
        path, { .tensors = model.parameters, .metadata = modelMetadata(model, golden) });
}

TrainedModel readModelFile(const std::filesystem::path &path)
{
    TensorFile file = readSafetensors(path);
    const bool isSealed = file.isSealed;
    try {
        TrainedModel model = modelFromFile(std::move(file));
        if (!isSealed)
            sayUnsealed(path);
        return model;
    } catch (const WeightsOnly &error) {
        throw WeightsOnly(path.string() + ": " + error.what());
    } catch (const Error &error) {
        throw Error(path.string() + ": " + error.what());
    }
}

namespace {

ModelOfRun shared(TrainedModel model, ModelOrigin origin)
{
    return { std::make_shared<const TrainedModel>(std::move(model)), std::move(origin) };
}

} // namespace

ModelOfRun loadModelOfRun(const std::filesystem::path &path)
{
    namespace fs = std::filesystem;
    if (!fs::exists(path))
        throw Error(path.string()
            + ": there is no such file or folder; give a run folder or a .safetensors model");
    if (!fs::is_directory(path))
        return shared(readModelFile(path), {});
    const bool isRunning = FolderLock::isHeld(path);
    if (fs::exists(path / "best.safetensors"))
        return shared(readModelFile(path / "best.safetensors"),
            { path, isRunning ? ModelCheckpoint::BestSoFar : ModelCheckpoint::Best });
    if (fs::exists(path / "last.safetensors"))
        return shared(readModelFile(path / "last.safetensors"),
            { path, isRunning ? ModelCheckpoint::Live : ModelCheckpoint::Last });
    throw Error(path.string()
        + ": this folder holds no model; give the folder of a run that has trained, or a "
          ".safetensors model");
}

TrainedModel loadModel(const std::filesystem::path &path)
{
    return *loadModelOfRun(path).model;
}

} // namespace convscope
