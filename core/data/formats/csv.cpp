// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/formats/csv.h"
#include "core/base/error.h"
#include "core/base/threads/parallel_for.h"
#include "core/data/dataset/csv_layout.h"
#include "core/data/dataset/emnist.h"
#include "core/data/dataset/file_names.h"
#include "core/data/dataset/image_blocks.h"
#include "core/data/decode/image_room.h"
#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

namespace convscope {

namespace {

namespace fs = std::filesystem;
using Column = CsvLayout::Column;

constexpr std::size_t kCsvProbe = std::size_t { 256 } << 10U;
constexpr std::size_t kPiecePixels = std::size_t { 8 } << 20U; // that are parsed at once
constexpr std::size_t kPieceRows = std::size_t { 16 } << 10U;
constexpr std::size_t kBlockPixels = std::size_t { 32 } << 20U; // blocks grow little more
constexpr std::size_t kMaxCsvProblems = 1000; // problems of a file, each with its own line
constexpr std::size_t kMaxClasses = 10'000;
constexpr std::size_t kSurePixels = 64; // fewer columns may be any table

// ---- one row -----------------------------------------------------------------------------------

struct CsvRow {
    std::string problem; ///< why it cannot be used
    std::string label;
    double largest = 0;
};

double pixelValue(std::string_view field, std::size_t place, char separator)
{
    const auto value = csvNumber(field, separator);
    if (value && *value >= 0 && *value <= 255)
        return *value;
    constexpr std::size_t kShown = 20;
    const std::string shown
        = field.size() > kShown ? std::string(field.substr(0, kShown)) + "…" : std::string(field);
    throw Error("field " + std::to_string(place + 1) + " (\"" + shown + "\") is "
        + (value ? "outside 0 to 255" : "not a number that a pixel can have"));
}

/// "3.0" is the class 3.
std::string labelText(std::string_view field, char separator)
{
    if (field.empty())
        throw Error("the label is missing");
    const auto number = csvNumber(field, separator);
    if (!number || *number != std::floor(*number) || std::abs(*number) > 1e15)
        return std::string(field);
    return std::to_string(static_cast<std::int64_t>(*number));
}

/// Understands rows, on any number of threads.
class RowParser {
public:
    RowParser(const CsvLayout &layout, bool sideways, double white)
        : m_layout(layout)
        , m_white(white)
        , m_place(layout.pixels)
    {
        const auto side = static_cast<std::size_t>(layout.side), area = side * side;
        for (std::size_t i = 0; i < layout.pixels; ++i) {
            m_place[i] = layout.planar ? i % area * 3 + i / area : i;
            if (sideways)
                m_place[i] = i % side * side + i / side;
        }
    }

    /// Writes the pixels to `pixels`, which has room for one image.
    CsvRow parse(std::string_view line, std::uint8_t *pixels) const
    {
        CsvRow row;
        try {
            parse(line, pixels, row);
        } catch (const Error &error) {
            row.problem = error.what();
        }
        return row;
    }

private:
    void parse(std::string_view line, std::uint8_t *pixels, CsvRow &row) const
    {
        CsvFields fields(line, m_layout.separator);
        std::size_t column = 0, pixel = 0;
        std::size_t filled = 0; // columns up to the last that is not empty
        for (std::string_view field; fields.next(field); ++column) {
            filled = field.empty() ? filled : column + 1;
            if (column >= m_layout.columns.size())
                continue; // counted, for the message
            if (m_layout.columns[column] == Column::Label)
                row.label = labelText(field, m_layout.separator);
            if (m_layout.columns[column] != Column::Pixel)
                continue;
            const double value = pixelValue(field, column, m_layout.separator);
            row.largest = std::max(row.largest, value);
            pixels[m_place[pixel++]] = toPixel(std::min(value, m_white), m_white);
        }
        if (column < m_layout.needed || filled > m_layout.columns.size())
            throw Error("it has " + std::to_string(column) + " fields where "
                + std::to_string(m_layout.columns.size()) + " are expected");
    }

