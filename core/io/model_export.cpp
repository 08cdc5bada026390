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
#include "core/io/staged_folder.h"
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

/// The files that are written for `path`; the last explains the others.
std::vector<fs::path> filesOf(
    const ExportFormat &format, const fs::path &path, const ModelSpec &spec)
{
    if (!format.extension.empty()) {
        fs::path beside = path;
        beside += ".howto.txt";
        return { path, beside };
    }
    std::vector<fs::path> files;
    for (const TextWeightFile &file : textWeightFiles(spec))
        files.push_back(path / file.file);
    for (const char *name : kGoldenFiles)
        files.push_back(path / name);
    files.push_back(path / "HOWTO.txt");
    return files;
}

/// Writes and reads again; returns the largest difference of a probability.
double writeChecked(const ExportFormat &format, const fs::path &path, const TrainedModel &model,
    const GoldenSample &golden)
{
    format.write(path, model, golden);
    const ReadBack read = format.read(path, model);
    const double difference = differenceOf(read, model, golden);
    if (!(difference <= kGoldenTolerance))
        throw Error(path.string() + ": read again, it gives other probabilities (they differ by "
            + shortNumber(difference, 2) + "), so it was not kept");
    writeFileAtomically(filesOf(format, path, model.spec).back(),
        howto(std::string(format.name), path.filename().string(), model, read.second.has_value()));
    return difference;
}

void moveAll(
    const ExportFormat &format, const fs::path &from, const fs::path &to, const ModelSpec &spec)
{
    if (format.extension.empty() && !fs::exists(to)) {
        std::error_code fault;
        fs::rename(from, to, fault);
        if (fault)
            throw Error(to.string() + ": cannot create it: " + fault.message());
        return;
    }
    const std::vector<fs::path> finished = filesOf(format, from, spec);
    const std::vector<fs::path> targets = filesOf(format, to, spec);
    for (std::size_t i = 0; i < finished.size(); ++i)
        moveIntoPlace(finished[i], targets[i]);
}

/// What went wrong with a file that a person has not heard of, told of the one asked for.
std::string toldOf(const fs::path &asked, const fs::path &staged, std::string fault)
{
    const std::string from = staged.string(), to = asked.string();
    for (std::size_t at = 0; (at = fault.find(from, at)) != std::string::npos; at += to.size())
        fault.replace(at, from.size(), to);
    return fault;
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
    if (format.extension.empty())
        checkTextFolder(out, textWeightFiles(model.spec));
    const fs::path target = plainPath(out);
    const StagedFolder beside(target);
    const fs::path staged = beside.path() / target.filename(); // names within a file come from it
    ExportResult result;
    try {
        result.largestDifference = writeChecked(format, staged, model, golden);
        moveAll(format, staged, target, model.spec);
    } catch (const Error &error) {
        throw Error(toldOf(out, staged, error.what()));
    }
    result.files = filesOf(format, out, model.spec);
    return result;
}

} // namespace convscope
