// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/report/confusion_text.h"
#include <algorithm>
#include <vector>

namespace convscope {

std::string confusionText(const Evaluation &evaluation)
{
    std::vector<std::vector<std::string>> rows { { std::string(kConfusionSides) } };
    rows.front().insert(rows.front().end(), evaluation.names.begin(), evaluation.names.end());
    for (std::size_t truth = 0; truth < evaluation.names.size(); ++truth) {
        auto &row = rows.emplace_back(1, evaluation.names[truth]);
        for (const std::size_t count : evaluation.confusion[truth])
            row.push_back(std::to_string(count));
    }
    std::string text;
    for (const auto &row : rows) {
        for (std::size_t column = 0; column < row.size(); ++column) {
            std::size_t width = 0;
            for (const auto &other : rows)
                width = std::max(width, other[column].size());
            const std::string room(width - row[column].size(), ' ');
            text += column == 0 ? row[column] + room : "   " + room + row[column];
        }
        text += '\n';
    }
    return text;
}

} // namespace convscope
