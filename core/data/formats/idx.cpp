// SPDX-License-Identifier: GPL-3.0-or-later
// IDX as published with MNIST: a magic number (0, 0, type, dimensions), the dimensions as 32-bit
// big-endian numbers, then the values.
#include "core/data/formats/idx.h"
#include "core/base/error.h"
#include "core/base/files/byte_reader.h"
#include "core/base/hash.h"
#include "core/data/dataset/emnist.h"
#include "core/data/decode/image_room.h"
#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace convscope {

namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kImagesMagic = 0x00000803; // bytes in three dimensions
constexpr std::uint32_t kLabelsMagic = 0x00000801; // bytes in one dimension
constexpr std::uint32_t kMaxIdxSide = 4096;
constexpr std::size_t kMaxIdxFile = std::size_t { 2 } << 30U;

/// The parts of a file's name: "emnist-letters-test-images-idx3-ubyte.gz" is family
/// "emnist-letters", split Test, images.
struct IdxName {
    std::string family;
    Split split = Split::Train;
    bool images = false;
};

bool removeSuffix(std::string &text, std::string_view suffix)
{
    if (!text.ends_with(suffix))
        return false;
    text.resize(text.size() - suffix.size());
    return true;
}

std::optional<IdxName> parseName(std::string name)
{
    removeSuffix(name, ".gz");
    IdxName result;
    if (removeSuffix(name, "images-idx3-ubyte") || removeSuffix(name, "images.idx3-ubyte"))
        result.images = true;
    else if (!removeSuffix(name, "labels-idx1-ubyte") && !removeSuffix(name, "labels.idx1-ubyte"))
        return std::nullopt;
    static constexpr std::array<std::pair<std::string_view, Split>, 7> kSplits { {
        { "train", Split::Train },
        { "t10k", Split::Test },
        { "test", Split::Test },
        { "validation", Split::Validation },
        { "valid", Split::Validation },
        { "val", Split::Validation },
    } };
    removeSuffix(name, "-");
    for (const auto &[word, split] : kSplits) {
        if (!word.empty() && removeSuffix(name, word)) {
            result.split = split;
            break;
        }
    }
    removeSuffix(name, "-");
    result.family = name;
    return result;
}

/// The images and labels of one split.
struct IdxPair {
    fs::path images, labels;
};
using Family = std::map<Split, IdxPair>;

std::map<std::string, Family> familiesIn(const fs::path &folder)
{
    std::map<std::string, Family> families;
    std::error_code code;
    fs::directory_iterator entry(folder, code);
    for (; !code && entry != fs::directory_iterator(); entry.increment(code)) {
        const auto name = parseName(entry->path().filename().string());
        if (!name)
            continue;
        IdxPair &pair = families[name->family][name->split];
        fs::path &place = name->images ? pair.images : pair.labels;
        if (place.empty() || entry->path().extension() != ".gz") // unpacked ones are read faster
            place = entry->path();
    }
    return families;
}

/// The folder's family, or the one that the file `path` belongs to.
Family familyAt(const fs::path &path)
{
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) {
        const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
        return familiesIn(folder)[parseName(path.filename().string())->family];
    }
    auto families = familiesIn(path);
    if (families.size() > 1)
        throw Error(path.string() + ": several IDX datasets lie here (" + families.begin()->first
            + ", " + std::next(families.begin())->first
            + "…); open one of the image files instead");
    return families.begin()->second;
}

struct IdxImages {
    std::size_t count = 0;
    int height = 0, width = 0;
    std::vector<std::uint8_t> bytes; ///< the whole file, to keep from copying
    std::size_t start = 0; ///< where the first pixel lies
};

