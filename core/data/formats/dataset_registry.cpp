// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/dataset/dataset.h"
#include "core/data/dataset/file_names.h"
#include "core/data/formats/cifar.h"
#include "core/data/formats/cifar_python.h"
#include "core/data/formats/class_folders.h"
#include "core/data/formats/csv.h"
#include "core/data/formats/idx.h"
#include "core/data/formats/labelled_files.h"
#include "core/data/formats/npz_images.h"
#include "core/data/formats/sample_digits.h"
#include "core/data/layout/foreign_tables.h"

namespace convscope {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSample = "sample:";
constexpr std::string_view kFashionFolder = "/usr/share/datasets/fashion-mnist";
constexpr std::string_view kExpected
    = "expected a folder with one folder of images a class or with a labels.csv, the files of "
      "MNIST or CIFAR, a .csv or .npz file with images and labels, or sample:digits";

std::unique_ptr<Dataset> openSampleFashion(const Progress &progress)
{
    static const std::vector<std::string> names { "T-shirt/top", "Trouser", "Pullover", "Dress",
        "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot" };
    if (!probeIdx(kFashionFolder))
        throw Error("sample:fashion: not there; install the Debian package dataset-fashion-mnist");
    return openIdxNamed(kFashionFolder, progress, names);
}

std::unique_ptr<Dataset> openSample(const std::string &location, const Progress &progress)
{
    const std::string name = location.substr(kSample.size());
    if (name == "digits")
        return openSampleDigits();
    if (name == "fashion")
        return openSampleFashion(progress);
    throw Error(location + ": no such sample; there are sample:digits and sample:fashion");
}

/// The one folder in it, where no other and no image lies beside: archives unpack so, and downloads
/// are kept so. Empty where there is none.
fs::path onlyFolderIn(const fs::path &folder)
{
    std::error_code code;
    fs::path only;
    for (fs::directory_iterator entry(folder, code), end; !code && entry != end;
         entry.increment(code)) {
        const std::string name = entry->path().filename().string();
        if (name.starts_with('.') || isLeftover(name))
            continue;
        std::error_code ignored;
        if (!entry->is_directory(ignored) ? hasImageEnding(name) : !only.empty())
            return {};
        if (entry->is_directory(ignored))
            only = entry->path();
    }
    return code ? fs::path() : only;
}

/// The format and the place in `path` where its files lie: deeper in it, where folders only wrap
/// others. Any folder could be one of images, so that format is asked last.
std::pair<const DatasetFormat *, fs::path> formatAt(const fs::path &path)
{
    constexpr int kDeepest = 16;
    const DatasetFormat &images = datasetFormats().back();
    fs::path place = path;
    for (int depth = 0; depth < kDeepest && !place.empty(); ++depth) {
        for (const DatasetFormat &format : datasetFormats())
            if (&format != &images && format.probe(place))
                return { &format, place };
        std::error_code ignored;
        place = fs::is_directory(place, ignored) ? onlyFolderIn(place) : fs::path();
    }
    return { images.probe(path) ? &images : nullptr, path };
}

} // namespace

std::string_view toString(Split split)
{
    switch (split) {
    case Split::Train:
        return "train";
    case Split::Validation:
        return "val";
    case Split::Test:
        return "test";
    }
    return "train";
}

const std::vector<DatasetFormat> &datasetFormats()
{
    // Asked in this order; any folder could be class folders, so that comes last.
    static const std::vector<DatasetFormat> formats {
        { "idx", "MNIST's files (…-images-idx3-ubyte and …-labels-idx1-ubyte, .gz or not)",
            probeIdx, openIdx },
        { "cifar", "CIFAR-10 and CIFAR-100, binary version (data_batch_1.bin, train.bin, …)",
            probeCifar, openCifar },
        { "labelled-files", "a folder of images with a labels.csv (file,label)", probeLabelledFiles,
            nullptr, openLabelledFiles },
        { "npz", "NumPy archives with images and labels, as of MedMNIST and Keras (.npz)", probeNpz,
            openNpz },
        { "csv", "tables with a label and the pixels of an image in each row (.csv, .gz or not)",
            probeCsv, openCsv },
        { "cifar-python", "CIFAR-10 and CIFAR-100, Python version (data_batch_1, train, …)",
            probeCifarPython, openCifarPython },
        { "class-folders", "a folder with one folder of images a class", probeClassFolders, nullptr,
            openClassFolders },
    };
    return formats;
}

Digest Dataset::content(std::size_t i) const
{
    return sha256(image(i).pixels);
}

std::unique_ptr<Dataset> openDataset(
    const std::string &location, const Progress &progress, const OpenOptions &options)
{
    // Bytes and files are read here, which nobody may take for images: no total is told.
    const Progress uncounted = [&progress](std::size_t done, std::size_t) {
        return progress(done, 0);
    };
    if (location.starts_with(kSample))
        return openSample(location, uncounted);
    const fs::path path(location);
    std::error_code code;
    if (location.empty() || !fs::exists(path, code))
        throw Error(location + ": no such folder or file; " + std::string(kExpected));
    const auto [format, place] = formatAt(path);
    if (!format) {
        const std::string advice = foreignTableAdvice(path);
        throw Error(
            location + ": not a dataset; " + (advice.empty() ? std::string(kExpected) : advice));
    }
    return format->openAs ? format->openAs(place, options, uncounted)
                          : format->open(place, uncounted);
}

} // namespace convscope
