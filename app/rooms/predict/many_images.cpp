// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/predict/many_images.h"
#include "core/base/error.h"
#include "core/base/files/file_ending.h"
#include "core/data/decode/image_decode.h"
#include "core/io/report/predictions_csv.h"
#include "ui/images/image_conversion.h"
#include "ui/predict/predictions_panel.h"
#include <QDir>

namespace convscope {

namespace {

constexpr int kThumbnail = 96; // pixels; enough for large screens

PredictedImage predicted(Predictor &predictor, const std::string &path)
{
    try {
        const Image image = readImage(path);
        return { predictImage(predictor, path, image),
            toQImage(image).scaled(
                kThumbnail, kThumbnail, Qt::KeepAspectRatio, Qt::SmoothTransformation) };
    } catch (const Error &error) {
        return { { path, {}, error.what() }, {} };
    }
}

} // namespace

ManyImages::ManyImages(PredictionsPanel &panel)
    : QObject(&panel)
    , m_panel(panel)
{
    connect(&panel, &PredictionsPanel::cancelRequested, &m_task, &BackgroundTask::cancel);
    connect(&m_task, &BackgroundTask::progressed, this, [this](quint64 done, quint64 total) {
        show();
        m_panel.setProgress(done, total);
    });
    connect(&m_task, &BackgroundTask::delivered, this, [this] { end(false); });
    connect(&m_task, &BackgroundTask::cancelled, this, [this] { end(true); });
    connect(&m_task, &BackgroundTask::failed, this, [this](const QString &sentence) {
        end(false);
        m_panel.showError(sentence);
    });
    connect(&m_saving, &BackgroundTask::failed, &panel, &PredictionsPanel::showError);
}

void ManyImages::classify(
    std::shared_ptr<const TrainedModel> model, const QStringList &paths, const QString &network)
{
    m_panel.begin(model->classes, network);
    std::vector<std::string> names;
    for (const QString &path : paths)
        names.push_back(path.toStdString());
    m_arrived = std::make_shared<Arrived>();
    m_task.start([model = std::move(model), names = std::move(names), arrived = m_arrived](
                     const Progress &progress) -> BackgroundTask::Deliver {
        const std::vector<std::string> files = imageFiles(names);
        Predictor predictor(model);
        for (std::size_t i = 0; i < files.size(); ++i) {
            if (!progress(i, files.size()))
                throw Cancelled();
            arrived->post(predicted(predictor, files[i]));
        }
        return {};
    });
}

void ManyImages::show()
{
    m_panel.append(m_arrived->take());
}

void ManyImages::end(bool wasCancelled)
{
    show();
    m_panel.end(wasCancelled);
    Q_EMIT ended();
}

void ManyImages::save(const QString &file)
{
    const PredictionsModel &model = m_panel.predictions();
    m_saving.start([this, file, classes = model.classes(), rows = model.predictions()](
                       const Progress &) -> BackgroundTask::Deliver {
        writeFileNamed(file.toStdString(), { ".csv" }, predictionTable(classes, rows));
        return [this, file] {
            m_panel.showNote(tr("Saved %1").arg(QDir::toNativeSeparators(file)));
        };
    });
}

} // namespace convscope
