// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/formats/npz_images.h"
#include "core/base/error.h"
#include "core/base/numpy/npz_archive.h"
#include "core/data/dataset/file_names.h"
#include "core/data/dataset/image_blocks.h"
#include "core/data/decode/image_room.h"
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

namespace convscope {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxNpzSide = 4096;
constexpr std::size_t kMaxNpzProblems = 1000;
constexpr std::size_t kStep = std::size_t { 1 } << 20U; // bytes of values that are read at once

// ---- which arrays ------------------------------------------------------------------------------

/// The indices of two arrays that belong together.
struct Pair {
    std::optional<std::size_t> images, labels;
};
using Pairs = std::map<std::optional<Split>, Pair>;

enum class Role { Images, Labels };

/// "x_train", "train_images", "Images", "xtrain".
std::optional<Role> roleOf(const std::string &name)
{
    std::string rest = withoutSplitWord(name);
    std::erase_if(rest, [](char c) { return c == '_' || c == '-' || c == '.' || c == ' '; });
    static const std::map<std::string, Role, std::less<>> roles {
        { "x", Role::Images },
        { "image", Role::Images },
        { "images", Role::Images },
        { "data", Role::Images },
        { "pixels", Role::Images },
        { "y", Role::Labels },
        { "label", Role::Labels },
        { "labels", Role::Labels },
        { "target", Role::Labels },
        { "targets", Role::Labels },
    };
    const auto found = roles.find(rest);
    return found == roles.end() ? std::nullopt : std::optional(found->second);
}

std::string list(const std::vector<std::string> &names)
{
    constexpr std::size_t kMax = 8;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), kMax); ++i)
        text += (i == 0 ? "" : ", ") + names[i];
    return names.size() > kMax ? text + "…" : text;
}

Pairs pairsOf(const std::string &file, const NpzArchive &archive)
{
    Pairs pairs;
    const auto &names = archive.names();
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto role = roleOf(names[i]);
        if (!role)
            continue;
        Pair &pair = pairs[splitWord(names[i])];
        auto &place = *role == Role::Images ? pair.images : pair.labels;
        if (place)
            throw Error(file + ": the arrays '" + names[*place] + "' and '" + names[i]
                + "' have the same meaning; keep one of them");
        place = i;
    }
    if (std::ranges::none_of(
            pairs, [](const auto &pair) { return pair.second.images && pair.second.labels; }))
        throw Error(file + ": its arrays are " + (names.empty() ? "none" : list(names))
            + "; expected images with labels, such as train_images and train_labels, or x_train "
              "and y_train");
    return pairs;
}

// ---- one array of images ---------------------------------------------------------------------

std::string text(const std::vector<std::size_t> &dims)
{
    std::string result;
    for (const std::size_t side : dims)
        result += (result.empty() ? "" : "×") + std::to_string(side);
    return result.empty() ? "a single value" : result;
}

struct ImageArray {
    ImageBlock shape; ///< no pixels yet
    std::size_t count = 0;
    bool planar = false; ///< [N,C,H,W]
};

ImageArray imageArray(const NpyStream &stream)
{
    const auto &dims = stream.header().dims;
    if (stream.header().fortranOrder && dims.size() > 1)
        stream.fail("it is in Fortran order; save it with numpy.ascontiguousarray first");
    ImageArray result;
    const auto set = [&](std::size_t channels, std::size_t height, std::size_t width) {
        if (channels != 0 && height != 0 && width != 0 && height <= kMaxNpzSide
            && width <= kMaxNpzSide)
            result.shape = { static_cast<int>(channels), static_cast<int>(height),
                static_cast<int>(width), 0, {} };
    };
    const auto isColour = [](std::size_t channels) {
        return channels == 1 || channels == 3;
    };
    if (dims.size() == 2 && dims[1] <= 3 * kMaxNpzSide * kMaxNpzSide)
        result.shape = squareOf(dims[1]);
    else if (dims.size() == 3)
        set(1, dims[1], dims[2]);
    else if (dims.size() == 4 && isColour(dims[3]))
        set(dims[3], dims[1], dims[2]);
    else if (dims.size() == 4 && isColour(dims[1])) {
        set(dims[1], dims[2], dims[3]);
        result.planar = true;
    }
    if (result.shape.channels == 0)
        stream.fail("its shape is " + text(dims)
            + "; expected images as N×H×W, or N×H×W×C or N×C×H×W with 1 or 3 channels");
    result.count = dims[0];
    return result;
}

