// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/services.h"

namespace convscope {

Services::Services(const Options &options)
    : settings(options.config)
    , dataset(settings)
    , training(settings, dataset, { options.runs, options.nextRun })
    , models(dataset, training)
    , scales(training, inspection)
    , focus(inspection)
    , history(training, models, inspection)
    , evaluations(dataset, models)
    , exports({ settings, dataset, training, models, inspection, history, evaluations })
    , library(settings, dataset, training, options.runs)
    , preflight(settings, dataset, training)
    , studies(dataset, training, inspection)
    , explanations(inspection)
{
    // The image that is looked at is of the open dataset, and of the network that it trains.
    QObject::connect(&dataset, &DatasetService::replaced, &inspection, [this] {
        inspection.classified().forgetSample();
        pinFirst();
    });
    QObject::connect(&dataset, &DatasetService::changed, &inspection, [this] {
        if (!inspection.pinned().hasPinned())
            pinFirst();
    });
    QObject::connect(&training, &TrainingService::launching, &inspection, [this] {
        if (inspection.pinned().showsChelsea())
            pinFirst();
    });
    QObject::connect(
        &models, &ModelService::opened, &inspection.pinned(), &PinnedImage::endChelsea);
}

/// So that the feature maps have something to show before anybody chose an image.
void Services::pinFirst()
{
    const LoadedData &loaded = dataset.loaded();
    const ImageSet &set
        = loaded.data->validation.size() > 0 ? loaded.data->validation : loaded.data->train;
    inspection.pinned().endChelsea();
    inspection.pinned().pinSample(loaded.dataset, set.samples.front());
}

} // namespace convscope