/// One file of a pair. What its header says is known, and checked, before anything is unpacked.
class IdxFile {
public:
    IdxFile(const fs::path &path, std::uint32_t magic)
        : m_name(path.string())
        , m_bytes(readFile(path, kMaxIdxFile))
        , m_isPacked(m_bytes.size() > 2 && m_bytes[0] == 0x1f && m_bytes[1] == 0x8b)
    {
        constexpr std::size_t kMaxHeader = 16;
        const bool isImages = magic == kImagesMagic;
        const auto start
            = m_isPacked ? gunzipStart(m_name, m_bytes, kMaxHeader) : std::vector<std::uint8_t>();
        BoundedReader reader(m_name, m_isPacked ? start : m_bytes);
        if (reader.u32Big("the magic number") != magic)
            reader.fail(isImages ? "not IDX images: expected the magic number 0x00000803"
                                 : "not IDX labels: expected the magic number 0x00000801");
        m_count = reader.u32Big(isImages ? "the number of images" : "the number of labels");
        if (isImages) {
            m_height = reader.u32Big("the height");
            m_width = reader.u32Big("the width");
            if (m_height == 0 || m_width == 0 || m_height > kMaxIdxSide || m_width > kMaxIdxSide)
                reader.fail("images of " + std::to_string(m_width) + "×" + std::to_string(m_height)
                    + " pixels; expected sides from 1 to " + std::to_string(kMaxIdxSide));
        }
        m_start = reader.position();
        if (!m_isPacked)
            checkSize(m_bytes.size());
    }

    std::size_t count() const { return m_count; }
    std::size_t area() const { return std::size_t { m_height } * m_width; }
    std::size_t fileBytes() const { return m_bytes.size(); }
    const std::string &name() const { return m_name; }

    IdxImages images(const Progress &progress)
    {
        return { m_count, static_cast<int>(m_height), static_cast<int>(m_width), whole(progress),
            m_start };
    }
    std::vector<std::uint8_t> labels(const Progress &progress)
    {
        const auto bytes = whole(progress);
        return { bytes.begin() + static_cast<std::ptrdiff_t>(m_start), bytes.end() };
    }

private:
    /// Unpacked, and as long as the header says. Once.
    std::vector<std::uint8_t> whole(const Progress &progress)
    {
        if (!m_isPacked)
            return std::move(m_bytes);
        auto bytes = gunzip(m_name, m_bytes, std::min(size(), kMaxIdxFile), progress);
        checkSize(bytes.size());
        return bytes;
    }

    std::size_t size() const { return m_start + m_count * area(); } // below 2^57

    void checkSize(std::size_t there) const
    {
        if (there != size())
            throw Error(m_name + ": the header says " + std::to_string(m_count)
                + (isLabels() ? " labels" : " images of " + std::to_string(area()) + " bytes")
                + ", but " + std::to_string(there - m_start)
                + (isLabels() ? " follow" : " bytes follow") + "; the file is damaged or cut off");
    }
    bool isLabels() const { return m_start == 8; }

    std::string m_name;
    std::vector<std::uint8_t> m_bytes;
    bool m_isPacked;
    std::size_t m_count = 0, m_start = 0;
    std::uint32_t m_height = 1, m_width = 1;
};

/// One split's images, and where its samples begin.
struct IdxPart {
    std::size_t firstSample = 0;
    IdxImages images;
};

class IdxDataset final : public Dataset {
public:
    IdxDataset(
        const Family &family, const Progress &progress, const std::vector<std::string> &names)
        : m_sideways(isEmnist(family.begin()->second.images))
    {
        std::vector<std::vector<std::uint8_t>> labels;
        std::vector<Split> splits;
        const Progress still = [&](std::size_t, std::size_t) {
            return progress(m_parts.size(), family.size());
        };
        for (const auto &[split, pair] : family) {
            checkPair(pair);
            IdxFile labelFile(pair.labels, kLabelsMagic), images(pair.images, kImagesMagic);
            checkCounts(labelFile, images);
            labels.push_back(labelFile.labels(still));
            splits.push_back(split);
            m_parts.push_back({ 0, images.images(still) });
        }
        addClasses(labels, names);
        for (std::size_t p = 0; p < m_parts.size(); ++p)
            addSamples(m_parts[p], labels[p], splits[p]);
        if (m_samples.empty())
            throw Error(family.begin()->second.images.string() + ": there are no images in it");
    }

