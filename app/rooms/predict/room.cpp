// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/predict/room.h"
#include "app/rooms/predict/many_images.h"
#include "ui/ablation/ablation_note.h"
#include "ui/ablation/nearest_images_strip.h"
#include "ui/images/drop_area.h"
#include "ui/predict/change_section.h"
#include "ui/predict/predict_panel.h"
#include "ui/predict/predictions_panel.h"
#include "ui/predict/why_section.h"
#include "ui/training/checkpoint_text.h"

namespace convscope {

PredictRoom::PredictRoom(Services &services, Shell &shell)
    : Room(services, shell)
    , m_panel(new PredictPanel(&shell.window()))
    , m_nearestImages(new NearestImagesStrip)
{
    connectInspection();
    connectWhy();
    connectChange();
    auto *note = new AblationNote(services.scales.steps(),
        tr("Answers here are of the network with these changes; how often it is right, of the "
           "network as it was trained."));
    note->setObjectName(QStringLiteral("surgeryNote"));
    m_panel->addToAnswer(note);
    m_panel->addBelow(m_nearestImages);
    connectNearestImages();
    connectNearestSearch();
    connect(&m_panel->dropArea(), &DropArea::manyDropped, this, &PredictRoom::classifyMany);
    m_panel->setHasPinned(services.inspection.pinned().hasPinned());
    m_panel->setReady(services.models.hasModel());
}

void PredictRoom::connectInspection()
{
    Inspection &inspection = m_services.inspection;
    ClassifiedImage &classified = inspection.classified();
    const DropArea &area = m_panel->dropArea();
    connect(&area, &DropArea::fileDropped, &classified, &ClassifiedImage::classifyFile);
    connect(&area, &DropArea::unusable, &classified, &ClassifiedImage::refuseImage);
    connect(&area, &DropArea::imageDropped, &classified, &ClassifiedImage::classifyImage);
    connect(m_panel, &PredictPanel::pinnedChosen, &inspection, [&inspection] {
        if (inspection.pinned().hasPinned())
            inspection.classified().classify(inspection.pinned().image());
    });
    connect(&inspection.pinned(), &PinnedImage::pinnedChanged, this,
        [this] { m_panel->setHasPinned(m_services.inspection.pinned().hasPinned()); });
    connect(&inspection.classified(), &ClassifiedImage::predicted, this,
        [this](const auto &maps, const QString &name, const QImage &original) {
            m_panel->setPrediction(
                maps, name, original, networkText(m_services.training.run(), *maps->model));
        });
    connect(&inspection.classified(), &ClassifiedImage::predictionFailed, m_panel,
        &PredictPanel::setError);
    connect(&inspection.classified(), &ClassifiedImage::droppedChanged, this, [this] {
        if (!m_services.inspection.classified().dropped().image)
            m_panel->clearAnswer();
    });
    connect(&m_services.models, &ModelService::changed, this,
        [this] { m_panel->setReady(m_services.models.hasModel()); });
    connect(&m_services.training.run(), &RunModel::started, this, &PredictRoom::forget);
}

void PredictRoom::connectWhy()
{
    Explanations &explanations = m_services.explanations;
    WhySection &why = m_panel->why();
    connect(&why, &WhySection::asked, &explanations, &Explanations::ask);
    connect(&why, &WhySection::cancelRequested, &explanations, &Explanations::cancel);
    connect(&explanations, &Explanations::explained, &why, &WhySection::setAnswer);
    connect(&explanations, &Explanations::progressed, &why, &WhySection::setProgress);
    connect(&explanations, &Explanations::ended, &why, &WhySection::endProgress);
    connect(&explanations, &Explanations::failed, &why, &WhySection::setError);
    connect(&explanations, &Explanations::mapOutdated, &why, &WhySection::expect);
    connect(&m_services.inspection.classified(), &ClassifiedImage::droppedChanged, &why,
        &WhySection::expect);
}

void PredictRoom::connectChange()
{
    Explanations &explanations = m_services.explanations;
    Inspection &inspection = m_services.inspection;
    ChangeSection &change = m_panel->change();
    connect(
        &change, &ChangeSection::editChanged, &inspection.classified(), &ClassifiedImage::setEdit);
    connect(&change, &ChangeSection::curveRequested, &explanations, &Explanations::askCurve);
    connect(&explanations, &Explanations::curveReady, &change, &ChangeSection::setCurve);
    connect(&explanations, &Explanations::curveOutdated, &change, &ChangeSection::expectCurve);
    connect(&inspection.classified(), &ClassifiedImage::droppedChanged, &change,
        &ChangeSection::startOver);
    connect(&change, &ChangeSection::baseRequested, &change,
        [&inspection, &change](bool onNetworkInput) {
            const ClassifiedImage::Dropped now = inspection.classified().dropped();
            change.setBase(onNetworkInput && now.image && now.model ? std::make_shared<const Image>(
                               preparedImage(*now.image, now.model->preprocessing))
                                                                    : now.image);
        });
}

void PredictRoom::connectNearestImages()
{
    Inspection &inspection = m_services.inspection;
    connect(&inspection.classified(), &ClassifiedImage::predicted, m_nearestImages,
        [this](const std::shared_ptr<const FeatureMaps> &maps) {
            m_nearestImages->setImage(maps->input.values);
        });
    connect(&inspection.classified(), &ClassifiedImage::droppedChanged, m_nearestImages,
        &NearestImagesStrip::clear);
    connect(&m_services.models, &ModelService::changed, this, [this] {
        if (!m_services.training.hasRun())
            m_nearestImages->expectOtherModel();
    });
    connect(&inspection.network(), &ShownNetwork::layersChanged, this,
        &PredictRoom::updateNearestImages);
    connect(&inspection.network(), &ShownNetwork::kernelsChanged, this,
        &PredictRoom::updateNearestImages);
    connect(&m_services.dataset, &DatasetService::changed, this, &PredictRoom::updateNearestImages);
    updateNearestImages();
}

void PredictRoom::connectNearestSearch()
{
    Studies &studies = m_services.studies;
    BackgroundTask &task = studies.nearestImages();
    connect(&studies, &Studies::cleared, m_nearestImages, &NearestImagesStrip::clear);
    connect(m_nearestImages, &NearestImagesStrip::requested, &studies, &Studies::findNearestImages);
    connect(m_nearestImages, &NearestImagesStrip::cancelRequested, &task, &BackgroundTask::cancel);
    connect(m_nearestImages, &NearestImagesStrip::sampleChosen, this, [this](quint64 sample) {
        m_services.inspection.pinned().pinSample(m_services.dataset.loaded().dataset, sample);
        Q_EMIT m_services.focus.otherImageRequested();
    });
    connect(&task, &BackgroundTask::progressed, m_nearestImages, &NearestImagesStrip::setProgress);
    connect(&task, &BackgroundTask::cancelled, m_nearestImages, &NearestImagesStrip::stop);
    connect(&task, &BackgroundTask::failed, m_nearestImages, &NearestImagesStrip::showError);
    connect(&studies, &Studies::nearestImagesFound, m_nearestImages, &NearestImagesStrip::setFound);
}

void PredictRoom::updateNearestImages()
{
    m_nearestImages->setPossible(m_services.studies.obstacle().isEmpty());
}

/// Drops the explanations of another network.
void PredictRoom::forget()
{
    m_services.explanations.forget();
    m_panel->why().expect();
    m_panel->change().expectCurve();
}

QWidget *PredictRoom::widget()
{
    return m_panel;
}

/// With the network that the panel answers with.
void PredictRoom::classifyMany(const QStringList &paths)
{
    const auto model = m_services.inspection.classified().dropped().model;
    if (!model)
        return;
    if (!m_table)
        buildTable();
    m_table->show();
    m_table->raise();
    const RunModel &run = m_services.training.run();
    const ModelOrigin origin { run.source().folder, checkpointIn(run, model->batch) };
    //: %1 which network of which run, %2 how often it is right
    m_many->classify(
        model, paths, tr("%1 · %2").arg(originText(origin, *model), knownAccuracy(run, *model)));
}

void PredictRoom::buildTable()
{
    m_table = new PredictionsPanel(&m_shell.window());
    m_many = new ManyImages(*m_table);
    connect(m_table, &PredictionsPanel::imageChosen, &m_services.inspection.classified(),
        &ClassifiedImage::classifyFile);
    connect(m_table, &PredictionsPanel::saveRequested, this, &PredictRoom::saveTable);
}

void PredictRoom::saveTable()
{
    const QString file = m_shell.askSaveFile(
        tr("Save the table"), QStringLiteral("predictions.csv"), tr("Tables (*.csv)"));
    if (!file.isEmpty())
        m_many->save(file);
}

} // namespace convscope
