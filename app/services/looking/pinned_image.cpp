// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/looking/pinned_image.h"
#include "core/base/error.h"
#include "ui/images/image_conversion.h"

namespace convscope {

PinnedImage::PinnedImage(QObject *parent)
    : QObject(parent)
{
    connect(&m_task, &BackgroundTask::failed, this, &PinnedImage::failed);
}

void PinnedImage::pin(InspectedImage image)
{
    m_image = std::move(image);
    Q_EMIT pinnedChanged(toQImage(*m_image.decoded), m_image.name);
    Q_EMIT ready();
}

void PinnedImage::readAndPin(std::function<InspectedImage()> read)
{
    m_task.start([this, read = std::move(read), inDemo = showsChelsea()](
                     const Progress &) -> BackgroundTask::Deliver {
        InspectedImage image = read();
        if (inDemo)
            return [this, what = preparedForDemo(std::move(image))] {
                pinInDemo(what);
            };
        return [this, image = std::move(image)] {
            pin(image);
        };
    });
}

void PinnedImage::pinFile(const QString &path)
{
    readAndPin([path] { return readNamed(path); });
}

void PinnedImage::pinSample(std::shared_ptr<const Dataset> dataset, std::size_t sample)
{
    readAndPin([dataset = std::move(dataset), sample] { return readSample(dataset, sample); });
}

void PinnedImage::pinImage(const QImage &image)
{
    const InspectedImage pasted { .decoded = std::make_shared<const Image>(fromQImage(image)),
        .name = tr("Pasted image") };
    if (showsChelsea()) {
        readAndPin([pasted] { return pasted; });
        return;
    }
    m_task.cancel(); // an older request
    pin(pasted);
}

void PinnedImage::pinPrepared(std::vector<float> values, const QImage &shown, const QString &name)
{
    m_task.cancel(); // an older request
    endChelsea();
    pin({ .decoded = std::make_shared<const Image>(fromQImage(shown)),
        .name = name,
        .values = std::make_shared<const std::vector<float>>(std::move(values)) });
}

void PinnedImage::pinNeighbour(int step)
{
    if (!m_image.set)
        return;
    const auto count = qint64(m_image.set->samples().size());
    const qint64 next = (qint64(m_image.sample) + step + count) % count;
    pinSample(m_image.set, std::size_t(next));
}

PinnedImage::ForDemo PinnedImage::preparedForDemo(InspectedImage image)
{
    try {
        DemoImage prepared = demoImage(*image.decoded);
        if (prepared.shrunk)
            image.name = tr("%1, shrunk from %2 × %3 to %4 × %5 pixels")
                             .arg(image.name)
                             .arg(image.decoded->width)
                             .arg(image.decoded->height)
                             .arg(prepared.shape.w)
                             .arg(prepared.shape.h);
        image.values = std::make_shared<const std::vector<float>>(prepared.values);
        return { std::move(image), std::move(prepared) };
    } catch (const Error &error) {
        throw Error(image.name.toStdString() + ": " + error.what());
    }
}

void PinnedImage::showChelsea()
{
    m_task.start([this](const Progress &) -> BackgroundTask::Deliver {
        return
            [this,
                what = preparedForDemo({ .decoded = std::make_shared<const Image>(chelseaImage()),
                    .name = tr("Chelsea the cat") })] {
                const bool begins = !m_demo;
                if (begins) {
                    m_before = m_image;
                    m_filters = chelseaFilters();
                }
                pinInDemo(what);
                if (begins)
                    Q_EMIT demoChanged();
            };
    });
}

void PinnedImage::pinInDemo(const ForDemo &what)
{
    if (!m_demo || m_demo->spec.input != what.prepared.shape) {
        m_demo = std::make_shared<const TrainedModel>(chelseaModel(what.prepared.shape, m_filters));
        Q_EMIT networkChanged();
    }
    pin(what.image);
}

void PinnedImage::setDemoFilters(std::vector<NamedTensor> filters)
{
    if (!m_demo)
        return;
    m_filters = std::move(filters);
    m_demo = std::make_shared<const TrainedModel>(chelseaModel(m_demo->spec.input, m_filters));
    Q_EMIT filtersChanged();
}

void PinnedImage::endChelsea()
{
    if (!std::exchange(m_demo, nullptr))
        return;
    m_task.cancel(); // an image for the demonstration
    Q_EMIT networkChanged();
    InspectedImage before = std::exchange(m_before, {});
    if (before.decoded) {
        pin(std::move(before));
    } else {
        m_image = {};
        Q_EMIT pinnedChanged({}, {});
    }
    Q_EMIT demoChanged();
}

/// The last layer of a demonstration is no list of classes, so probabilities mean nothing there.
std::shared_ptr<const FeatureMaps> PinnedImage::shownOf(
    const std::shared_ptr<const FeatureMaps> &maps) const
{
    if (!m_demo)
        return maps;
    auto result = std::make_shared<FeatureMaps>(*maps);
    std::erase_if(
        result->layers, [](const LayerMaps &layer) { return layer.end == NetworkEnd::Output; });
    result->probabilities.clear();
    return result;
}

} // namespace convscope