    const CsvLayout &m_layout;
    double m_white;
    std::vector<std::size_t> m_place; // in the image, of each pixel of a row
};

// ---- files -------------------------------------------------------------------------------------

bool isTableName(const fs::path &path)
{
    std::string name = lowerCase(path.filename().string());
    if (name.ends_with(".gz"))
        name.resize(name.size() - 3);
    return !name.starts_with('.') && (name.ends_with(".csv") || name.ends_with(".tsv"));
}

struct CsvFile {
    fs::path path;
    std::optional<Split> split;
    CsvLayout layout;
};

CsvLayout layoutOf(const fs::path &path, const CsvLayout *like = nullptr)
{
    CsvLines text(path, kCsvProbe);
    std::vector<CsvLine> lines;
    if (!text.next(lines))
        throw Error(path.string() + ": it is empty");
    try {
        return findCsvLayout(lines, text.separator(), like);
    } catch (const Error &error) {
        throw Error(path.string() + ": " + error.what());
    }
}

bool isImageTable(const fs::path &path, std::size_t leastPixels)
{
    try {
        return layoutOf(path).pixels >= leastPixels;
    } catch (const Error &) {
        return false;
    }
}

std::vector<fs::path> tablesIn(const fs::path &folder)
{
    std::vector<fs::path> files;
    std::error_code code;
    fs::directory_iterator entry(folder, code);
    for (; !code && entry != fs::directory_iterator(); entry.increment(code))
        if (std::error_code ignored; isTableName(entry->path()) && entry->is_regular_file(ignored))
            files.push_back(entry->path());
    std::ranges::sort(files);
    return files;
}

/// The tables of images in a folder, the largest first to lay down the columns. The others become
/// problems.
std::vector<CsvFile> filesOf(const fs::path &folder, std::vector<Problem> &problems)
{
    std::vector<fs::path> paths = tablesIn(folder);
    std::ranges::stable_sort(paths, std::ranges::greater(), [](const fs::path &path) {
        std::error_code ignored;
        return fs::file_size(path, ignored);
    });
    std::vector<CsvFile> files;
    std::string firstReason;
    for (const fs::path &path : paths) {
        try {
            const CsvLayout *like = files.empty() ? nullptr : &files.front().layout;
            CsvLayout layout = layoutOf(path, like);
            files.push_back({ path, splitWord(path.filename().string()), std::move(layout) });
        } catch (const Error &error) {
            firstReason = firstReason.empty() ? error.what() : firstReason;
            const std::string start = path.string() + ": ";
            problems.push_back(
                { path.filename().string(), std::string(error.what()).substr(start.size()) });
        }
    }
    if (files.empty())
        throw Error(firstReason);
    std::ranges::stable_sort(files, {}, &CsvFile::split);
    const auto family = [](const CsvFile &file) {
        return withoutSplitWord(file.path.filename().string());
    };
    for (const CsvFile &file : files)
        if (family(file) != family(files.front()))
            throw Error(folder.string() + ": several datasets lie here ("
                + files.front().path.filename().string() + ", " + file.path.filename().string()
                + "…); open one of the files instead");
    return files;
}

// ---- reading -----------------------------------------------------------------------------------

class CsvReader {
public:
    CsvReader(std::span<const CsvFile> files, const Progress &progress)
        : m_files(files)
        , m_progress(progress)
    {
        std::error_code ignored;
        for (const CsvFile &file : files)
            m_bytes += fs::file_size(file.path, ignored);
    }

    /// Reads everything again when it finds larger values than it had seen; that is early on.
    ImageTable read()
    {
        while (const double larger = readAll())
            m_white = larger;
        for (const auto &[label, name] : emnistNames(m_files.front().path))
            m_table.labels.rename(label, name);
        return std::move(m_table);
    }

private:
    /// Returns the white that the values ask for when m_white is too little; else 0.
    double readAll()
    {
        m_table = {};
        m_bytesBefore = 0;
        for (const CsvFile &file : m_files)
            if (const double larger = readTable(file))
                return larger;
        return 0;
    }

    double readTable(const CsvFile &file)
    {
        const RowParser parser(
            file.layout, isEmnist(file.path) && file.layout.channels == 1, m_white);
        addBlock(file);
        CsvLines text(file.path);
        m_bad = m_rows = 0;
        std::vector<CsvLine> lines;
        const std::size_t most
            = std::clamp<std::size_t>(kPiecePixels / file.layout.pixels, 1, kPieceRows);
        for (bool first = true; text.next(lines); first = false) {
            if (first && file.layout.header)
                lines.erase(lines.begin());
            for (std::size_t at = 0; at < lines.size(); at += most) {
                const auto some = std::span(lines).subspan(at, std::min(most, lines.size() - at));
                if (const double larger = addRows(file, parser, some, text.bytesRead()))
                    return larger;
            }
        }
        checkRows(file);
        m_bytesBefore += text.bytes();
        return 0;
    }

    void addBlock(const CsvFile &file)
    {
        m_table.blocks.push_back(squareOf(file.layout.pixels));
        m_table.blocks.back().firstSample = m_table.samples.size();
    }