    std::string_view format() const override { return "idx"; }
    std::optional<Shape> imageShape() const override
    {
        const IdxImages &first = m_parts.front().images;
        for (const IdxPart &part : m_parts)
            if (part.images.height != first.height || part.images.width != first.width)
                return {};
        if (m_sideways)
            return Shape { 1, first.width, first.height };
        return Shape { 1, first.height, first.width };
    }
    Image image(std::size_t i) const override
    {
        const IdxImages &images = partOf(i).images;
        const auto pixels = pixelsOf(i);
        if (m_sideways)
            return upright(images, pixels);
        return { 1, images.height, images.width, { pixels.begin(), pixels.end() } };
    }
    std::uint64_t stamp(std::size_t i) const override { return Hasher().add(pixelsOf(i)).digest(); }

private:
    static Image upright(const IdxImages &images, std::span<const std::uint8_t> pixels)
    {
        Image image { 1, images.width, images.height, {} };
        const auto height = std::size_t(image.height), width = std::size_t(image.width);
        image.pixels.reserve(height * width);
        for (std::size_t y = 0; y < height; ++y)
            for (std::size_t x = 0; x < width; ++x)
                image.pixels.push_back(pixels[x * height + y]);
        return image;
    }

    static void checkPair(const IdxPair &pair)
    {
        const fs::path &there = pair.images.empty() ? pair.labels : pair.images;
        if (pair.images.empty() || pair.labels.empty())
            throw Error(there.string() + ": its " + (pair.images.empty() ? "images" : "labels")
                + " file is missing beside it");
    }

    static void checkCounts(const IdxFile &labels, const IdxFile &images)
    {
        checkImageRoom(images.name(), images.count(), images.area(), images.fileBytes());
        if (labels.count() != images.count())
            throw Error(labels.name() + ": " + std::to_string(labels.count()) + " labels for "
                + std::to_string(images.count()) + " images; the two files do not belong together");
    }

    void addClasses(
        const std::vector<std::vector<std::uint8_t>> &labels, const std::vector<std::string> &names)
    {
        std::array<bool, 256> occurs {};
        for (const auto &part : labels)
            for (const std::uint8_t label : part)
                occurs.at(label) = true;
        for (std::size_t label = 0; label < occurs.size(); ++label) {
            if (!occurs.at(label))
                continue;
            m_labelOf.at(label) = static_cast<int>(m_classes.size());
            m_classes.push_back(label < names.size() ? names[label] : std::to_string(label));
        }
    }

    void addSamples(IdxPart &part, const std::vector<std::uint8_t> &labels, Split split)
    {
        part.firstSample = m_samples.size();
        const std::string prefix = std::string(toString(split)) + " #";
        for (std::size_t i = 0; i < labels.size(); ++i)
            m_samples.push_back({ m_labelOf.at(labels[i]), prefix + std::to_string(i), split });
    }

    const IdxPart &partOf(std::size_t i) const
    {
        const auto after = std::upper_bound(m_parts.begin(), m_parts.end(), i,
            [](std::size_t sample, const IdxPart &part) { return sample < part.firstSample; });
        return *std::prev(after);
    }

    std::span<const std::uint8_t> pixelsOf(std::size_t i) const
    {
        const IdxPart &part = partOf(i);
        const std::size_t area = static_cast<std::size_t>(part.images.height)
            * static_cast<std::size_t>(part.images.width);
        return std::span(part.images.bytes)
            .subspan(part.images.start + (i - part.firstSample) * area, area);
    }

    std::vector<IdxPart> m_parts; // constant after construction
    std::array<int, 256> m_labelOf {}; // class by the label in the file
    bool m_sideways; // the images lie there column by column
};

} // namespace

bool probeIdx(const fs::path &path)
{
    std::error_code ignored;
    if (fs::is_directory(path, ignored))
        return !familiesIn(path).empty();
    return fs::is_regular_file(path, ignored) && parseName(path.filename().string()).has_value();
}

std::unique_ptr<Dataset> openIdxNamed(
    const fs::path &path, const Progress &progress, const std::vector<std::string> &names)
{
    return std::make_unique<IdxDataset>(familyAt(path), progress, names);
}

std::unique_ptr<Dataset> openIdx(const fs::path &path, const Progress &progress)
{
    const Family family = familyAt(path);
    std::vector<std::string> names;
    for (const auto &[label, name] : emnistNames(family.begin()->second.images)) {
        while (label > int(names.size()))
            names.push_back(std::to_string(names.size()));
        if (label == int(names.size()))
            names.push_back(name);
    }
    return std::make_unique<IdxDataset>(family, progress, names);
}

} // namespace convscope
