// SPDX-License-Identifier: GPL-3.0-or-later
// DatasetReport: what is in a dataset and what is wrong with it, found by decoding all of it.
#pragma once
#include "core/data/dataset.h"
#include <nlohmann/json_fwd.hpp>

namespace convscope {

struct ClassCount {
    std::string name;
    std::size_t count = 0;
    friend bool operator==(const ClassCount &, const ClassCount &) = default;
};

struct SplitCount {
    Split split = Split::Train;
    std::size_t count = 0;
    friend bool operator==(const SplitCount &, const SplitCount &) = default;
};

struct SizeCount {
    int width = 0, height = 0;
    std::size_t count = 0;
    friend bool operator==(const SizeCount &, const SizeCount &) = default;
};

/// Counts are of pictures that can be used.
struct DatasetReport {
    std::string format;
    std::vector<ClassCount> classes; ///< in the order of the labels
    std::size_t images = 0;
    std::vector<SplitCount> splits; ///< that occur; "train" where the dataset brings none
    std::vector<Problem> problems; ///< each file once, sorted
    std::vector<std::vector<std::string>> duplicates; ///< names of pictures equal in every pixel
    std::vector<SizeCount> sizes; ///< the most frequent first
};

/// Decodes every picture once. @throws Cancelled.
DatasetReport scanDataset(const Dataset &dataset, int threads, const Progress &progress);

/// The object that `scan --json` prints.
nlohmann::json toJson(const DatasetReport &report);

} // namespace convscope
