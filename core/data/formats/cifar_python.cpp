// SPDX-License-Identifier: GPL-3.0-or-later
// CIFAR's Python version (Krizhevsky 2009): pickled dicts with b'data', uint8 [N][3072] in planes,
// and b'labels' (CIFAR-10) or b'fine_labels' (CIFAR-100).
#include "core/data/formats/cifar_python.h"
#include "core/base/error.h"
#include "core/base/files/byte_reader.h"
#include "core/base/numpy/pickle.h"
#include "core/data/dataset/cifar_images.h"
#include "core/data/decode/image_file.h"
#include <algorithm>

namespace convscope {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxPickleFile = std::size_t { 1 } << 30U;

/// The differences between CIFAR-10 and CIFAR-100.
struct PickledVariant {
    std::string_view labels, names; ///< keys
    const char *meta; ///< the file with the class names
    int classes;
};
constexpr PickledVariant kPickledTen { "labels", "label_names", "batches.meta", 10 };
constexpr PickledVariant kPickledHundred { "fine_labels", "fine_label_names", "meta", 100 };

/// By the opcode that begins every pickle since protocol 2.
bool isPickle(const fs::path &path)
{
    try {
        const auto start = readImageStart(path, 2);
        return start.size() == 2 && start[0] == 0x80 && start[1] >= 2 && start[1] <= 5;
    } catch (const Error &) {
        return false;
    }
}

bool isBatchName(const std::string &name, const PickledVariant &variant)
{
    if (variant.classes == kPickledHundred.classes)
        return name == "train" || name == "test";
    constexpr std::string_view kBatch = "data_batch_";
    return name == "test_batch"
        || (name.starts_with(kBatch) && name.size() > kBatch.size()
            && std::all_of(name.begin() + kBatch.size(), name.end(),
                [](char c) { return c >= '0' && c <= '9'; }));
}

/// In order of their names. A file asked for itself comes alone, whatever its name.
std::vector<fs::path> batches(const fs::path &path)
{
    std::error_code code;
    if (!fs::is_directory(path, code))
        return isPickle(path) ? std::vector { path } : std::vector<fs::path> {};
    for (const PickledVariant &variant : { kPickledTen, kPickledHundred }) {
        std::vector<fs::path> files;
        fs::directory_iterator entry(path, code);
        for (; !code && entry != fs::directory_iterator(); entry.increment(code))
            if (isBatchName(entry->path().filename().string(), variant) && isPickle(entry->path()))
                files.push_back(entry->path());
        std::ranges::sort(files);
        if (!files.empty())
            return files;
    }
    return {};
}

Pickle unpickled(const fs::path &path)
{
    return readPickle(path.string(), readFile(path, kMaxPickleFile));
}

std::vector<std::string> pickledClassNames(const fs::path &folder, const PickledVariant &variant)
{
    std::vector<std::string> names;
    const fs::path path = folder / variant.meta;
    if (!fs::exists(path))
        return names;
    const Pickle meta = unpickled(path);
    const PickleValue *found = pickledItem(meta.root(), variant.names);
    const PickleSequence *list = found == nullptr ? nullptr : pickledSequence(*found);
    if (list == nullptr)
        throw Error(path.string() + ": expected a list '" + std::string(variant.names)
            + "' of class names; take the file that belongs to the dataset, or take it away");
    for (const PickleValue *item : list->items) {
        const std::string *name = pickledText(*item);
        names.push_back(name == nullptr || name->empty() ? std::to_string(names.size()) : *name);
    }
    return names;
}

[[noreturn]] void failContent(const fs::path &path, const std::string &found)
{
    throw Error(path.string() + ": " + found
        + "; expected a file of CIFAR for Python: a dict with 'data' (uint8, N × 3072) and "
          "'labels' or 'fine_labels'");
}

const PickledVariant &variantOf(const fs::path &path, const PickleValue &batch)
{
    for (const PickledVariant *variant : { &kPickledTen, &kPickledHundred })
        if (pickledItem(batch, variant->labels) != nullptr)
            return *variant;
    failContent(path, "there are no labels in it");
}

/// The bytes of 'data', one image after the other.
std::span<const std::uint8_t> pixelsOf(const fs::path &path, const PickleValue &batch)
{
    const PickleValue *data = pickledItem(batch, "data");
    const PickleArray *array = data == nullptr ? nullptr : pickledArray(*data);
    if (array == nullptr)
        failContent(path, "there is no array 'data' in it");
    const bool hasImages = array->shape.size() == 2 && array->shape[1] == kCifarPixels;
    if (!hasImages || array->dtype.name() != "|u1" || array->fortranOrder)
        failContent(path, "its 'data' is of another type or shape");
    return { reinterpret_cast<const std::uint8_t *>(array->bytes->data()), array->bytes->size() };
}

/// Whole numbers of a list, or of a little-endian array.
std::vector<std::int64_t> labelsOf(const fs::path &path, const PickleValue &value)
{
    std::vector<std::int64_t> labels;
    if (const PickleSequence *list = pickledSequence(value)) {
        for (const PickleValue *item : list->items) {
            const auto *label = std::get_if<std::int64_t>(&item->content);
            if (label == nullptr)
                failContent(path, "its labels are no whole numbers");
            labels.push_back(*label);
        }
        return labels;
    }
    const PickleArray *array = pickledArray(value);
    const bool isWhole = array != nullptr && (array->dtype.kind == 'i' || array->dtype.kind == 'u')
        && !array->dtype.bigEndian && array->shape.size() == 1
        && array->dtype.itemSize <= sizeof(std::int64_t);
    if (!isWhole)
        failContent(path, "its labels are no list of whole numbers");
    for (std::size_t at = 0; at < array->bytes->size(); at += array->dtype.itemSize) {
        std::uint64_t label = 0; // a negative one comes out too large, which is refused as well
        for (std::size_t i = array->dtype.itemSize; i-- > 0;)
            label = label << 8U | static_cast<std::uint8_t>((*array->bytes)[at + i]);
        labels.push_back(static_cast<std::int64_t>(label));
    }
    return labels;
}

class CifarPythonDataset final : public CifarImages {
public:
    CifarPythonDataset(const std::vector<fs::path> &files, const Progress &progress)
    {
        const PickledVariant *variant = nullptr;
        for (const fs::path &file : files) {
            if (!progress(m_pickles.size(), files.size()))
                throw Cancelled();
            const PickleValue &batch = m_pickles.emplace_back(unpickled(file)).root();
            const PickledVariant &own = variantOf(file, batch);
            if (variant == nullptr)
                setClasses(pickledClassNames(file.parent_path(), own), own.classes);
            else if (variant->classes != own.classes)
                failContent(file, "it is of another dataset than the files beside it");
            variant = &own;
            addBatch(file, *pickledItem(batch, own.labels), pixelsOf(file, batch));
        }
        if (m_samples.empty())
            failContent(files.front(), "there are no images in it");
    }

    std::string_view format() const override { return "cifar-python"; }

private:
    void addBatch(
        const fs::path &file, const PickleValue &labelList, std::span<const std::uint8_t> pixels)
    {
        const bool isTest = file.filename().string().starts_with("test");
        const auto labels = labelsOf(file, labelList);
        if (labels.size() * kCifarPixels != pixels.size())
            failContent(file,
                "it has " + std::to_string(labels.size()) + " labels for "
                    + std::to_string(pixels.size() / kCifarPixels) + " images");
        for (std::size_t i = 0; i < labels.size(); ++i)
            addImage(file, i, labels[i], isTest ? Split::Test : Split::Train,
                pixels.subspan(i * kCifarPixels, kCifarPixels));
    }

    std::vector<Pickle> m_pickles; // they hold the pixels; constant after construction
};

} // namespace

bool probeCifarPython(const fs::path &path)
{
    return !batches(path).empty();
}

std::unique_ptr<Dataset> openCifarPython(const fs::path &path, const Progress &progress)
{
    return std::make_unique<CifarPythonDataset>(batches(path), progress);
}

} // namespace convscope
