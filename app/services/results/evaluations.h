// SPDX-License-Identifier: GPL-3.0-or-later
// Evaluations: judges models on the open dataset or another one, in the background, and keeps the
// last result. GUI thread only.
#pragma once
#include "app/services/runs/model_service.h"
#include "core/train/measure/evaluation.h"

namespace convscope {

class Evaluations : public QObject {
    Q_OBJECT
public:
    Evaluations(DatasetService &dataset, ModelService &models, QObject *parent = nullptr);

    /// On a split of the open dataset, or (none) on all of it.
    void evaluate(std::optional<Split> split, bool best);
    void evaluateAnother(const QString &location, bool best);
    void cancel() { m_task.cancel(); }
    BackgroundTask &task() { return m_task; }
    /// Null: there is none of what is open.
    const std::shared_ptr<const EvaluatedImages> &last() const { return m_last; }

Q_SIGNALS:
    /// Null: the last one is of a network or of a dataset that is not open any more.
    void evaluated(const std::shared_ptr<const convscope::EvaluatedImages> &result);
    void failed(const QString &sentence); ///< about work beside the result itself

private:
    /// The last is why the figures could not be kept with the run.
    using Evaluate
        = std::function<EvaluatedImages(const ModelOfRun &, const Progress &, std::string &)>;
    void evaluateWith(bool best, Evaluate evaluate);
    void forget();

    DatasetService &m_dataset;
    ModelService &m_models;
    BackgroundTask m_task;
    std::shared_ptr<const EvaluatedImages> m_last;
};

} // namespace convscope