    double addRows(const CsvFile &file, const RowParser &parser, std::span<const CsvLine> lines,
        std::size_t bytesRead)
    {
        const std::size_t size = m_table.blocks.back().imageSize();
        m_room.resize(lines.size() * size);
        std::vector<CsvRow> rows(lines.size());
        const auto progress = [&](std::size_t, std::size_t) {
            return m_progress(m_bytesBefore + bytesRead, m_bytes);
        };
        parallelFor(lines.size(), 0, progress,
            [&](std::size_t i) { rows[i] = parser.parse(lines[i].text, &m_room[i * size]); });
        double largest = 0;
        for (const CsvRow &row : rows)
            largest = std::max(largest, row.problem.empty() ? row.largest : 0);
        if (whiteFor(largest) > m_white)
            return whiteFor(largest);
        if (m_table.blocks.back().pixels.size() >= kBlockPixels)
            addBlock(file);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (rows[i].problem.empty())
                addSample(file, lines[i].number, rows[i].label, i);
            else
                addProblem(file, lines[i].number, rows[i].problem);
        }
        m_rows += rows.size();
        checkImageRoom(file.path.string(), m_table.samples.size(), size, m_bytes);
        return 0;
    }

    static std::string place(const CsvFile &file, std::size_t line)
    {
        return file.path.filename().string() + " line " + std::to_string(line);
    }

    void addSample(
        const CsvFile &file, std::size_t line, const std::string &label, std::size_t room)
    {
        ImageBlock &block = m_table.blocks.back();
        const std::uint8_t *const pixels = m_room.data() + room * block.imageSize();
        block.pixels.insert(block.pixels.end(), pixels, pixels + block.imageSize());
        m_table.samples.push_back({ m_table.labels.add(label), place(file, line), file.split });
        if (m_table.labels.count() > kMaxClasses)
            throw Error(file.path.string() + ": its label column has more than "
                + std::to_string(kMaxClasses) + " different values; expected classes");
    }

    void addProblem(const CsvFile &file, std::size_t line, const std::string &reason)
    {
        if (++m_bad <= kMaxCsvProblems)
            m_table.problems.push_back({ place(file, line), reason });
        if (m_bad == 1)
            m_firstBad = "line " + std::to_string(line) + ": " + reason;
    }

    void checkRows(const CsvFile &file)
    {
        const std::string name = file.path.filename().string();
        const std::string expected = "; expected rows of a label and "
            + std::to_string(file.layout.pixels) + " pixel values from 0 to 255";
        if (m_rows == 0)
            throw Error(file.path.string() + ": there are no rows in it" + expected);
        if (m_bad * 2 > m_rows)
            throw Error(file.path.string() + ": " + std::to_string(m_bad) + " of "
                + std::to_string(m_rows) + " rows cannot be used, the first is " + m_firstBad
                + expected);
        if (m_bad > kMaxCsvProblems)
            m_table.problems.push_back(
                { name, std::to_string(m_bad - kMaxCsvProblems) + " more rows cannot be used" });
    }

    std::span<const CsvFile> m_files;
    const Progress &m_progress;
    ImageTable m_table;
    double m_white = 1; // the value that became 255
    std::vector<std::uint8_t> m_room; // holds the rows that are parsed at once
    std::size_t m_rows = 0, m_bad = 0; // rows of the file
    std::string m_firstBad;
    std::size_t m_bytes = 0, m_bytesBefore = 0; // all files' bytes; those read before
};

} // namespace

bool probeCsv(const fs::path &path)
{
    std::error_code ignored;
    if (!fs::is_directory(path, ignored))
        return fs::is_regular_file(path, ignored)
            && (isTableName(path) || isImageTable(path, kSurePixels));
    const auto paths = tablesIn(path);
    const std::size_t least = holdsFolders(path) ? kSurePixels : 1;
    return std::ranges::any_of(
        paths, [&](const fs::path &file) { return isImageTable(file, least); });
}

std::unique_ptr<Dataset> openCsv(const fs::path &path, const Progress &progress)
{
    std::error_code ignored;
    std::vector<Problem> problems;
    std::vector<CsvFile> files;
    if (fs::is_directory(path, ignored)) {
        files = filesOf(path, problems);
    } else {
        files.emplace_back().path = path;
        files.back().layout = layoutOf(path);
    }
    ImageTable table = CsvReader(files, progress).read();
    table.problems.insert(table.problems.begin(), problems.begin(), problems.end());
    return std::make_unique<ImageBlocks>("csv", std::move(table));
}

} // namespace convscope
