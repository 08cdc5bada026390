// SPDX-License-Identifier: GPL-3.0-or-later
// CsvLog: a table on disk that grows a line at a time. Used by the thread that trains.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace convscope {

/// Lines are held back until flush(), so that what is on disk ends with a whole line.
class CsvLog {
public:
    /// A new file with this header.
    CsvLog(std::filesystem::path path, const std::string &header);
    /// Goes on with an old one, of which the header and the first `rows` whole lines are kept.
    CsvLog(std::filesystem::path path, const std::string &header, std::size_t rows);

    /// Numbers in their shortest form that reads back the same, "." as decimal point; nothing for
    /// an absent one.
    void add(const std::vector<std::optional<double>> &row);
    /// @throws Error when the disk is full or gone.
    void flush();

private:
    std::filesystem::path m_path;
    std::string m_pending;
};

/// The whole lines behind the header, each as numbers (absent: an empty field).
/// @throws Error when the file or its header is not as expected.
std::vector<std::vector<std::optional<double>>> readCsv(
    const std::filesystem::path &path, const std::string &header);

} // namespace convscope
