// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset/emnist.h"
#include "core/base/error.h"
#include "core/base/files/byte_reader.h"
#include "core/data/dataset/file_names.h"
#include <sstream>

namespace convscope {

namespace fs = std::filesystem;

bool isEmnist(const fs::path &file)
{
    return lowerCase(file.filename().string()).starts_with("emnist-");
}

std::map<int, std::string> emnistNames(const fs::path &file)
{
    constexpr std::size_t kLimit = 1U << 16U;
    constexpr int kMaxLabel = 255;
    const std::string name = file.filename().string();
    const std::size_t end = isEmnist(file) ? name.find('-', name.find('-') + 1) : std::string::npos;
    const fs::path mapping = file.parent_path() / (name.substr(0, end) + "-mapping.txt");
    std::error_code ignored;
    if (end == std::string::npos || !fs::is_regular_file(mapping, ignored))
        return {};
    std::map<int, std::string> names;
    try {
        const auto bytes = readFile(mapping, kLimit);
        std::istringstream lines(std::string(bytes.begin(), bytes.end()));
        for (std::string line; std::getline(lines, line);) {
            std::istringstream numbers(line);
            int label = 0, code = 0;
            if (!(numbers >> label))
                continue;
            if (label < 0 || label > kMaxLabel)
                return {};
            while (numbers >> code) {
                if (code <= ' ' || code > '~')
                    return {};
                names[label] += static_cast<char>(code);
            }
        }
    } catch (const Error &) {
        return {}; // the numbers do as well
    }
    return names;
}

} // namespace convscope
