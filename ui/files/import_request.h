// SPDX-License-Identifier: GPL-3.0-or-later
// ImportRequest: what a person chose in the import dialog. ImportProposal: what would come of it.
#pragma once
#include "core/data/prepare/preprocessing.h"
#include "core/io/import/weight_mapping.h"
#include "core/train/setup/trained_model.h"
#include <QString>
#include <memory>
#include <optional>

namespace convscope {

struct ImportRequest {
    QString weights; ///< a file, or a folder of text files
    QString network; ///< a preset or a model JSON file; empty: the present network
    bool keras = false, mlx = false; ///< the weights have that program's order
    QString classes; ///< "a, b, c"; empty: the open dataset's where they are as many, else 0, 1, 2
    std::optional<Normalization> normalization; ///< none: as the network's recipe
    QString mean, stddev; ///< "0.5" or "0.5, 0.4, 0.3"; empty: as known
    friend bool operator==(const ImportRequest &, const ImportRequest &) = default;
};

struct ImportProposal {
    std::vector<WeightRow> rows;
    std::vector<std::string> notes; ///< assumptions, and the parts of the file that are not used
    std::string error; ///< why nothing can be taken; empty: `model` can
    std::shared_ptr<const TrainedModel> model; ///< null where there is an error
};

} // namespace convscope
