// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/model_export.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/io/c_header.h"
#include "core/io/howto.h"
#include "core/io/model_file.h"
#include "core/io/npz.h"
#include "core/io/number_text.h"
#include "core/io/onnx_file.h"
#include "core/io/safetensors.h"
#include "core/io/text_weights.h"
#include <algorithm>

namespace convscope {

namespace {

namespace fs = std::filesystem;
using ReadBack = std::pair<std::vector<NamedTensor>, std::optional<GoldenSample>>;

ReadBack readBackModel(const fs::path &path, const TrainedModel &)
{
    TensorFile file = readSafetensors(path);
    return { std::move(file.tensors), goldenFromTexts(file.metadata) };
}

void writeArrays(const fs::path &path, const TrainedModel &model, const GoldenSample &golden)
{
    std::vector<NamedTensor> arrays = model.parameters;
    for (NamedTensor &array : goldenArrays(golden, model.spec.input))
        arrays.push_back(std::move(array));
    writeNpz(path, arrays);
}

ReadBack readBackArrays(const fs::path &path, const TrainedModel &)
{
    std::vector<NamedTensor> arrays = readNpz(path);
    auto golden = takeGoldenArrays(path, arrays);
    return { std::move(arrays), std::move(golden) };
}

ReadBack readBackOnnx(const fs::path &path, const TrainedModel &)
{
    OnnxFile file = readOnnx(path);
    return { std::move(file.tensors), goldenFromTexts(file.metadata) };
}

void writeTexts(const fs::path &path, const TrainedModel &model, const GoldenSample &golden)
{
    writeTextWeights(path, model);
    writeGoldenFiles(path, golden);
}

ReadBack readBackTexts(const fs::path &path, const TrainedModel &model)
{
    return { readTextWeights(path, model.spec), readGoldenFiles(path) };
}

ReadBack readBackHeader(const fs::path &path, const TrainedModel &model)
{
    CHeaderNumbers numbers = readCHeader(path, model.spec);
    return { std::move(numbers.parameters), std::move(numbers.golden) };
}

/// Where the same picture goes through a network with the weights that were read.
double differenceOf(const ReadBack &read, const TrainedModel &model, const GoldenSample &golden)
{
    constexpr std::uint64_t kOtherSeed = 2; // what the file lacks must not be there by chance
    Model network(model.spec, kOtherSeed);
    network.setParameterValues(read.first);
    double difference = largestDifference(network, golden);
    if (read.second)
        difference = std::max({ difference, largestDifference(network, *read.second),
            largestDifference(read.second->probabilities, golden.probabilities) });
    return difference;
}

fs::path howtoPath(const ExportFormat &format, const fs::path &path)
{
    if (format.extension.empty())
        return path / "HOWTO.txt";
    fs::path beside = path;
    beside += ".howto.txt";
    return beside;
}

std::vector<fs::path> writtenFiles(const ExportFormat &format, const fs::path &path,
    const TrainedModel &model, const GoldenSample &golden)
{
    format.write(path, model, golden);
    if (!format.extension.empty())
        return { path };
    std::vector<fs::path> files;
    for (const TextWeightFile &file : textWeightFiles(model.spec))
        files.push_back(path / file.file);
    for (const char *name : kGoldenFiles)
        files.push_back(path / name);
    return files;
}

} // namespace

const std::vector<ExportFormat> &exportFormats()
{
    static const std::vector<ExportFormat> formats = {
        { "safetensors", "Safetensors model", ".safetensors", writeModelFile, readBackModel },
        { "npz", "NumPy arrays", ".npz", writeArrays, readBackArrays },
        { "onnx", "ONNX model", ".onnx", writeOnnx, readBackOnnx },
        { "text", "Folder of text files", "", writeTexts, readBackTexts },
        { "c", "C header", ".h", writeCHeader, readBackHeader },
    };
    return formats;
}

ExportResult exportModel(const ExportFormat &format, const fs::path &path,
    const TrainedModel &model, std::span<const float> picture)
{
    const fs::path out = path.has_filename() ? path : path.parent_path(); // without last '/'
    const GoldenSample golden = goldenSample(model, picture);
    ExportResult result;
    result.files = writtenFiles(format, out, model, golden);
    const auto takeAway = [&] {
        std::error_code ignored;
        for (const fs::path &file : result.files)
            fs::remove(file, ignored);
    };
    try {
        const ReadBack read = format.read(out, model);
        result.largestDifference = differenceOf(read, model, golden);
        if (!(result.largestDifference <= kGoldenTolerance))
            throw Error(out.string() + ": read again, it gives other probabilities (they differ by "
                + shortNumber(result.largestDifference, 2) + "), so it was not kept");
        const fs::path explained = howtoPath(format, out);
        writeFileAtomically(explained,
            howto(
                std::string(format.name), out.filename().string(), model, read.second.has_value()));
        result.files.push_back(explained);
    } catch (const Error &) {
        takeAway();
        throw;
    }
    return result;
}

} // namespace convscope
