// SPDX-License-Identifier: GPL-3.0-or-later
// LabelNames: the classes of a dataset whose labels are found one after another, as text.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace convscope {

class LabelNames {
public:
    /// The label's number, in the order in which labels were first seen. Composed and decomposed
    /// letters are the same.
    int add(std::string_view label);
    std::size_t count() const { return m_numbers.size(); }

    /// Shows the class of label `label` under another name.
    void rename(int label, const std::string &name) { m_shown[std::to_string(label)] = name; }

    struct Sorted {
        std::vector<std::string>
            names; ///< by value where all are whole numbers, else by the alphabet
        std::vector<int> place; ///< in `names`, of each number that add() gave
    };
    Sorted sorted() const;

private:
    std::map<std::string, int, std::less<>> m_numbers;
    std::map<std::string, std::string> m_shown;
};

} // namespace convscope
