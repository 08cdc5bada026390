// SPDX-License-Identifier: GPL-3.0-or-later
// The open dataset, and the report on it, as the Data panel shows them. Plain values.
#pragma once
#include "core/data/prepare/exclusions.h"
#include "core/data/prepare/training_data.h"
#include "core/data/report/dataset_report.h"
#include <QImage>
#include <QString>
#include <memory>

namespace convscope {

/// A dataset whose images are prepared. `data` is of the dataset without what `excluded` names.
struct OpenData {
    QString location;
    std::shared_ptr<const Dataset> whole; ///< as it was opened
    Exclusions excluded;
    std::shared_ptr<const TrainingData> data;
    std::vector<QImage> examples {}; ///< one a reading of its layout
};

/// A report on the dataset without what `excluded` names. The numbers in its groups are those of
/// the whole dataset's samples.
struct DataReport {
    std::shared_ptr<const Dataset> whole;
    Exclusions excluded;
    DatasetReport report;
    GroupBy group = GroupBy::Auto; ///< as it was asked for
};

/// Which samples of `whole` are not excluded, ascending: sample i of withoutExcluded(whole,
/// excluded) is the i-th of them.
std::vector<std::size_t> remainingSamples(const Dataset &whole, const Exclusions &excluded);

/// Both together, sorted, each name once.
Exclusions joined(const Exclusions &a, const Exclusions &b);
/// `all` without what `some` names.
Exclusions difference(const Exclusions &all, const Exclusions &some);

} // namespace convscope
