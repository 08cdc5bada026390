// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/session/session.h"

namespace convscope {

Session::Session(Options options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_settings(m_options.config)
{
    connectDataset();
    connect(&m_training, &TrainingService::launching, this, [this] {
        if (m_inspection.showsChelsea())
            pinFirst();
    });
    connect(&m_training, &TrainingService::failed, this, &Session::failed);
    connect(&m_models, &ModelService::opened, &m_inspection, &Inspection::endChelsea);
    connect(&m_evaluations, &Evaluations::failed, this, &Session::failed);
    connect(&m_exports, &Exports::failed, this, &Session::failed);
    connect(&m_models, &ModelService::failed, this, &Session::failed);
    connect(&m_library, &RunLibrary::failed, this, &Session::failed);
}

void Session::connectDataset()
{
    connect(&m_dataset, &DatasetService::replaced, this, [this] {
        m_inspection.forgetClassifiedSample();
        pinFirst();
    });
    connect(&m_dataset, &DatasetService::changed, this, [this] {
        if (!m_inspection.hasPinned())
            pinFirst();
    });
}

/// So that the feature maps have something to show before anybody chose a picture.
void Session::pinFirst()
{
    const LoadedData &loaded = m_dataset.loaded();
    const ImageSet &set
        = loaded.data->validation.size() > 0 ? loaded.data->validation : loaded.data->train;
    m_inspection.endChelsea();
    m_inspection.pinSample(loaded.dataset, set.samples.front());
}

} // namespace convscope
