// SPDX-License-Identifier: GPL-3.0-or-later
// The files and classes that a person excludes from a dataset. They are kept in run.json, beside
// the run; the dataset itself is never touched.
#pragma once
#include "core/data/dataset/dataset.h"
#include <nlohmann/json_fwd.hpp>

namespace convscope {

struct Exclusions {
    std::vector<std::string> files; ///< names of samples, sorted
    std::vector<std::string> classes; ///< names of classes, sorted
    bool any() const { return !files.empty() || !classes.empty(); }
    friend bool operator==(const Exclusions &, const Exclusions &) = default;
};

/// `dataset` without them, its classes numbered anew; `dataset` itself where nothing is excluded.
/// Names that do not occur are ignored: the file may have gone meanwhile.
/// @throws Error when nothing remains.
std::shared_ptr<const Dataset> withoutExcluded(
    std::shared_ptr<const Dataset> dataset, const Exclusions &excluded);

/// @throws Error for a name that the dataset does not have.
void requireNames(const Dataset &dataset, const Exclusions &excluded);

/// The same, each list in order and each name once.
Exclusions sorted(Exclusions excluded);

/// {"files": […], "classes": […]}
nlohmann::json toJson(const Exclusions &excluded);
/// The first version wrote {"hex": "66e9"} for names whose bytes are not UTF-8. @throws Error
/// naming the field that is wrong.
Exclusions exclusionsFromJson(const nlohmann::json &json);

} // namespace convscope
