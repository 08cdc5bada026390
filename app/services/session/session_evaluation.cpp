// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Session that evaluates models and saves what came of it.
#include "app/services/session/session.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/base/files/file_ending.h"
#include "core/io/run/logs/curves_csv.h"

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
            evaluateOn(model, loaded, tellingSplit(*loaded.data), progress));
    } catch (const Error &) {
        return nullptr;
    }
}

} // namespace

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
    if (m_evaluations.last())
        save(path, { format.extension },
            [&format, evaluated = m_evaluations.last()](
                const Progress &) { return format.content(*evaluated); });
}

void Session::exportCurves(const QString &path, double smoothing)
{
    save(path, { ".csv" }, // from copies: the run may go on
        [batches = m_training.run().batches(), epochs = m_training.run().epochs(),
            changes = m_training.run().changes(), smoothing](
            const Progress &) { return curvesCsv(batches, epochs, changes, smoothing); });
}

void Session::exportReport(const QString &path)
{
    m_models.withModel(true, [this, path](const ModelOfRun &model) {
        auto known = m_evaluations.last() && m_evaluations.last()->model == model.model
            ? m_evaluations.last()
            : nullptr;
        save(path, { evaluationExports().front().extension },
            [known, model, loaded = m_dataset.loaded()](const Progress &progress) {
                const auto shown = known ? known : forReport(model, loaded, progress);
                return reportOf(model, shown.get());
            });
    });
}

} // namespace convscope
