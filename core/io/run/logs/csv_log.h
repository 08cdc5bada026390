// SPDX-License-Identifier: GPL-3.0-or-later
// CsvLog: a table on disk that grows a line at a time, each beginning with its number: 1, 2, 3, …
// Used by the thread that trains.
#pragma once
#include "core/io/tensors/file_mark.h"
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace convscope {

/// Where the saved state of a run stands, for a log that goes on from there.
struct LogEnd {
    std::int64_t last = 0; ///< the number of the last line that counts
    std::optional<FileMark> mark; ///< the log's up to there; none in states of the first version
};

/// Lines are held back until flush(), so that what is on disk ends with a whole line.
class CsvLog {
public:
    /// A new file with this header.
    CsvLog(std::filesystem::path path, const std::string &header);
    /// Goes on with an old one, of which the header and the lines up to `end` are kept. What is
    /// damaged is left out and what is missing stays so; `errors` gets a sentence on each.
    CsvLog(std::filesystem::path path, const std::string &header, const LogEnd &end,
        std::vector<std::string> &errors);

    /// Numbers in their shortest form that reads back the same, "." as decimal point; nothing for
    /// an absent one.
    void add(const std::vector<std::optional<double>> &row);
    /// Returns when the lines are on the disk. @throws Error when it is full or gone.
    void flush();
    /// The mark of what is on the disk.
    FileMark mark() const { return { m_bytes, m_hash.digest() }; }

private:
    void count(std::string_view text);

    std::filesystem::path m_path;
    std::string m_pending;
    std::uint64_t m_bytes = 0; // on the disk
    Sha256 m_hash; // the hash of these bytes
};

using CsvRow = std::vector<std::optional<double>>;
/// The whole lines behind the header, each as numbers (absent: an empty field), as far as `mark`
/// vouches for them. @throws Error naming the file, and the line where one is damaged.
std::vector<CsvRow> readCsv(const std::filesystem::path &path, const std::string &header,
    const std::optional<FileMark> &mark = {});

} // namespace convscope
