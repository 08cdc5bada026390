// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/results/evaluations.h"
#include "app/services/runs/evaluation_job.h"
#include "core/base/error.h"
#include "core/io/run/run_folder.h"

namespace convscope {

namespace {

/// With the run, for the list of runs. A run that was deleted meanwhile needs no figures. Why they
/// could not be kept; empty, as a rule.
std::string keepTest(
    const ModelOfRun &model, const LoadedData &loaded, const Evaluation &evaluation)
{
    std::error_code code;
    if (!std::filesystem::exists(model.origin.run, code))
        return {};
    try {
        RunFolder::recordTest(model.origin.run, loaded.data->fingerprint,
            { evaluation.loss, evaluation.accuracy, evaluation.images });
    } catch (const Error &error) {
        return error.what();
    }
    return {};
}

} // namespace

Evaluations::Evaluations(DatasetService &dataset, ModelService &models, QObject *parent)
    : QObject(parent)
    , m_dataset(dataset)
    , m_models(models)
{
    connect(&dataset, &DatasetService::replaced, this, &Evaluations::forget);
    connect(&models, &ModelService::replaced, this, &Evaluations::forget);
}

void Evaluations::evaluateWith(bool best, Evaluate evaluate)
{
    m_models.withModel(best, [this, evaluate = std::move(evaluate)](const ModelOfRun &model) {
        m_task.start([this, evaluate, model](const Progress &progress) -> BackgroundTask::Deliver {
            std::string notKept;
            auto result
                = std::make_shared<const EvaluatedImages>(evaluate(model, progress, notKept));
            return [this, result, notKept] {
                m_last = result;
                Q_EMIT evaluated(result);
                if (!notKept.empty())
                    Q_EMIT failed(tr("The test score could not be kept for the list of runs: %1")
                                      .arg(QString::fromStdString(notKept)));
            };
        });
    });
}

void Evaluations::forget()
{
    m_task.cancel();
    m_last.reset();
    Q_EMIT evaluated(nullptr);
}

void Evaluations::evaluate(std::optional<Split> split, bool best)
{
    evaluateWith(best,
        [split, best, loaded = m_dataset.loaded()](
            const ModelOfRun &model, const Progress &progress, std::string &notKept) {
            EvaluatedImages result = evaluateOn(model, loaded, split, progress);
            if (split == Split::Test && best && isOver(model.origin.checkpoint))
                notKept = keepTest(model, loaded, result.evaluation);
            return result;
        });
}

void Evaluations::evaluateAnother(const QString &location, bool best)
{
    evaluateWith(best,
        [location = location.toStdString()](const ModelOfRun &model, const Progress &progress,
            std::string &) { return convscope::evaluateAnother(model, location, progress); });
}

} // namespace convscope
