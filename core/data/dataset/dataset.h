// SPDX-License-Identifier: GPL-3.0-or-later
// Dataset: labelled images where they lie, whatever the format. Opening one lists; it decodes
// nothing. All const members may be called from several threads at once.
#pragma once
#include "core/base/progress.h"
#include "core/data/dataset/dataset_layout.h"
#include "core/data/decode/image.h"
#include "core/tensor/tensor.h"
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace convscope {

enum class Split { Train, Validation, Test };
std::string_view toString(Split split); ///< "train", "val", "test"

/// A file that was not read, and why, in words for the person who owns it.
struct Problem {
    std::string path; ///< relative to the dataset's root
    std::string reason;
    friend bool operator==(const Problem &, const Problem &) = default;
};

struct Sample {
    int label = 0; ///< index into classes()
    std::string name; ///< relative path, or "train #123" inside one big file
    std::optional<Split> split; ///< only where the dataset brings its own split
    std::string group {}; ///< the subject that a table names; empty: none
};

class Dataset {
public:
    virtual ~Dataset() = default;
    /// The format's registry name: "class-folders", "idx", "digits".
    virtual std::string_view format() const = 0;
    /// Decodes sample `i`. @throws Error with the reason alone when the file is damaged or gone.
    virtual Image image(std::size_t i) const = 0;
    /// The SHA-256 of sample `i` as it is stored, so that it is found again under another name: of
    /// its file's bytes, or of its values where many lie in one file. @throws Error as image().
    virtual Digest content(std::size_t i) const;
    /// Both in one go.
    virtual StoredImage stored(std::size_t i) const { return { image(i), content(i) }; }
    /// A hash of the bytes, or of name, length and times of change: it changes when sample `i`
    /// does. The first answer may be of the time of opening.
    virtual std::uint64_t stamp(std::size_t i) const = 0;

    /// Where the images lie, of formats that take longer to decode than to read again from a
    /// ImageCache; empty otherwise.
    virtual std::string cacheKey() const { return {}; }
    /// The shape of all images, where the format fixes it.
    virtual std::optional<Shape> imageShape() const { return {}; }

    const std::vector<std::string> &classes() const { return m_classes; }
    const std::vector<Sample> &samples() const { return m_samples; }
    /// The problems seen on opening; decoding may find more (see LoadResult).
    const std::vector<Problem> &problems() const { return m_problems; }
    /// How its folder was understood, and what else lies in it.
    const DatasetLayout &layout() const { return m_layout; }

protected:
    std::vector<std::string> m_classes; // constant after construction, like the next ones
    std::vector<Sample> m_samples;
    std::vector<Problem> m_problems;
    DatasetLayout m_layout;
};

struct OpenOptions {
    /// Keeps what makes the next opening faster and no different, usually cacheFolder(); empty:
    /// nothing is kept.
    std::filesystem::path cache {};
    std::string layout {}; ///< the name of a reading, where several are possible; empty: the best
};

/// @throws Error listing the readings where the folder can be understood in several ways and nobody
/// has chosen one.
void requireClearLayout(const Dataset &dataset, const std::string &location);
/// @throws Error where no image has a label, saying what is missing.
void requireLabels(const Dataset &dataset, const std::string &location);

/// A format: its own file in core/data and one line in dataset_registry.cpp.
struct DatasetFormat {
    std::string_view name;
    std::string_view summary; ///< one line for help and dialogs
    bool (*probe)(const std::filesystem::path &path); ///< by content, cheap, never throws
    std::unique_ptr<Dataset> (*open)(const std::filesystem::path &path, const Progress &progress);
    /// Instead, of formats that can be understood in several ways.
    std::unique_ptr<Dataset> (*openAs)(
        const std::filesystem::path &path, const OpenOptions &options, const Progress &progress)
        = nullptr;
};

const std::vector<DatasetFormat> &datasetFormats();

/// Opens a folder, a file, or a built-in sample ("sample:digits").
/// @throws Error when nothing there can be used, saying what was expected; also when there is no
/// such layout.
std::unique_ptr<Dataset> openDataset(
    const std::string &location, const Progress &progress, const OpenOptions &options = {});

} // namespace convscope
