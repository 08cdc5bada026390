// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/formats/labelled_files.h"
#include "core/base/error.h"
#include "core/base/utf8_name.h"
#include "core/base/words.h"
#include "core/data/dataset/csv_text.h"
#include "core/data/dataset/file_names.h"
#include "core/data/dataset/folder_walk.h"
#include "core/data/dataset/known_files.h"
#include "core/data/dataset/label_names.h"
#include "core/data/decode/image_decode.h"
#include "core/data/decode/image_file.h"
#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace convscope {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxColumns = 64; // a table of pixels has more
constexpr std::size_t kMaxRows = 5'000'000;
constexpr std::size_t kShortestRow = 6; // bytes; rows all alike pack into almost nothing
constexpr std::size_t kRowsAlways = 5'000;
constexpr std::size_t kProbedRows = 20;
constexpr std::size_t kTableProbe = std::size_t { 64 } << 10U;

/// The extensions of images, and none: names in tables often lack theirs.
constexpr std::array<std::string_view, 10> kExtensions { "", ".jpg", ".jpeg", ".png", ".bmp",
    ".gif", ".tif", ".tiff", ".webp", ".pgm" };

// ---- the table ---------------------------------------------------------------------------------

bool isLabelTable(const fs::path &path)
{
    const std::string stem = lowerCase(path.stem().string());
    const std::string extension = lowerCase(path.extension().string());
    std::error_code ignored;
    return (stem == "labels" || stem == "annotations")
        && (extension == ".csv" || extension == ".tsv") && fs::is_regular_file(path, ignored);
}

/// The table itself, or the one in the folder; empty when there is none.
fs::path tableAt(const fs::path &path)
{
    std::error_code code;
    if (!fs::is_directory(path, code))
        return isLabelTable(path) ? path : fs::path();
    std::vector<fs::path> tables;
    fs::directory_iterator entry(path, code);
    for (; !code && entry != fs::directory_iterator(); entry.increment(code))
        if (isLabelTable(entry->path()))
            tables.push_back(entry->path());
    return tables.empty() ? fs::path() : *std::ranges::min_element(tables);
}

fs::path folderOf(const fs::path &table)
{
    return table.has_parent_path() ? table.parent_path() : fs::path(".");
}

struct TableColumns {
    char separator = ',';
    bool header = false;
    std::size_t file = 0, label = 1;
    std::optional<std::size_t> split;
    std::size_t count = 2;
};

/// The column with the first of the names that occurs.
std::optional<std::size_t> columnNamed(
    const std::vector<std::string> &header, std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names)
        for (std::size_t i = 0; i < header.size(); ++i)
            if (lowerCase(header[i]) == name)
                return i;
    return std::nullopt;
}

bool looksLikeImage(const std::string &field)
{
    const std::string extension = lowerCase(fs::path(field).extension().string());
    return std::ranges::find(kExtensions, extension) != kExtensions.end() && !extension.empty();
}

TableColumns columnsOf(const std::string &name, const CsvLine &first)
{
    TableColumns columns;
    columns.separator = csvSeparator(first.text);
    const auto fields = csvFields(first.text, columns.separator);
    columns.count = fields.size();
    if (fields.size() < 2)
        throw Error(name + ": its first line has one field; expected file,label");
    const auto file = columnNamed(fields,
        { "file", "filename", "file_name", "path", "filepath", "file_path", "image", "image_name",
            "image_path", "picture", "name", "image_id", "id" });
    const auto label = columnNamed(
        fields, { "label", "labels", "class", "class_name", "category", "target", "y" });
    columns.header = (file || label) && std::ranges::none_of(fields, looksLikeImage);
    if (!columns.header) {
        if (fields.size() > 2 && splitWord(fields[2]))
            columns.split = 2;
        return columns;
    }
    columns.split = columnNamed(fields, { "split", "set", "subset", "partition", "usage" });
    columns.file = file.value_or(label == 0U ? 1 : 0);
    columns.label = label.value_or(file == 0U ? 1 : 0);
    return columns;
}

struct TableRow {
    std::string file, label, split;
    std::size_t line = 0;
    std::string problem; ///< why it cannot be understood
};

TableRow rowOf(const CsvLine &line, const TableColumns &columns)
{
    TableRow row;
    row.line = line.number;
    try {
        const auto fields = csvFields(line.text, columns.separator);
        if (fields.size() != columns.count)
            throw Error("it has " + std::to_string(fields.size()) + " fields where "
                + std::to_string(columns.count) + " are expected");
        row.file = fields[columns.file];
        row.label = fields[columns.label];
        if (row.file.empty() || row.label.empty())
            throw Error(row.file.empty() ? "no file is named" : "the label is missing");
        if (columns.split)
            row.split = fields[*columns.split];
        if (columns.split && !splitWord(row.split))
            throw Error("\"" + row.split + "\" is no split; expected train, val or test");
    } catch (const Error &error) {
        row.problem = error.what();
    }
    return row;
}

