// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/results/exports.h"
#include "app/services/results/animation_export.h"
#include "app/services/runs/evaluation_job.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/base/files/file_ending.h"
#include "core/io/report/map_files.h"
#include "core/io/run/logs/curves_csv.h"
#include "ui/files/summary_file.h"
#include <QFileInfo>

namespace convscope {

namespace fs = std::filesystem;

namespace {

std::vector<float> normalized(
    const std::vector<std::uint8_t> &pixels, const Preprocessing &preprocessing)
{
    std::vector<Scalar> values(pixels.size());
    normalizePixels(pixels, preprocessing, values);
    return { values.begin(), values.end() };
}

/// Those of the open dataset; without one they are counted.
std::vector<std::string> classesFor(
    const ModelSpec &spec, const std::shared_ptr<const TrainingData> &data)
{
    const std::size_t outputs = inferShapes(spec).back().output.size();
    if (data && data->classes.size() == outputs)
        return data->classes;
    std::vector<std::string> classes;
    for (std::size_t i = 0; i < outputs; ++i)
        classes.push_back(std::to_string(i));
    return classes;
}

/// The evaluation a report shows; null where the open dataset is not one for this model.
std::shared_ptr<const EvaluatedImages> forReport(
    const ModelOfRun &model, const LoadedData &loaded, const Progress &progress)
{
    if (!loaded.data)
        return nullptr;
    try {
        return std::make_shared<const EvaluatedImages>(evaluateForReport(model, loaded, progress));
    } catch (const Error &) {
        return nullptr;
    }
}

} // namespace

Exports::Exports(const Sources &from, QObject *parent)
    : QObject(parent)
    , m_from(from)
{
    connect(&m_task, &BackgroundTask::failed, this, &Exports::failed);
}

/// As a model gets it that may take other images than the open dataset's. Empty: there is none.
std::function<std::vector<float>(const TrainedModel &)> Exports::goldenImage() const
{
    const InspectedImage pinned = m_from.inspection.pinned().showsChelsea()
        ? InspectedImage {}
        : m_from.inspection.pinned().image();
    return [pinned, loaded = m_from.dataset.loaded()](
               const TrainedModel &model) -> std::vector<float> {
        const Preprocessing &how = model.preprocessing;
        if (pinned.values && pinned.values->size() == how.shape().size())
            return *pinned.values;
        if (pinned.decoded)
            return normalized(preparePixels(*pinned.decoded, how), how);
        if (!loaded.data || loaded.data->validation.size() == 0)
            return {};
        try {
            const std::size_t first = loaded.data->validation.samples.front();
            return normalized(preparePixels(loaded.dataset->image(first), how), how);
        } catch (const Error &) {
            return {}; // the file is gone by now: no reason to keep the model here
        }
    };
}

void Exports::exportModel(const ExportFormat &format, const QString &path)
{
    Q_EMIT began(path);
    m_from.models.withModel(true, [this, &format, path](const ModelOfRun &model) {
        if (isSaving())
            return;
        m_task.start([this, &format, path, model, image = goldenImage()](
                         const Progress &) -> BackgroundTask::Deliver {
            const ExportResult result = convscope::exportModel(
                format, path.toStdString(), *model.model, image(*model.model));
            return [this, path, model, difference = result.largestDifference,
                       howto = QString::fromStdString(result.files.back().string())] {
                Q_EMIT modelExported(path, difference, howto, model);
            };
        });
    });
}

/// One thing after the other: a second one would leave nobody to tell how the first has ended.
bool Exports::isSaving()
{
    if (m_task.isBusy())
        Q_EMIT failed(tr("Something is still being saved; try again when that is done."));
    return m_task.isBusy();
}

void Exports::exportSummary(const QString &path)
{
    save(path, { ".svg", ".png", ".txt" },
        [spec = m_from.settings.config().model, data = m_from.dataset.loaded().data,
            suffix = QFileInfo(path).suffix().toLower().toStdString()](
            const Progress &) { return summaryFile(spec, classesFor(spec, data), suffix); });
}

void Exports::exportMaps(
    const std::shared_ptr<const FeatureMaps> &maps, const QString &layer, const QString &path)
{
    if (!maps || isSaving())
        return;
    m_task.start([this, maps, layer = layer.toStdString(), path](
                     const Progress &) -> BackgroundTask::Deliver {
        const fs::path target = path.toStdString();
        const auto chosen
            = chosenMaps(*maps, layer.empty() ? std::vector<std::string>() : std::vector { layer });
        if (endingOf(target) == ".npz")
            writeMapArrays(target, chosen);
        else if (layer.empty())
            writeMapSheets(target, chosen);
        else
            writeMapSheet(target, chosen.back()); // the input where it is the chosen one
        return [this, path] {
            Q_EMIT exported(path);
        };
    });
}

void Exports::save(const QString &path, const std::vector<std::string_view> &endings,
    std::function<std::string(const Progress &)> content)
{
    if (isSaving())
        return;
    m_task.start([this, path, endings, content = std::move(content)](
                     const Progress &progress) -> BackgroundTask::Deliver {
        requireEnding(path.toStdString(), endings); // before the work
        writeFileAtomically(path.toStdString(), content(progress));
        return [this, path] {
            Q_EMIT exported(path);
        };
    });
}

void Exports::exportEvaluation(const EvaluationExport &format, const QString &path)
{
    if (m_from.evaluations.last())
        save(path, { format.extension },
            [&format, evaluated = m_from.evaluations.last()](
                const Progress &) { return format.content(*evaluated); });
}

void Exports::exportCurves(const QString &path, double smoothing)
{
    save(path, { ".csv" }, // from copies: the run may go on
        [batches = m_from.training.run().batches(), epochs = m_from.training.run().epochs(),
            changes = m_from.training.run().changes(), smoothing](
            const Progress &) { return curvesCsv(batches, epochs, changes, smoothing); });
}

void Exports::exportReport(const QString &path)
{
    m_from.models.withModel(true, [this, path](const ModelOfRun &model) {
        auto known = m_from.evaluations.last() && m_from.evaluations.last()->model == model.model
            ? m_from.evaluations.last()
            : nullptr;
        save(path, { evaluationExports().front().extension },
            [known, model, loaded = m_from.dataset.loaded()](const Progress &progress) {
                const auto shown = known ? known : forReport(model, loaded, progress);
                return reportOf(model, shown.get());
            });
    });
}

void Exports::exportAnimation(
    const QString &layer, bool filters, double secondsAImage, const QString &path)
{
    const AnimationRequest request { .run = m_from.history.run().folder,
        .pattern = m_from.history.now(),
        .pinned = m_from.inspection.pinned().image(),
        .layer = layer.toStdString(),
        .filters = filters,
        .target = path.toStdString(),
        .seconds = secondsAImage };
    if (!request.pattern || isSaving())
        return;
    m_task.start([this, request, path](const Progress &progress) -> BackgroundTask::Deliver {
        convscope::exportAnimation(request, progress);
        return [this, path] {
            Q_EMIT exported(path);
        };
    });
}

} // namespace convscope
