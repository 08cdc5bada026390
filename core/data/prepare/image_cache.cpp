// SPDX-License-Identifier: GPL-3.0-or-later
// The file, all numbers little-endian:
//   "CSPICT04", the images' prepared pixels one after the other, the index, and at the end
//   u64 length of the index, u64 its xxHash64.
//   Index: u64 length of the key, the key, u64 number of images, and for each
//   u64 stamp, u64 xxHash64 of its pixels, u32 width, u32 height, u8 colour, u64 hash of the
//   image, the SHA-256 of its stored bytes, the thumbnail, 6 × u32 bits of the means
//   and deviations.
#include "core/data/prepare/image_cache.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/base/files/byte_reader.h"
#include "core/base/hash.h"
#include "core/data/dataset/known_files.h"
#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <iomanip>
#include <limits>
#include <opencv2/core/version.hpp>
#include <sstream>
#include <sys/stat.h>
#include <unordered_set>

namespace convscope {

namespace {

namespace fs = std::filesystem;

// Another layout, and facts that are found otherwise, have another number.
constexpr std::string_view kMagic = "CSPICT04";
constexpr std::string_view kExtension = ".pictures";
constexpr std::uint64_t kTrailer = 16;
constexpr std::uint64_t kRecord
    = 8 + 8 + 4 + 4 + 1 + 8 + sizeof(Digest) + sizeof(Thumbnail) + 6 * 4;
constexpr std::size_t kBlock = std::size_t { 1 } << 20U; // bytes written at a time

std::string environment(const char *name)
{
    const char *value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nobody sets any
    return value ? value : "";
}

/// The settings that make other pixels of the same images.
std::string keyOf(const std::string &dataset, const Preprocessing &preprocessing)
{
    std::ostringstream key;
    key << "OpenCV " << CV_VERSION << ' ' << toString(preprocessing.shape()) << ' '
        << toString(preprocessing.fit) << ' ' << dataset;
    return key.str();
}

fs::path fileNameOf(const std::string &key)
{
    std::ostringstream name;
    name << std::hex << std::setw(16) << std::setfill('0')
         << Hasher().add(std::string_view(key)).digest() << kExtension;
    return name.str();
}

class LittleEndianBytes {
public:
    void add(std::uint64_t value, std::size_t bytes)
    {
        for (std::size_t i = 0; i < bytes; ++i)
            m_bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    }
    void add(std::string_view text)
    {
        add(text.size(), 8);
        m_bytes.insert(m_bytes.end(), text.begin(), text.end());
    }
    void add(std::span<const std::uint8_t> bytes)
    {
        m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
    }
    void add(const CachedImage &image)
    {
        const ImageFacts &facts = image.facts;
        add(image.stamp, 8);
        add(xxHash64(image.pixels), 8);
        add(static_cast<std::uint64_t>(facts.width), 4);
        add(static_cast<std::uint64_t>(facts.height), 4);
        add(facts.colour ? 1 : 0, 1);
        add(facts.pixels, 8);
        add(std::span(facts.content));
        add(std::span(facts.thumbnail));
        for (const auto &figures : { facts.mean, facts.stddev })
            for (const float figure : figures)
                add(std::bit_cast<std::uint32_t>(figure), 4);
    }
    std::span<const std::uint8_t> bytes() const { return m_bytes; }

private:
    std::vector<std::uint8_t> m_bytes;
};

std::uint64_t numberAt(std::span<const std::uint8_t> bytes, std::size_t at)
{
    return BoundedReader("index", bytes.subspan(at, 8)).u64Little("a number");
}

ImageFacts factsFrom(BoundedReader &reader)
{
    ImageFacts facts;
    facts.width = static_cast<int>(reader.u32Little("a width"));
    facts.height = static_cast<int>(reader.u32Little("a height"));
    facts.colour = reader.u8("colour") != 0;
    facts.pixels = reader.u64Little("a hash");
    const auto content = reader.take(facts.content.size(), "a SHA-256");
    std::copy(content.begin(), content.end(), facts.content.begin());
    const auto thumbnail = reader.take(facts.thumbnail.size(), "a thumbnail");
    std::copy(thumbnail.begin(), thumbnail.end(), facts.thumbnail.begin());
    for (auto *figures : { &facts.mean, &facts.stddev })
        for (float &figure : *figures)
            figure = std::bit_cast<float>(reader.u32Little("a figure"));
    return facts;
}

/// False when there are not as many bytes.
bool readAt(const Descriptor &file, std::uint64_t at, std::span<std::uint8_t> bytes)
{
    while (!bytes.empty()) {
        const ssize_t got
            = ::pread(file.number(), bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        bytes = bytes.subspan(static_cast<std::size_t>(got));
        at += static_cast<std::uint64_t>(got);
    }
    return true;
}

std::vector<std::uint8_t> bytesAt(const Descriptor &file, std::uint64_t at, std::uint64_t count)
{
    std::vector<std::uint8_t> bytes(count);
    if (!readAt(file, at, bytes))
        throw Error("it is cut off");
    return bytes;
}

struct KeptFile {
    fs::path path;
    fs::file_time_type used;
    std::uint64_t size;
};

/// The longest unused first.
std::vector<KeptFile> keptFiles(const fs::path &folder)
{
    std::vector<KeptFile> files;
    std::error_code code;
    for (fs::directory_iterator entry(folder, code); !code && entry != fs::directory_iterator();
         entry.increment(code)) {
        std::error_code gone;
        const auto used = entry->last_write_time(gone);
        const auto size = gone ? 0 : entry->file_size(gone);
        if (gone)
            continue;
        if (entry->path().extension() == kExtension
            || entry->path().extension() == KnownFiles::kExtension)
            files.push_back({ entry->path(), used, size });
    }
    std::sort(files.begin(), files.end(),
        [](const KeptFile &a, const KeptFile &b) { return a.used < b.used; });
    return files;
}

} // namespace

fs::path cacheFolder()
{
    if (std::getenv("CONVSCOPE_CACHE")) // NOLINT(concurrency-mt-unsafe)
        return environment("CONVSCOPE_CACHE");
    // The XDG Base Directory Specification: a path that is not absolute is to be ignored.
    if (const fs::path base = environment("XDG_CACHE_HOME"); base.is_absolute())
        return base / "convscope";
    if (const fs::path home = environment("HOME"); home.is_absolute())
        return home / ".cache" / "convscope";
    return {};
}

ImageCache::ImageCache(fs::path folder, const std::string &key, const Preprocessing &preprocessing,
    std::uint64_t limit)
    : m_folder(std::move(folder))
    , m_key(keyOf(key, preprocessing))
    , m_imageBytes(preprocessing.shape().size())
    , m_limit(limit)
{
    m_path = m_folder / fileNameOf(m_key);
    try {
        open();
    } catch (const Error &) {
        m_places.clear(); // damaged, or of another version: as if there were none
    }
}

void ImageCache::open()
{
    Descriptor file(::open(m_path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat facts { };
    if (!file.isOpen() || ::fstat(file.number(), &facts) != 0 || !S_ISREG(facts.st_mode))
        return;
    m_file = std::move(file);
    readIndex(static_cast<std::uint64_t>(facts.st_size));
    ::futimens(m_file.number(), nullptr); // it was used just now, see makeRoom()
}

void ImageCache::readIndex(std::uint64_t size)
{
    if (size < kMagic.size() + kTrailer)
        throw Error("it is cut off");
    const auto magic = bytesAt(m_file, 0, kMagic.size());
    if (!std::equal(magic.begin(), magic.end(), kMagic.begin()))
        throw Error("it is of another version");
    const auto end = bytesAt(m_file, size - kTrailer, kTrailer);
    BoundedReader trailer("trailer", end);
    const std::uint64_t length = trailer.u64Little("the index's length");
    const std::uint64_t hash = trailer.u64Little("the index's hash");
    if (length > size - kTrailer - kMagic.size())
        throw Error("it is cut off");
    m_index = bytesAt(m_file, size - kTrailer - length, length);
    if (xxHash64(m_index) != hash)
        throw Error("it is damaged");
    BoundedReader reader("index", m_index);
    const auto key = reader.take(reader.u64Little("the key's length"), "the key");
    if (std::string(key.begin(), key.end()) != m_key)
        throw Error("it is of another dataset");
    const std::uint64_t count = reader.u64Little("the number of images");
    if (count != reader.left() / kRecord || reader.left() % kRecord != 0
        || kMagic.size() + count * m_imageBytes + length + kTrailer != size)
        throw Error("it is cut off");
    m_records = reader.position();
    m_places.reserve(count);
    for (Place place = 0; place < count; ++place)
        m_places.emplace(stampAt(place), place);
}

std::optional<ImageCache::Place> ImageCache::place(std::uint64_t stamp, Place guess) const
{
    if (guess < m_places.size() && stamp != 0 && stampAt(guess) == stamp)
        return guess;
    const auto found = m_places.find(stamp);
    return stamp == 0 || found == m_places.end() ? std::nullopt : std::optional(found->second);
}

std::uint64_t ImageCache::stampAt(Place place) const
{
    return numberAt(m_index, m_records + place * kRecord);
}

std::uint64_t ImageCache::hash(Place place) const
{
    return numberAt(m_index, m_records + place * kRecord + sizeof(std::uint64_t));
}

ImageFacts ImageCache::facts(Place place) const
{
    constexpr std::size_t kFacts = 2 * sizeof(std::uint64_t); // behind stamp and hash
    BoundedReader reader("index",
        std::span(m_index).subspan(m_records + place * kRecord + kFacts, kRecord - kFacts));
    return factsFrom(reader);
}

bool ImageCache::read(Place first, std::span<std::uint8_t> out) const
{
    if (!readAt(m_file, kMagic.size() + first * m_imageBytes, out))
        return false;
    for (Place place = first; !out.empty(); ++place, out = out.subspan(m_imageBytes))
        if (xxHash64(out.first(m_imageBytes)) != hash(place))
            return false;
    return true;
}

PixelBuffer ImageCache::pixels(Place first, std::size_t count) const
{
    return PixelBuffer::ofFile(Descriptor(::fcntl(m_file.number(), F_DUPFD_CLOEXEC, 0)), m_folder,
        kMagic.size() + first * m_imageBytes, count * m_imageBytes);
}

std::optional<CachedImage> ImageCache::find(std::uint64_t stamp) const
{
    const auto found = place(stamp);
    if (!found)
        return std::nullopt;
    CachedImage image { stamp, facts(*found), std::vector<std::uint8_t>(m_imageBytes) };
    return read(*found, image.pixels) ? std::optional(std::move(image)) : std::nullopt;
}

void ImageCache::replace(std::size_t count, const std::function<CachedImage(std::size_t)> &image,
    const Progress &progress)
{
    const std::uint64_t most = count + std::min(count, m_places.size());
    const std::uint64_t bytes = most * (m_imageBytes + kRecord) + m_key.size();
    if (m_folder.empty() || bytes > m_limit)
        return;
    try {
        fs::create_directories(m_folder);
        if (fs::space(m_folder).available / 2 < bytes)
            return; // others need the disk more
        makeRoom(bytes);
        write(count, image, progress);
    } catch (const Cancelled &) {
        throw;
    } catch (const Error &) { // the next opening decodes again
    } catch (const fs::filesystem_error &) {
    }
}

void ImageCache::write(std::size_t count, const std::function<CachedImage(std::size_t)> &image,
    const Progress &progress) const
{
    AtomicFile file(m_path);
    file.write(kMagic);
    LittleEndianBytes records;
    std::vector<std::uint8_t> block;
    std::unordered_set<std::uint64_t> known;
    const auto writeBlock = [&] {
        file.write(std::span(std::as_const(block)));
        block.clear();
        if (!progress(std::min(known.size(), count), count))
            throw Cancelled();
    };
    const auto keep = [&](const CachedImage &one) {
        known.insert(one.stamp);
        block.insert(block.end(), one.pixels.begin(), one.pixels.end());
        records.add(one);
        if (block.size() >= kBlock)
            writeBlock();
    };
    for (std::size_t i = 0; i < count; ++i)
        if (const CachedImage one = image(i); one.stamp != 0 && !known.contains(one.stamp))
            keep(one);
    std::size_t earlier = 0;
    for (Place place = 0; place < m_places.size() && earlier < count; ++place)
        if (!known.contains(stampAt(place)))
            if (const auto one = find(stampAt(place))) {
                keep(*one);
                ++earlier;
            }
    writeBlock();
    LittleEndianBytes index;
    index.add(m_key);
    index.add(known.size(), 8);
    index.add(records.bytes());
    LittleEndianBytes trailer;
    trailer.add(index.bytes().size(), 8);
    trailer.add(xxHash64(index.bytes()), 8);
    file.write(index.bytes());
    file.write(trailer.bytes());
    file.commitUnflushed();
}

void ImageCache::makeRoom(std::uint64_t bytes) const
{
    std::uint64_t sum = bytes;
    const auto files = keptFiles(m_folder);
    for (const KeptFile &file : files)
        sum += file.path == m_path ? 0 : file.size;
    for (const KeptFile &file : files) {
        if (sum <= m_limit)
            break;
        std::error_code ignored;
        if (file.path != m_path && fs::remove(file.path, ignored))
            sum -= file.size;
    }
}

} // namespace convscope
