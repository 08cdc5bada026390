// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files/file_ending.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include <algorithm>
#include <array>

namespace convscope {

namespace fs = std::filesystem;

namespace {

/// Endings that are used for the same kind of file.
struct Also {
    std::string_view ending, other;
};
constexpr std::array kAlso { Also { ".html", ".htm" }, Also { ".h", ".c" } };

// Those of files that a person may take a folder's name for.
constexpr std::array<std::string_view, 45> kOfFiles { ".bmp", ".c", ".cpp", ".csv", ".doc", ".docx",
    ".eps", ".gif", ".gz", ".h", ".h5", ".htm", ".html", ".jpeg", ".jpg", ".json", ".keras", ".md",
    ".mp4", ".npy", ".npz", ".ods", ".odt", ".onnx", ".pdf", ".pickle", ".pkl", ".png", ".ppm",
    ".pt", ".pth", ".py", ".safetensors", ".svg", ".tar", ".tflite", ".tif", ".tiff", ".tsv",
    ".txt", ".webp", ".xls", ".xlsx", ".xml", ".zip" };

bool isMeant(const std::string &ending, std::string_view kind)
{
    return ending == kind || std::ranges::any_of(kAlso, [&](const Also &also) {
        return also.ending == kind && also.other == ending;
    });
}

} // namespace

std::string endingOf(const fs::path &path)
{
    std::string ending = path.extension().string();
    for (char &c : ending)
        c = c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
    return ending;
}

void requireEnding(const fs::path &path, const std::vector<std::string_view> &endings)
{
    const std::string ending = endingOf(path);
    if (ending.empty() || std::ranges::any_of(endings, [&](std::string_view kind) {
            return isMeant(ending, kind);
        }))
        return;
    std::string known;
    for (const std::string_view kind : endings)
        known += (known.empty() ? "" : " or ") + std::string(kind);
    throw Error(path.string() + ": what is saved here is not " + ending
        + "; give a name that ends in " + known);
}

void requireFolderName(const fs::path &path)
{
    std::error_code error;
    if (std::ranges::count(kOfFiles, endingOf(path)) > 0 && !fs::is_directory(path, error))
        throw Error(path.string() + ": this is saved as a folder; give a name that does not end in "
            + endingOf(path));
}

void writeFileNamed(
    const fs::path &path, const std::vector<std::string_view> &endings, std::string_view content)
{
    requireEnding(path, endings);
    writeFileAtomically(path, content);
}

} // namespace convscope
