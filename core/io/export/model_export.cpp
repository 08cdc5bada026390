// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/export/model_export.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/base/files/file_ending.h"
#include "core/base/files/staged_files.h"
#include "core/base/utf8_name.h"
#include "core/io/export/c_header.h"
#include "core/io/export/howto.h"
#include "core/io/export/onnx_file.h"
#include "core/io/export/text_weights.h"
#include "core/io/tensors/model_file.h"
#include "core/io/tensors/npz.h"
#include "core/io/tensors/number_text.h"
#include "core/io/tensors/safetensors.h"
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

/// Where the same image goes through a network with the weights that were read.
double differenceOf(const ReadBack &read, const TrainedModel &model, const GoldenSample &golden)
{
    constexpr std::uint64_t kOtherSeed = 2; // values the file lacks must not be there by chance
    Model network(model.spec, kOtherSeed);
    network.setParameterValues(read.first);
    double difference = largestDifference(network, golden);
    if (read.second)
        difference = std::max({ difference, largestDifference(network, *read.second),
            largestDifference(read.second->probabilities, golden.probabilities) });
    return difference;
}

/// Its name has the other's in it, as much of it as fits.
fs::path howtoBeside(const fs::path &path)
{
    constexpr std::string_view kEnding = ".howto.txt";
    constexpr std::size_t kLongestName = 255; // bytes, on nearly every file system
    std::string name = path.filename().string();
    std::size_t end = std::min(name.size(), kLongestName - kEnding.size());
    const auto continues = [](char byte) { // a character of UTF-8
        return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U;
    };
    while (end < name.size() && end > 0 && continues(name[end]))
        --end;
    return path.parent_path() / name.erase(end).append(kEnding);
}

/// The files that are written for `path`; the last explains the others.
std::vector<fs::path> filesOf(
    const ExportFormat &format, const fs::path &path, const ModelSpec &spec)
{
    if (!format.extension.empty())
        return { path, howtoBeside(path) };
    std::vector<fs::path> files;
    for (const TextWeightFile &file : textWeightFiles(spec))
        files.push_back(path / file.file);
    for (const char *name : kGoldenFiles)
        files.push_back(path / name);
    files.push_back(path / "HOWTO.txt");
    return files;
}

/// Writes `path` in a folder that nobody sees yet, and reads it again; returns the largest
/// difference of a probability. `name` is the one it will have.
double writeChecked(const ExportFormat &format, const fs::path &path, const std::string &name,
    const TrainedModel &model, const GoldenSample &golden)
{
    format.write(path, model, golden);
    const ReadBack read = format.read(path, model);
    const double difference = differenceOf(read, model, golden);
    if (!(difference <= kGoldenTolerance))
        throw Error(path.string() + ": read again, it gives other probabilities (they differ by "
            + shortNumber(difference, 2) + "), so it was not kept");
    writeFileAtomically(filesOf(format, path, model.spec).back(),
        howto(std::string(format.name), utf8Name(name), model, read.second.has_value()));
    return difference;
}

/// The folder that its files lie in.
fs::path folderOf(const ExportFormat &format, const fs::path &out)
{
    if (format.extension.empty())
        return out;
    if (const fs::path folder = out.parent_path(); !folder.empty() && !fs::exists(folder))
        throw Error(out.string() + ": cannot create it: there is no folder " + folder.string());
    return out.parent_path();
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

void checkExportName(const ExportFormat &format, const fs::path &path)
{
    if (format.extension.empty())
        requireFolderName(path);
    else
        requireEnding(path, { format.extension });
}

ExportResult exportModel(const ExportFormat &format, const fs::path &path,
    const TrainedModel &model, std::span<const float> image)
{
    checkExportName(format, path);
    const fs::path out = plainPath(path);
    const GoldenSample golden = goldenSample(model, image);
    const bool isFolder = format.extension.empty();
    if (isFolder)
        checkTextFolder(out, textWeightFiles(model.spec));
    ExportResult result;
    writeTogether(folderOf(format, out), out, [&](const fs::path &folder) {
        result.largestDifference = writeChecked(format, isFolder ? folder : folder / out.filename(),
            out.filename().string(), model, golden);
    });
    result.files = filesOf(format, out, model.spec);
    return result;
}

} // namespace convscope
