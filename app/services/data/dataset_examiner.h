// SPDX-License-Identifier: GPL-3.0-or-later
// DatasetExaminer: makes the report on the open dataset, in the background and beside everything
// else; what was found out once is not looked for again. GUI thread only.
#pragma once
#include "app/services/data/dataset_loader.h"
#include "app/threads/background_task.h"
#include "ui/data/data_report.h"

namespace convscope {

class DatasetExaminer : public QObject {
    Q_OBJECT
public:
    explicit DatasetExaminer(QObject *parent = nullptr);

    /// Reports on `loaded.whole` without what `excluded` names. What went on before is cancelled.
    void examine(const LoadedData &loaded, const Exclusions &excluded);
    void cancel() { m_task.cancel(); }
    /// The report on the last dataset examined; null until it is ready.
    const std::shared_ptr<const DataReport> &report() const { return m_report; }

Q_SIGNALS:
    void progressed(quint64 done, quint64 total);
    void reportChanged(); ///< there is one, or, for another dataset, none yet

private:
    using Facts = std::vector<ImageFacts>;
    std::shared_ptr<const Dataset> m_whole;
    std::shared_ptr<const Facts> m_facts; // one a sample of the whole dataset; null: none yet
    std::shared_ptr<const DataReport> m_report;
    BackgroundTask m_task;
};

} // namespace convscope
