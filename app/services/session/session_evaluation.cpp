// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Session that evaluates models and saves what came of it.
#include "app/services/session/session.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/base/files/file_ending.h"
#include "core/io/run/logs/curves_csv.h"
#include "core/io/run/run_folder.h"

namespace convscope {

namespace {

/// The evaluation a report shows; null where the open dataset is not one for this model.
std::shared_ptr<const EvaluatedPictures> forReport(
    const ModelOfRun &model, const LoadedData &loaded, const Progress &progress)
{
    if (!loaded.data)
        return nullptr;
    try {
        return std::make_shared<const EvaluatedPictures>(
            evaluateForReport(model, loaded, progress));
    } catch (const Error &) {
        return nullptr;
    }
}

/// With the run, for the list of runs. A run that was deleted meanwhile needs no figures. Why they
/// could not be kept; empty, as a rule.
std::string keepTest(
    const ModelOfRun &model, const LoadedData &loaded, const Evaluation &evaluation)
{
    std::error_code fault;
    if (!std::filesystem::exists(model.origin.run, fault))
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

void Session::evaluateWith(bool best, Evaluate evaluate)
{
    withModel(best, [this, evaluate = std::move(evaluate)](const ModelOfRun &model) {
        m_evaluation.start([this, evaluate, model](
                               const Progress &progress) -> BackgroundTask::Deliver {
            std::string notKept;
            auto result
                = std::make_shared<const EvaluatedPictures>(evaluate(model, progress, notKept));
            return [this, result, notKept] {
                m_evaluated = result;
                Q_EMIT evaluated(result);
                if (!notKept.empty())
                    Q_EMIT failed(tr("The test score could not be kept for the list of runs: %1")
                                      .arg(QString::fromStdString(notKept)));
            };
        });
    });
}

void Session::forgetEvaluation()
{
    m_evaluation.cancel();
    m_evaluated.reset();
    Q_EMIT evaluated(nullptr);
}

void Session::evaluate(std::optional<Split> split, bool best)
{
    evaluateWith(best,
        [split, best, loaded = m_loader.loaded()](
            const ModelOfRun &model, const Progress &progress, std::string &notKept) {
            EvaluatedPictures result = evaluateOn(model, loaded, split, progress);
            if (split == Split::Test && best && isOver(model.origin.moment))
                notKept = keepTest(model, loaded, result.evaluation);
            return result;
        });
}

void Session::evaluateAnother(const QString &location, bool best)
{
    evaluateWith(best,
        [location = location.toStdString()](const ModelOfRun &model, const Progress &progress,
            std::string &) { return convscope::evaluateAnother(model, location, progress); });
}

void Session::save(const QString &path, const std::vector<std::string_view> &endings,
    std::function<std::string(const Progress &)> content)
{
    if (isSaving())
        return;
    m_exportTask.start([this, path, endings, content = std::move(content)](
                           const Progress &progress) -> BackgroundTask::Deliver {
        requireEnding(path.toStdString(), endings); // before the work
        writeFileAtomically(path.toStdString(), content(progress));
        return [this, path] {
            Q_EMIT exported(path);
        };
    });
}

void Session::exportEvaluation(const EvaluationExport &format, const QString &path)
{
    if (m_evaluated)
        save(path, { format.extension }, [&format, evaluated = m_evaluated](const Progress &) {
            return format.content(*evaluated);
        });
}

void Session::exportCurves(const QString &path, double smoothing)
{
    save(path, { ".csv" }, // from copies: the run may go on
        [batches = m_run.batches(), epochs = m_run.epochs(), changes = m_run.changes(), smoothing](
            const Progress &) { return curvesCsv(batches, epochs, changes, smoothing); });
}

void Session::exportReport(const QString &path)
{
    withModel(true, [this, path](const ModelOfRun &model) {
        auto known = m_evaluated && m_evaluated->model == model.model ? m_evaluated : nullptr;
        save(path, { evaluationExports().front().extension },
            [known, model, loaded = m_loader.loaded()](const Progress &progress) {
                const auto shown = known ? known : forReport(model, loaded, progress);
                return reportOf(model, shown.get());
            });
    });
}

} // namespace convscope
