// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/looking/inspection.h"
#include "core/base/error.h"
#include "core/data/decode/image_decode.h"
#include "core/train/measure/evaluation.h"
#include "ui/images/picture_conversion.h"
#include <QFileInfo>
#include <algorithm>

namespace convscope {

namespace {

constexpr std::chrono::milliseconds kDroppedInterval { 150 };
constexpr double kEarly = 40; // milliseconds: models are fetched on a timer of their own

bool sameLayers(const std::vector<LayerSummary> &a, const std::vector<LayerSummary> &b)
{
    return std::ranges::equal(a, b, [](const LayerSummary &left, const LayerSummary &right) {
        return left.name == right.name && left.kind == right.kind && left.output == right.output
            && left.parameters == right.parameters;
    });
}

QString nameOf(const Dataset &dataset, std::size_t sample)
{
    const Sample &known = dataset.samples()[sample];
    //: %1 a picture's name, %2 its class
    return Inspection::tr("%1 (%2)").arg(QString::fromStdString(known.name),
        QString::fromStdString(dataset.classes()[std::size_t(known.label)]));
}

/// The decoder gives its reasons alone; a person wants to know which picture they are about.
std::shared_ptr<const Image> readSample(const Dataset &dataset, std::size_t sample)
{
    try {
        return std::make_shared<const Image>(dataset.image(sample));
    } catch (const Error &error) {
        throw Error(dataset.samples()[sample].name + ": " + error.what());
    }
}

std::shared_ptr<const Image> readNamed(const QString &path)
{
    try {
        return std::make_shared<const Image>(readImage(path.toStdString()));
    } catch (const Error &error) {
        const std::string reason = error.what();
        const bool isOther = reason.starts_with("not a picture"); // else the reason says enough
        throw Error(QFileInfo(path).fileName().toStdString() + ": " + reason
            + (isOther ? "; choose a PNG, JPEG, GIF, BMP, WebP, TIFF or PNM picture" : ""));
    }
}

/// The last layer of a demonstration is no list of classes, so probabilities mean nothing there.
std::shared_ptr<const FeatureMaps> withoutProbabilities(const FeatureMaps &maps)
{
    auto result = std::make_shared<FeatureMaps>(maps);
    std::erase_if(
        result->layers, [](const LayerMaps &layer) { return layer.end == NetworkEnd::Output; });
    result->probabilities.clear();
    return result;
}

} // namespace

Inspection::Inspection(QObject *parent)
    : QObject(parent)
{
    connect(&m_mapsInspector, &Inspector::seen, this,
        [this](const std::shared_ptr<const FeatureMaps> &maps) {
            if (!m_pinned || maps->model != mapsModel())
                return; // of a network that is gone
            Q_EMIT looked(m_mapsInspector.seconds());
            Q_EMIT mapsSeen(m_demo ? withoutProbabilities(*maps) : maps);
        });
    connect(&m_mapsInspector, &Inspector::failed, this, [this](const QString &sentence) {
        Q_EMIT mapsForgotten();
        Q_EMIT mapsFailed(sentence);
    });
    connect(&m_keptInspector, &Inspector::seen, this,
        [this](const std::shared_ptr<const FeatureMaps> &maps) {
            if (!m_keptFollows)
                return;
            Q_EMIT looked(m_keptInspector.seconds());
            Q_EMIT keptSeen(m_demo ? withoutProbabilities(*maps) : maps);
        });
    connect(&m_keptInspector, &Inspector::failed, this, &Inspection::mapsFailed);
    connect(&m_dropInspector, &Inspector::seen, this,
        [this](const std::shared_ptr<const FeatureMaps> &maps) {
            if (maps->model != m_model)
                return;
            if (isAnswer(maps->probabilities))
                Q_EMIT predicted(maps, m_droppedName, m_droppedImage);
            else
                Q_EMIT predictionFailed(
                    tr("The network has no answer: its numbers got out of hand. "
                       "Take its state of another moment, or train it anew."));
        });
    connect(&m_dropInspector, &Inspector::failed, this, &Inspection::predictionFailed);
    connect(&m_pinTask, &BackgroundTask::failed, this, &Inspection::mapsFailed);
    connect(&m_dropTask, &BackgroundTask::failed, this, &Inspection::refusePicture);
}

void Inspection::setModel(std::shared_ptr<const TrainedModel> model)
{
    m_model = std::move(model);
    m_expectsOther = false;
    if (!m_demo)
        showLayers();
    lookAtPinned();
    lookAtDropped();
}

void Inspection::expectOther()
{
    m_expectsOther = true;
    m_dropInspector.forget();
    m_keptInspector.forget();
    if (!m_demo)
        forgetMaps();
}

bool Inspection::isOtherNetwork(const TrainedModel &model) const
{
    return !m_model || !(m_model->spec == model.spec);
}

void Inspection::follow(std::shared_ptr<const TrainedModel> model)
{
    const bool isFirst = m_expectsOther || isOtherNetwork(*model);
    const bool isTime = m_liveRate > 0
        && (!m_sinceFollowed.isValid()
            || double(m_sinceFollowed.elapsed()) + kEarly >= 1e3 / m_liveRate);
    if (isFirst || (isTime && !m_demo)) {
        m_sinceFollowed.start();
        setModel(std::move(model));
        return;
    }
    m_model = std::move(model);
    m_kernelsStale = true;
    lookAtDropped();
}

void Inspection::forgetMaps()
{
    m_mapsInspector.forget();
    Q_EMIT mapsForgotten();
}

void Inspection::setLiveRate(double aSecond)
{
    m_liveRate = aSecond;
}

void Inspection::showLayers()
{
    m_kernelsStale = false;
    const auto &model = mapsModel();
    std::vector<LayerSummary> layers;
    if (model)
        layers = inferShapes(model->spec);
    if (!sameLayers(layers, m_layers)) {
        m_layers = layers;
        Q_EMIT layersChanged(layers);
    }
    Q_EMIT kernelsChanged(model);
}

void Inspection::setMapsVisible(bool visible)
{
    m_mapsVisible = visible;
    if (visible && m_mapsStale)
        lookAtPinned();
}

std::optional<std::chrono::milliseconds> Inspection::modelInterval() const
{
    std::optional<std::chrono::milliseconds> interval;
    if (m_mapsVisible && m_pinned && !m_demo && m_liveRate > 0)
        interval = std::chrono::milliseconds(static_cast<int>(1e3 / m_liveRate));
    if (m_dropped)
        interval = std::min(interval.value_or(kDroppedInterval), kDroppedInterval);
    return interval;
}

void Inspection::lookAtPinned()
{
    m_mapsStale = !m_mapsVisible;
    if (m_kernelsStale && m_mapsVisible)
        showLayers(); // of the model that is looked at now
    if (m_mapsVisible && m_pinned && mapsModel())
        m_mapsInspector.look({ .model = mapsModel(),
            .picture = m_pinned,
            .values = m_pinnedValues,
            .factors = m_demo ? std::vector<MapFactor>() : m_factors,
            .score = m_demo ? -1 : m_score }); // it has no classes
    lookAtKept();
}

void Inspection::keepPinned()
{
    m_kept = pinned();
    lookAtKept();
}

void Inspection::setKeptFollows(bool follows)
{
    m_keptFollows = follows;
    lookAtKept();
}

void Inspection::lookAtKept()
{
    if (m_keptFollows && m_mapsVisible && m_kept.picture && mapsModel())
        m_keptInspector.look({ .model = mapsModel(),
            .picture = m_kept.picture,
            .values = m_kept.values,
            .factors = m_demo ? std::vector<MapFactor>() : m_factors,
            .score = m_demo ? -1 : m_score });
}

void Inspection::lookAtDropped()
{
    if (m_dropped && m_model)
        m_dropInspector.look({ .model = m_model,
            .picture = m_dropped,
            .edit = m_edit,
            .values = nullptr,
            .factors = m_factors });
}

void Inspection::setFactors(std::vector<MapFactor> factors)
{
    m_factors = std::move(factors);
    lookAtPinned();
    lookAtDropped();
}

void Inspection::setScore(int index)
{
    if (std::exchange(m_score, index) != index)
        lookAtPinned();
}

void Inspection::pin(
    Picture picture, const QString &name, std::shared_ptr<const std::vector<float>> values)
{
    m_pinned = std::move(picture);
    m_pinnedName = name;
    m_pinnedValues = std::move(values);
    Q_EMIT pinnedChanged(toQImage(*m_pinned), name);
    if (!m_mapsVisible)
        forgetMaps(); // in sight the new ones take their place at once
    lookAtPinned();
}

void Inspection::pinFile(const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    m_pinTask.start(
        [this, path, name, inDemo = showsChelsea()](const Progress &) -> BackgroundTask::Deliver {
            auto picture = readNamed(path);
            if (inDemo)
                return [this, what = preparedForDemo(std::move(picture), name)] {
                    pinInDemo(what);
                };
            return [this, name, picture = std::move(picture)] {
                m_pinnedSet = nullptr;
                pin(picture, name);
            };
        });
}

void Inspection::pinImage(const QImage &image)
{
    auto picture = std::make_shared<const Image>(fromQImage(image));
    if (showsChelsea()) {
        m_pinTask.start([this, picture](const Progress &) -> BackgroundTask::Deliver {
            return [this, what = preparedForDemo(picture, tr("Pasted picture"))] {
                pinInDemo(what);
            };
        });
        return;
    }
    m_pinTask.cancel(); // an older wish
    m_pinnedSet = nullptr;
    pin(std::move(picture), tr("Pasted picture"));
}

void Inspection::pinSample(std::shared_ptr<const Dataset> dataset, std::size_t sample)
{
    const QString name = nameOf(*dataset, sample);
    m_pinTask.start([this, dataset = std::move(dataset), sample, name, inDemo = showsChelsea()](
                        const Progress &) -> BackgroundTask::Deliver {
        auto picture = readSample(*dataset, sample);
        if (inDemo)
            return [this, dataset, sample, what = preparedForDemo(std::move(picture), name)] {
                m_pinnedSet = dataset;
                m_pinnedSample = sample;
                pinInDemo(what);
            };
        return [this, dataset, sample, name, picture = std::move(picture)] {
            m_pinnedSet = dataset;
            m_pinnedSample = sample;
            pin(picture, name);
        };
    });
}

void Inspection::pinPrepared(std::vector<float> values, const QImage &shown, const QString &name)
{
    m_pinTask.cancel(); // an older wish
    endChelsea();
    m_pinnedSet = nullptr;
    pin(std::make_shared<const Image>(fromQImage(shown)), name,
        std::make_shared<const std::vector<float>>(std::move(values)));
}

void Inspection::pinNeighbour(int step)
{
    if (!m_pinnedSet)
        return;
    const auto count = qint64(m_pinnedSet->samples().size());
    const qint64 next = (qint64(m_pinnedSample) + step + count) % count;
    pinSample(m_pinnedSet, std::size_t(next));
}

void Inspection::classifySample(std::shared_ptr<const Dataset> dataset, std::size_t sample)
{
    m_dropTask.start(
        [this, dataset = std::move(dataset), sample](const Progress &) -> BackgroundTask::Deliver {
            return [this, picture = readSample(*dataset, sample), name = nameOf(*dataset, sample)] {
                classify(picture, name);
                m_droppedIsSample = true;
            };
        });
}

void Inspection::forgetClassifiedSample()
{
    if (!m_droppedIsSample)
        return;
    m_dropTask.cancel();
    m_dropInspector.forget();
    m_dropped.reset();
    m_droppedImage = {};
    m_edit = {};
    m_droppedIsSample = false;
    Q_EMIT droppedChanged();
}

void Inspection::refusePicture(const QString &sentence)
{
    m_dropTask.cancel(); // an older wish
    m_dropInspector.forget();
    m_dropped.reset();
    m_edit = {};
    Q_EMIT droppedChanged();
    Q_EMIT predictionFailed(sentence);
}

void Inspection::classifyFile(const QString &path)
{
    m_dropTask.start([this, path](const Progress &) -> BackgroundTask::Deliver {
        return [this, path, picture = readNamed(path)] {
            classify(picture, QFileInfo(path).fileName());
        };
    });
}

void Inspection::classifyImage(const QImage &image)
{
    if (image.isNull()) {
        refusePicture(tr("This picture is empty. Copy or drop another one."));
        return;
    }
    classify(std::make_shared<const Image>(fromQImage(image)), tr("Pasted picture"));
}

void Inspection::classifyPinned()
{
    if (!m_pinned)
        return;
    classify(m_pinned, m_pinnedName);
    m_droppedIsSample = m_pinnedSet != nullptr;
}

void Inspection::setEdit(PictureEdit edit)
{
    m_edit = std::move(edit);
    lookAtDropped();
}

void Inspection::classify(Picture picture, const QString &name)
{
    m_dropTask.cancel(); // an older wish
    m_dropped = std::move(picture);
    m_droppedIsSample = false;
    m_droppedName = name;
    m_droppedImage = toQImage(*m_dropped);
    m_edit = {};
    Q_EMIT droppedChanged();
    if (m_model)
        lookAtDropped();
    else
        Q_EMIT predictionFailed(
            tr("There is no trained network yet. Press Train, or open a run or a model file."));
}

} // namespace convscope
