// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/formats/folder_images.h"
#include "core/base/error.h"
#include "core/base/utf8_name.h"
#include "core/base/words.h"
#include "core/data/dataset/known_files.h"
#include "core/data/decode/image_decode.h"
#include "core/data/decode/image_file.h"
#include "core/data/formats/folder_reader.h"
#include <algorithm>
#include <atomic>

namespace convscope {

namespace {

namespace fs = std::filesystem;

class FolderImages final : public Dataset {
public:
    FolderImages(const fs::path &root, const std::vector<Reading> &readings, std::size_t chosen,
        bool isAsked, const OpenOptions &options, const Progress &progress)
        : m_root(root)
        , m_stamps(m_root)
    {
        const Reading &reading = readings[chosen];
        FolderReader reader(m_root, reading, progress, options.cache);
        FoundSamples found = reader.read();
        m_format = !reading.classes.empty() || !reading.named.empty() ? "class-folders"
            : !reading.tables.empty()                                 ? "labelled-files"
                                                                      : "unlabelled";
        m_classes = std::move(found.classes);
        m_samples = std::move(found.samples);
        m_problems = std::move(found.problems);
        m_seen = std::vector<std::atomic<std::uint64_t>>(found.stamps.begin(), found.stamps.end());
        for (const Reading &each : readings)
            m_layout.readings.push_back(each.summary);
        m_layout.root = m_root;
        m_layout.chosen = chosen;
        m_layout.isClear = isAsked || readings.front().isClear;
        m_layout.unlabelled = std::move(found.unlabelled);
        m_layout.notes = std::move(found.notes);
        if (m_samples.empty() && m_layout.unlabelled.empty())
            reader.failEmpty(m_problems);
    }

    std::string_view format() const override { return m_format; }
    Image image(std::size_t i) const override { return readImage(pathOf(i)); }
    Digest content(std::size_t i) const override { return sha256(readImageFile(pathOf(i))); }
    StoredImage stored(std::size_t i) const override { return readStoredImage(pathOf(i)); }
    std::string cacheKey() const override { return m_stamps.key(); }
    std::uint64_t stamp(std::size_t i) const override
    {
        // As it was seen on opening, for the loading that follows; then as it is.
        const std::uint64_t seen = m_seen.at(i).exchange(0, std::memory_order_relaxed);
        return seen != 0 ? seen : m_stamps.stamp(nameBytes(m_samples[i].name));
    }

private:
    fs::path pathOf(std::size_t i) const { return m_root / nameBytes(m_samples.at(i).name); }

    fs::path m_root; // constant after construction
    StampedFolder m_stamps;
    std::string_view m_format;
    mutable std::vector<std::atomic<std::uint64_t>> m_seen; // stamps, one a sample
};

} // namespace

std::unique_ptr<Dataset> openFolderImages(const fs::path &root, const std::string &table,
    const OpenOptions &options, const Progress &progress)
{
    const auto readings = layoutsOf(root, table, progress);
    std::size_t chosen = 0;
    try {
        chosen = chooseReading(readings, options.layout);
    } catch (const Error &error) {
        throw Error(root.string() + ": " + error.what());
    }
    return std::make_unique<FolderImages>(
        root, readings, chosen, !options.layout.empty(), options, progress);
}

} // namespace convscope