std::vector<TableRow> rowsOf(
    const fs::path &table, TableColumns &columns, std::size_t most, const Progress &progress)
{
    CsvLines text(table, kTableProbe);
    std::vector<TableRow> rows;
    std::vector<CsvLine> lines;
    for (bool first = true; rows.size() < most && text.next(lines);) {
        if (!progress(0, 0))
            throw Cancelled();
        for (const CsvLine &line : lines) {
            if (first)
                columns = columnsOf(table.string(), line);
            if (!first || !columns.header)
                rows.push_back(rowOf(line, columns));
            first = false;
        }
        if (rows.size() > std::min(kMaxRows, kRowsAlways + text.bytes() / kShortestRow))
            throw Error(table.string() + ": it has more than " + grouped(rows.size())
                + " rows, which is too much for its size");
    }
    return rows;
}

/// Inside the folder, as far as the name tells.
bool staysInside(const fs::path &name)
{
    const fs::path plain = name.lexically_normal();
    return !plain.is_absolute() && !plain.empty() && *plain.begin() != "..";
}

// ---- the images ------------------------------------------------------------------------------

/// Finds images by their names in a table.
class ImageIndex {
public:
    explicit ImageIndex(const std::vector<std::string> &paths)
    {
        for (const std::string &path : paths) {
            const fs::path whole(path), bare = fs::path(path).replace_extension();
            m_places[0][path].push_back(path);
            m_places[1][bare.string()].push_back(path);
            m_places[2][whole.filename().string()].push_back(path);
            m_places[3][bare.filename().string()].push_back(path);
        }
    }

    /// Empty when there is none. @throws Error with the reason alone.
    std::string find(const std::string &name) const
    {
        if (!staysInside(name))
            throw Error("it leads out of the folder, so it is not read");
        const std::string plain = fs::path(name).lexically_normal().string();
        for (const auto &places : m_places) {
            const auto found = places.find(plain);
            if (found == places.end())
                continue;
            if (found->second.size() > 1)
                throw Error("several images could be meant: " + found->second[0] + ", "
                    + found->second[1] + "…");
            return found->second.front();
        }
        return {};
    }

private:
    /// By the whole path, the path without extension, the name, the name without extension.
    std::array<std::map<std::string, std::vector<std::string>>, 4> m_places;
};

class LabelledFiles final : public Dataset {
public:
    LabelledFiles(const fs::path &table, const Progress &progress, const fs::path &cache)
        : m_root(folderOf(table))
        , m_stamps(m_root)
        , m_table(table.filename().string())
    {
        FolderWalk walk(m_root, progress, cache);
        const ImageIndex index(images(walk));
        TableColumns columns;
        const auto rows = rowsOf(table, columns, ~std::size_t { 0 }, progress);
        for (const Problem &problem : walk.problems())
            if (problem.path != utf8Name(m_table))
                m_reasons.emplace(nameBytes(problem.path), problem.reason);
        for (const TableRow &row : rows)
            addRow(row, index);
        addSamples();
        walk.keepKnown();
        for (const auto &[path, reason] : m_reasons)
            m_problems.push_back({ utf8Name(path), utf8Text(reason) });
        if (m_samples.empty())
            fail(rows.size());
    }

    std::string_view format() const override { return "labelled-files"; }
    Image image(std::size_t i) const override
    {
        return readImage(m_root / nameBytes(m_samples.at(i).name));
    }
    Digest content(std::size_t i) const override
    {
        return sha256(readImageFile(m_root / nameBytes(m_samples.at(i).name)));
    }
    StoredImage stored(std::size_t i) const override
    {
        return readStoredImage(m_root / nameBytes(m_samples.at(i).name));
    }

    std::string cacheKey() const override { return m_stamps.key(); }
    std::uint64_t stamp(std::size_t i) const override
    {
        return m_stamps.stamp(nameBytes(m_samples.at(i).name));
    }

private:
    /// The row that names an image.
    struct Use {
        const TableRow *row = nullptr; ///< none: no row names it
        bool bad = false; ///< two rows say different things
    };

    std::vector<std::string> images(FolderWalk &walk)
    {
        FolderEntries top = walk.list(m_root);
        std::vector<std::string> paths;
        for (std::string &file : top.files)
            if (walk.isImage(file))
                paths.push_back(std::move(file));
        for (const fs::path &folder : top.folders)
            for (FoundImage &image : walk.images(folder))
                paths.push_back(std::move(image.name));
        for (const std::string &path : paths)
            m_uses[path];
        return paths;
    }

