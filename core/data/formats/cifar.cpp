// SPDX-License-Identifier: GPL-3.0-or-later
// CIFAR's binary version (Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny
// Images"): records of one label byte (CIFAR-100: coarse and fine), then 32×32 red, green and blue
// values.
#include "core/data/formats/cifar.h"
#include "core/base/error.h"
#include "core/base/files/byte_reader.h"
#include "core/data/dataset/cifar_images.h"
#include <algorithm>

namespace convscope {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxCifarFile = std::size_t { 1 } << 30U;

/// The differences between CIFAR-10 and CIFAR-100.
struct Variant {
    std::size_t labelBytes; ///< the last one counts
    int classes;
    const char *names; ///< the file with the class names, one a line
    std::size_t recordSize() const { return labelBytes + kCifarPixels; }
};
constexpr Variant kTen { 1, 10, "batches.meta.txt" };
constexpr Variant kHundred { 2, 100, "fine_label_names.txt" };

struct CifarFile {
    fs::path path;
    Split split = Split::Train;
    Variant variant = kTen;
};

std::optional<CifarFile> cifarFile(const fs::path &path)
{
    const std::string name = path.filename().string();
    CifarFile file { .path = path };
    if (name == "train.bin" || name == "test.bin")
        file.variant = kHundred;
    else if (name != "test_batch.bin"
        && !(name.starts_with("data_batch_") && name.ends_with(".bin")))
        return std::nullopt;
    if (name.starts_with("test"))
        file.split = Split::Test;
    std::error_code code;
    const std::uintmax_t size = fs::file_size(path, code);
    if (code || size == 0 || size % file.variant.recordSize() != 0)
        return std::nullopt;
    return file;
}

/// The files of one variant, in order of their names. A file asked for itself comes alone.
std::vector<CifarFile> cifarFiles(const fs::path &path)
{
    std::vector<CifarFile> files;
    std::error_code code;
    if (!fs::is_directory(path, code)) {
        if (const auto file = cifarFile(path))
            files.push_back(*file);
        return files;
    }
    fs::directory_iterator entry(path, code);
    for (; !code && entry != fs::directory_iterator(); entry.increment(code)) {
        const auto file = cifarFile(entry->path());
        if (file && (files.empty() || file->variant.classes == files.front().variant.classes))
            files.push_back(*file);
    }
    std::ranges::sort(files, {}, &CifarFile::path);
    return files;
}

std::vector<std::string> classNames(const fs::path &folder, const Variant &variant)
{
    constexpr std::size_t kMaxText = 1U << 16U;
    std::vector<std::string> names;
    const fs::path path = folder / variant.names;
    if (fs::exists(path)) {
        std::string name;
        for (const std::uint8_t letter : readFile(path, kMaxText)) {
            if (letter != '\n' && letter != '\r') {
                name += static_cast<char>(letter);
            } else if (!name.empty()) {
                names.push_back(std::move(name));
                name.clear();
            }
        }
        if (!name.empty())
            names.push_back(std::move(name));
    }
    return names;
}

class CifarDataset final : public CifarImages {
public:
    CifarDataset(const std::vector<CifarFile> &files, const Progress &progress)
        : m_variant(files.front().variant)
    {
        setClasses(classNames(files.front().path.parent_path(), m_variant), m_variant.classes);
        for (const CifarFile &file : files) {
            if (!progress(m_bytes.size(), files.size()))
                throw Cancelled();
            addFile(file);
        }
    }

    std::string_view format() const override { return "cifar"; }

private:
    void addFile(const CifarFile &file)
    {
        // Moving a vector, as growing m_bytes does, leaves its elements where they are.
        const std::span<const std::uint8_t> bytes
            = m_bytes.emplace_back(readFile(file.path, kMaxCifarFile));
        for (std::size_t at = 0; at < bytes.size(); at += m_variant.recordSize())
            addImage(file.path, at / m_variant.recordSize(), bytes[at + m_variant.labelBytes - 1],
                file.split, bytes.subspan(at + m_variant.labelBytes, kCifarPixels));
    }

    Variant m_variant;
    std::vector<std::vector<std::uint8_t>> m_bytes; // one a file; constant after construction
};

} // namespace

bool probeCifar(const fs::path &path)
{
    return !cifarFiles(path).empty();
}

std::unique_ptr<Dataset> openCifar(const fs::path &path, const Progress &progress)
{
    return std::make_unique<CifarDataset>(cifarFiles(path), progress);
}

} // namespace convscope
