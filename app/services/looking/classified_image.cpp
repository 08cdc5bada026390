// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/looking/classified_image.h"
#include "core/train/measure/evaluation.h"
#include "ui/images/image_conversion.h"

namespace convscope {

ClassifiedImage::ClassifiedImage(QObject *parent)
    : QObject(parent)
{
    connect(&m_inspector, &Inspector::ready, this, &ClassifiedImage::tell);
    connect(&m_inspector, &Inspector::failed, this, &ClassifiedImage::predictionFailed);
    connect(&m_task, &BackgroundTask::failed, this, &ClassifiedImage::refuseImage);
}

void ClassifiedImage::tell(const std::shared_ptr<const FeatureMaps> &maps)
{
    if (maps->model != m_model)
        return;
    if (isAnswer(maps->probabilities))
        Q_EMIT predicted(maps, m_image.name, m_shown);
    else
        Q_EMIT predictionFailed(tr("The network has no answer: its numbers got out of hand. "
                                   "Take its state of another moment, or train it anew."));
}

void ClassifiedImage::inspect()
{
    if (m_image.decoded && m_model)
        m_inspector.inspect({ .model = m_model,
            .image = m_image.decoded,
            .edit = m_edit,
            .values = nullptr,
            .factors = m_factors });
}

void ClassifiedImage::setModel(std::shared_ptr<const TrainedModel> model)
{
    m_model = std::move(model);
    inspect();
}

void ClassifiedImage::setFactors(std::vector<ChannelScale> factors)
{
    m_factors = std::move(factors);
    inspect();
}

void ClassifiedImage::setEdit(ImageEdit edit)
{
    m_edit = std::move(edit);
    inspect();
}

void ClassifiedImage::classifyFile(const QString &path)
{
    m_task.start([this, path](const Progress &) -> BackgroundTask::Deliver {
        return [this, image = readNamed(path)] {
            classify(image);
        };
    });
}

void ClassifiedImage::classifySample(std::shared_ptr<const Dataset> dataset, std::size_t sample)
{
    m_task.start(
        [this, dataset = std::move(dataset), sample](const Progress &) -> BackgroundTask::Deliver {
            return [this, image = readSample(dataset, sample)] {
                classify(image);
            };
        });
}

void ClassifiedImage::classifyImage(const QImage &image)
{
    if (image.isNull()) {
        refuseImage(tr("This image is empty. Copy or drop another one."));
        return;
    }
    classify({ .decoded = std::make_shared<const Image>(fromQImage(image)),
        .name = tr("Pasted image") });
}

void ClassifiedImage::classify(const InspectedImage &image)
{
    m_task.cancel(); // an older request
    m_image = image;
    m_shown = toQImage(*image.decoded);
    m_edit = {};
    Q_EMIT droppedChanged();
    if (m_model)
        inspect();
    else
        Q_EMIT predictionFailed(
            tr("There is no trained network yet. Press Train, or open a run or a model file."));
}

void ClassifiedImage::forget()
{
    m_task.cancel(); // an older request
    m_inspector.forget();
    m_image = {};
    m_shown = {};
    m_edit = {};
    Q_EMIT droppedChanged();
}

void ClassifiedImage::forgetSample()
{
    if (m_image.set)
        forget();
}

void ClassifiedImage::refuseImage(const QString &sentence)
{
    forget();
    Q_EMIT predictionFailed(sentence);
}

} // namespace convscope