std::size_t labelCount(const NpyStream &stream)
{
    const auto &dims = stream.header().dims;
    if (dims.size() == 2 && dims[1] > 1)
        stream.fail("its " + std::to_string(dims[1])
            + " columns are several labels an image, or one of each class; expected one "
              "column of whole numbers (numpy.argmax(labels, axis=1) makes it of the latter)");
    if (dims.empty() || dims.size() > 2 || (dims.size() == 2 && dims[1] != 1))
        stream.fail("its shape is " + text(dims) + "; expected N labels");
    return dims[0];
}

/// The facts that the first pass over an array of images finds out.
struct ValueFacts {
    double largest = 0; ///< the largest value of the images that can be used
    std::vector<bool> bad; ///< for each image: it has a value outside 0 to 255, or none at all
    std::size_t badCount = 0;
};

/// Calls use(value) for all values in order; progress() after each step.
template<typename Use>
void forValues(NpyStream &stream, const std::function<void(std::size_t)> &progress, const Use &use)
{
    const NpyHeader &header = stream.header();
    const std::size_t width = header.type->bytes;
    std::vector<std::uint8_t> bytes;
    while (stream.left() > 0) {
        bytes.resize(std::min(stream.left(), kStep)); // whole values: a step is a multiple of 8
        stream.read(bytes);
        for (std::size_t at = 0; at < bytes.size(); at += width)
            use(header.value(bytes.data() + at));
        progress(bytes.size());
    }
}

class NpzReader {
public:
    NpzReader(const fs::path &path, const Progress &progress)
        : m_file(path.string())
        , m_archive(path)
        , m_fileBytes(fs::file_size(path))
        , m_step([this, &progress](std::size_t bytes) {
            if (!progress(m_done += bytes, 0))
                throw Cancelled();
        })
    {
    }

    ImageTable read()
    {
        const Pairs pairs = pairsOf(m_file, m_archive);
        checkCounts(pairs);
        std::map<std::optional<Split>, ValueFacts> facts;
        double largest = 0;
        for (const auto &[split, pair] : pairs) {
            if (!pair.images || !pair.labels) {
                addLonely(pair);
                continue;
            }
            facts[split] = look(*pair.images);
            largest = std::max(largest, facts[split].largest);
        }
        for (const auto &[split, each] : facts)
            readPair(pairs.at(split), split, each, whiteFor(largest));
        if (m_table.samples.empty())
            throw Error(m_file + ": there are no images in it");
        return std::move(m_table);
    }

private:
    const std::string &name(std::size_t array) const { return m_archive.names()[array]; }

    void addLonely(const Pair &pair)
    {
        const std::size_t array = pair.images ? *pair.images : *pair.labels;
        m_table.problems.push_back({ name(array),
            pair.images ? "an array of images without labels, left out"
                        : "an array of labels without images, left out" });
    }

    /// Checks the counts of all the arrays before any value is unpacked.
    void checkCounts(const Pairs &pairs) const
    {
        std::size_t all = 0;
        for (const auto &[split, pair] : pairs) {
            if (!pair.images || !pair.labels)
                continue;
            const ImageArray images = imageArray(NpyStream(m_archive, *pair.images));
            const std::size_t labels = labelCount(NpyStream(m_archive, *pair.labels));
            if (labels != images.count)
                throw Error(m_file + ": '" + name(*pair.images) + "' has "
                    + std::to_string(images.count) + " images, but '" + name(*pair.labels)
                    + "' has " + std::to_string(labels) + " labels");
            all += images.count;
            checkImageRoom(m_file, all, images.shape.imageSize(), m_fileBytes);
        }
    }

    ValueFacts look(std::size_t array)
    {
        NpyStream stream(m_archive, array);
        const ImageArray images = imageArray(stream);
        const std::size_t size = images.shape.imageSize();
        ValueFacts facts;
        double largest = 0; // the largest value of the present image
        bool bad = false;
        std::size_t left = size;
        forValues(stream, m_step, [&](double value) {
            bad |= !(value >= 0 && value <= 255); // so that NaN is bad
            largest = std::max(largest, value);
            if (--left > 0)
                return;
            facts.bad.push_back(bad);
            facts.badCount += bad ? 1 : 0;
            facts.largest = bad ? facts.largest : std::max(facts.largest, largest);
            largest = 0;
            bad = false;
            left = size;
        });
        if (facts.badCount * 2 > facts.bad.size())
            stream.fail(std::to_string(facts.badCount) + " of its " + std::to_string(images.count)
                + " images have values that are no numbers from 0 to 255 (or to 1)");
        return facts;
    }