    std::string place(const TableRow &row) const
    {
        return m_table + " line " + std::to_string(row.line);
    }

    void addRow(const TableRow &row, const ImageIndex &index)
    {
        if (!row.problem.empty()) {
            m_reasons.emplace(place(row), row.problem);
            return;
        }
        try {
            const std::string path = index.find(row.file);
            if (!path.empty())
                addUse(row, path);
            else if (!m_reasons.contains(fs::path(row.file).lexically_normal().string()))
                m_reasons.emplace(row.file,
                    "not there, though " + place(row) + " names it"); // else its reason is known
        } catch (const Error &error) {
            m_reasons.emplace(row.file, error.what());
        }
    }

    void addUse(const TableRow &row, const std::string &path)
    {
        Use &use = m_uses[path];
        if (!use.row) {
            use.row = &row;
        } else if (use.row->label != row.label || use.row->split != row.split) {
            m_reasons.emplace(path,
                "line " + std::to_string(use.row->line) + " says " + said(*use.row) + ", line "
                    + std::to_string(row.line) + " says " + said(row) + "; left out");
            use.bad = true;
        } else {
            m_reasons.emplace(place(row), path + " is named before, with the same label");
        }
    }

    static std::string said(const TableRow &row)
    {
        return row.label + (row.split.empty() ? "" : " (" + row.split + ")");
    }

    void addSamples()
    {
        LabelNames labels;
        for (const auto &[path, use] : m_uses) {
            if (!use.row)
                m_reasons.emplace(path, "an image that " + m_table + " does not name");
            else if (!use.bad)
                m_samples.push_back(
                    { labels.add(use.row->label), utf8Name(path), splitWord(use.row->split) });
        }
        const LabelNames::Sorted sorted = labels.sorted();
        for (const std::string &name : sorted.names)
            m_classes.push_back(utf8Name(name));
        for (Sample &sample : m_samples)
            sample.label = sorted.place[static_cast<std::size_t>(sample.label)];
        std::ranges::stable_sort(m_samples, [](const Sample &a, const Sample &b) {
            return a.split < b.split || (a.split == b.split && a.label < b.label);
        });
        m_uses.clear();
    }

    [[noreturn]] void fail(std::size_t rows) const
    {
        const std::string first = m_problems.empty()
            ? std::string()
            : " (" + m_problems.front().path + ": " + m_problems.front().reason + ")";
        throw Error((m_root / m_table).string() + ": none of its " + std::to_string(rows)
            + " rows names an image that is there" + first
            + "; expected rows of file,label, with the files in the same folder");
    }

    fs::path m_root; // constant after construction
    StampedFolder m_stamps;
    std::string m_table;
    std::map<std::string, Use> m_uses; // by path; while reading only, like the next one
    std::map<std::string, std::string> m_reasons; // by path, as it is on the disk
};

/// One of the first rows names a file that is there or in one of the folders there.
bool namesAFile(const fs::path &folder, const std::vector<TableRow> &rows)
{
    constexpr std::size_t kMaxFolders = 20;
    std::vector<fs::path> folders { folder };
    std::error_code code;
    fs::directory_iterator entry(folder, code);
    for (; !code && entry != fs::directory_iterator(); entry.increment(code))
        if (std::error_code ignored; folders.size() < kMaxFolders && entry->is_directory(ignored))
            folders.push_back(entry->path());
    const auto isThere = [&](const std::string &name) {
        return std::ranges::any_of(folders, [&](const fs::path &place) {
            return std::ranges::any_of(kExtensions, [&](std::string_view extension) {
                std::error_code ignored;
                return fs::is_regular_file(place / (name + std::string(extension)), ignored);
            });
        });
    };
    return std::ranges::any_of(rows, [&](const TableRow &row) {
        return row.problem.empty() && staysInside(row.file) && isThere(row.file);
    });
}

} // namespace

bool probeLabelledFiles(const fs::path &path)
{
    const fs::path table = tableAt(path);
    if (table.empty())
        return false;
    try {
        TableColumns columns;
        const auto rows = rowsOf(table, columns, kProbedRows, noProgress);
        return columns.count <= kMaxColumns
            && (path == table || !holdsFolders(path) || namesAFile(path, rows));
    } catch (const Error &) {
        return !holdsFolders(path); // opening tells what is wrong
    }
}

std::unique_ptr<Dataset> openLabelledFiles(
    const fs::path &path, const Progress &progress, const fs::path &cache)
{
    return std::make_unique<LabelledFiles>(tableAt(path), progress, cache);
}

} // namespace convscope
