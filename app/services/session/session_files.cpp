// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Session that opens models and takes them, and what they make of pictures, away.
#include "app/services/session/session.h"
#include "core/base/error.h"
#include "core/base/files/file_ending.h"
#include "core/io/report/map_files.h"
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

} // namespace

/// As a model gets it that may take other pictures than the open dataset's. Empty: there is none.
std::function<std::vector<float>(const TrainedModel &)> Session::goldenPicture() const
{
    const Inspection::Pinned pinned
        = m_inspection.showsChelsea() ? Inspection::Pinned {} : m_inspection.pinned();
    return [pinned, loaded = m_dataset.loaded()](const TrainedModel &model) -> std::vector<float> {
        const Preprocessing &how = model.preprocessing;
        if (pinned.values && pinned.values->size() == how.shape().size())
            return *pinned.values;
        if (pinned.picture)
            return normalized(preparePixels(*pinned.picture, how), how);
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

void Session::exportModel(const ExportFormat &format, const QString &path)
{
    m_models.withModel(true, [this, &format, path](const ModelOfRun &model) {
        if (isSaving())
            return;
        m_exportTask.start([this, &format, path, model, picture = goldenPicture()](
                               const Progress &) -> BackgroundTask::Deliver {
            const ExportResult result = convscope::exportModel(
                format, path.toStdString(), *model.model, picture(*model.model));
            return [this, path, model, difference = result.largestDifference,
                       howto = QString::fromStdString(result.files.back().string())] {
                Q_EMIT modelExported(path, difference, howto, model);
            };
        });
    });
}

/// One thing after the other: a second one would leave nobody to tell how the first has ended.
bool Session::isSaving()
{
    if (m_exportTask.isBusy())
        Q_EMIT failed(tr("Something is still being saved; try again when that is done."));
    return m_exportTask.isBusy();
}

void Session::exportSummary(const QString &path)
{
    save(path, { ".svg", ".png", ".txt" },
        [spec = m_settings.config().model, data = m_dataset.loaded().data,
            suffix = QFileInfo(path).suffix().toLower().toStdString()](
            const Progress &) { return summaryFile(spec, classesFor(spec, data), suffix); });
}

void Session::exportMaps(
    const std::shared_ptr<const FeatureMaps> &maps, const QString &layer, const QString &path)
{
    if (!maps || isSaving())
        return;
    m_exportTask.start([this, maps, layer = layer.toStdString(), path](
                           const Progress &) -> BackgroundTask::Deliver {
        const fs::path target = path.toStdString();
        const auto chosen
            = chosenMaps(*maps, layer.empty() ? std::vector<std::string>() : std::vector { layer });
        if (endingOf(target) == ".npz")
            writeMapArrays(target, chosen);
        else if (layer.empty())
            writeMapPictures(target, chosen);
        else
            writeMapPicture(target, chosen.back()); // the input where it is the chosen one
        return [this, path] {
            Q_EMIT exported(path);
        };
    });
}

} // namespace convscope