    void readPair(
        const Pair &pair, std::optional<Split> split, const ValueFacts &facts, double white)
    {
        const auto labels = readLabels(*pair.labels);
        const std::size_t first = m_table.samples.size();
        const std::string prefix = name(*pair.images) + " #";
        std::size_t problems = 0;
        for (std::size_t i = 0; i < labels.size(); ++i) {
            if (!facts.bad[i])
                m_table.samples.push_back({ m_table.labels.add(std::to_string(labels[i])),
                    prefix + std::to_string(i), split });
            else if (++problems <= kMaxNpzProblems)
                m_table.problems.push_back({ prefix + std::to_string(i),
                    "it has a value that is no number from 0 to 255" });
        }
        if (problems > kMaxNpzProblems)
            m_table.problems.push_back({ name(*pair.images),
                std::to_string(problems - kMaxNpzProblems) + " more images cannot be used" });
        if (m_table.samples.size() > first)
            readPixels(*pair.images, facts, white).firstSample = first;
    }

    ImageBlock &readPixels(std::size_t array, const ValueFacts &facts, double white)
    {
        NpyStream stream(m_archive, array);
        const ImageArray images = imageArray(stream);
        ImageBlock &block = m_table.blocks.emplace_back(images.shape);
        const std::size_t size = block.imageSize(), channels = std::size_t(block.channels);
        const std::size_t area = size / channels;
        block.pixels.resize(size * (images.count - facts.badCount));
        std::size_t image = 0, start = 0, inside = 0;
        forValues(stream, m_step, [&](double value) {
            if (!facts.bad[image]) {
                const std::size_t place
                    = images.planar ? inside % area * channels + inside / area : inside;
                block.pixels[start + place] = toPixel(value, white);
            }
            if (++inside < size)
                return;
            inside = 0;
            start += facts.bad[image++] ? 0 : size;
        });
        return block;
    }

    std::vector<std::int64_t> readLabels(std::size_t array)
    {
        NpyStream stream(m_archive, array);
        std::vector<std::int64_t> labels;
        labels.reserve(labelCount(stream));
        forValues(stream, m_step, [&](double value) {
            constexpr double kExact = 9e15; // a double has no halves beyond
            if (value != std::floor(value) || std::abs(value) > kExact)
                stream.fail("label " + std::to_string(labels.size()) + " is no whole number");
            labels.push_back(static_cast<std::int64_t>(value));
        });
        return labels;
    }

    std::string m_file;
    NpzArchive m_archive;
    std::uintmax_t m_fileBytes;
    std::function<void(std::size_t)> m_step; // tells how far it is
    std::size_t m_done = 0; // bytes of values
    ImageTable m_table;
};

std::vector<fs::path> archivesAt(const fs::path &path)
{
    std::error_code code;
    const auto isArchive = [](const fs::path &file) {
        std::error_code ignored;
        return lowerCase(file.extension().string()) == ".npz" && fs::is_regular_file(file, ignored);
    };
    if (!fs::is_directory(path, code))
        return isArchive(path) ? std::vector { path } : std::vector<fs::path> {};
    std::vector<fs::path> archives;
    fs::directory_iterator entry(path, code);
    for (; !code && entry != fs::directory_iterator(); entry.increment(code)) {
        if (std::error_code ignored; entry->is_directory(ignored))
            return {};
        if (isArchive(entry->path()))
            archives.push_back(entry->path());
    }
    std::ranges::sort(archives);
    return archives;
}

} // namespace

bool probeNpz(const fs::path &path)
{
    return !archivesAt(path).empty();
}

bool hasLabelledImages(const fs::path &archive)
{
    try {
        pairsOf(archive.string(), NpzArchive(archive));
        return true;
    } catch (const Error &) {
        return false;
    }
}

std::unique_ptr<Dataset> openNpz(const fs::path &path, const Progress &progress)
{
    const auto archives = archivesAt(path);
    if (archives.size() > 1)
        throw Error(path.string() + ": several .npz files lie here ("
            + archives[0].filename().string() + ", " + archives[1].filename().string()
            + "…); open one of them instead");
    return std::make_unique<ImageBlocks>("npz", NpzReader(archives.front(), progress).read());
}

} // namespace convscope
