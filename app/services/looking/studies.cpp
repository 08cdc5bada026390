// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/looking/studies.h"
#include "app/services/runs/evaluation_job.h"
#include <array>

namespace convscope {

namespace {

constexpr std::size_t kMaxLookedAt = 5'000; // training images, to find the nearest among
constexpr std::size_t kAlike = 9; // shown

std::vector<std::string> asNames(const QStringList &list)
{
    std::vector<std::string> names;
    for (const QString &name : list)
        names.push_back(name.toStdString());
    return names;
}

} // namespace

Studies::Studies(
    DatasetService &dataset, TrainingService &training, Inspection &inspection, QObject *parent)
    : QObject(parent)
    , m_dataset(dataset)
    , m_training(training)
    , m_inspection(inspection)
{
    connect(&training.run(), &RunModel::started, this, &Studies::clear);
    connect(&dataset, &DatasetService::changed, this, &Studies::clear);
}

QString Studies::obstacle() const
{
    if (!m_inspection.model())
        return tr("There is no trained network yet: train one, or open a run or a model file.");
    if (!m_dataset.hasData())
        return tr("Open the dataset first: its images tell what the maps are for.");
    return {};
}

void Studies::measureAblationScores(const QStringList &layers)
{
    if (!obstacle().isEmpty())
        return;
    const ModelOfRun origin { m_inspection.model(),
        { m_training.run().source().folder, ModelCheckpoint::Live } };
    m_ablationScores.start([this, layers = asNames(layers), origin, loaded = m_dataset.loaded()](
                               const Progress &progress) -> BackgroundTask::Deliver {
        constexpr std::array kTelling { Split::Validation, Split::Train };
        auto [split, prepared] = tellingImages(origin, loaded, kTelling, progress);
        const auto &model = origin.model;
        ImageSet &set = prepared.images;
        relabel(set, prepared.dataset->classes(), model->classes);
        auto scores = std::make_shared<const AblationScores>(convscope::measureAblationScores(
            model, set, layers.empty() ? layersToMeasure(model->spec) : layers, progress));
        return [this, scores, split = split] {
            Q_EMIT ablationScoresMeasured(scores, split);
        };
    });
}

void Studies::findTopActivations(const TopActivationsRequest &request)
{
    if (!obstacle().isEmpty())
        return;
    m_topActivations.start(
        [this, request, model = m_inspection.model(), loaded = m_dataset.loaded()](
            const Progress &progress) -> BackgroundTask::Deliver {
            FoundActivations result { .request = request,
                .batch = model->batch,
                .set = preparedFor(model, loaded, Split::Train, progress),
                .classes = loaded.data->classes,
                .found = {} };
            result.found = convscope::topActivations(*model, result.set, request, progress);
            const auto shared = std::make_shared<const FoundActivations>(std::move(result));
            return [this, shared] {
                Q_EMIT topActivationsFound(shared);
            };
        });
}

/// While a run goes on there is a new model several times a second: then an older one is as good.
bool Studies::isOfUse(const Ready &ready) const
{
    return ready.data == m_dataset.loaded().data
        && (ready.likeness->model() == m_inspection.model() || m_training.hasRun());
}

void Studies::findNearestImages(std::vector<float> input)
{
    if (!obstacle().isEmpty())
        return;
    const auto ready = m_ready && isOfUse(*m_ready) ? m_ready : nullptr;
    m_nearestImages.start(
        [this, ready, input = std::move(input), model = m_inspection.model(),
            loaded = m_dataset.loaded()](const Progress &progress) -> BackgroundTask::Deliver {
            auto used = ready;
            if (!used) {
                auto made = std::make_shared<Ready>();
                made->data = loaded.data;
                made->set = preparedFor(model, loaded, Split::Train, progress);
                made->likeness = std::make_shared<const NearestImages>(
                    model, made->set, kMaxLookedAt, progress);
                used = made;
            }
            const auto found = std::make_shared<const FoundNearestImages>(
                FoundNearestImages { .images = used->likeness->nearest(input, kAlike),
                    .set = used->set,
                    .classes = loaded.data->classes,
                    .looked = used->likeness->looked(),
                    .all = used->likeness->all(),
                    .batch = used->likeness->model()->batch });
            return [this, used, found] {
                m_ready = used;
                Q_EMIT nearestImagesFound(found);
            };
        });
}

void Studies::clear()
{
    m_ready.reset();
    for (BackgroundTask *task : { &m_ablationScores, &m_topActivations, &m_nearestImages })
        task->cancel();
    Q_EMIT cleared();
}

} // namespace convscope
