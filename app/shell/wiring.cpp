// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/wiring.h"
#include "app/services/preview_loader.h"
#include "app/services/services.h"
#include "ui/data/data_panel.h"
#include "ui/evaluation/evaluation_panel.h"
#include "ui/formula/formula_view.h"
#include "ui/kit/location_name.h"
#include "ui/maps/maps_panel.h"
#include "ui/model/model_panel.h"
#include "ui/predict/change_section.h"
#include "ui/predict/predict_panel.h"
#include "ui/predict/why_section.h"
#include "ui/preparation/pictures_panel.h"
#include "ui/runs/runs_panel.h"
#include "ui/settings/settings_panel.h"
#include "ui/training/moment_text.h"
#include "ui/training/training_panel.h"
#include <QCoreApplication>
#include <QLabel>

namespace convscope {

namespace {

void wireReport(Services &services, DataPanel &panel)
{
    DatasetExaminer &examiner = services.dataset.examiner();
    QObject::connect(
        &examiner, &DatasetExaminer::progressed, &panel, &DataPanel::setReportProgress);
    QObject::connect(&examiner, &DatasetExaminer::reportChanged, &panel,
        [&examiner, &panel] { panel.setReport(examiner.report()); });
    QObject::connect(&panel, &DataPanel::leftOutChanged, &panel, [&services, &panel] { services.dataset.leaveOut(panel.leftOut()); });
    QObject::connect(&panel, &DataPanel::classWeightsRequested, &panel, [&services] {
        RunConfig config = services.settings.config();
        config.classWeights = ClassWeights::Balanced;
        services.settings.configure(config);
    });
    QObject::connect(&services.settings, &RunSettings::changed, &panel, [&services, &panel] {
        panel.setWeighted(services.settings.config().classWeights == ClassWeights::Balanced);
        panel.setLeftOut(services.settings.config().leftOut);
    });
}

void wireFormula(Inspection &inspection, MapsPanel &panel)
{
    auto *formula = new FormulaView;
    panel.setDetail(formula);
    QObject::connect(&inspection, &Inspection::mapsSeen, formula, &FormulaView::setMaps);
    const auto forget = [formula] {
        formula->setMaps(nullptr);
    };
    QObject::connect(&inspection, &Inspection::layersChanged, formula, forget);
    QObject::connect(&inspection, &Inspection::mapsForgotten, formula, forget);
    QObject::connect(&panel, &MapsPanel::placeChosen, formula, &FormulaView::setPlace);
    QObject::connect(&panel, &MapsPanel::placeLeft, formula, &FormulaView::leave);
    QObject::connect(formula, &FormulaView::placeChosen, &panel, &MapsPanel::choosePlace);
    QObject::connect(formula, &FormulaView::marksChanged, &panel, &MapsPanel::setMarks);
    QObject::connect(formula, &FormulaView::closeWanted, &panel, &MapsPanel::leavePlace);
}

} // namespace

void wire(Services &services, DataPanel &panel)
{
    DatasetService &dataset = services.dataset;
    QObject::connect(&panel, &DataPanel::cancelRequested, &dataset, &DatasetService::cancel);
    QObject::connect(&panel, &DataPanel::sampleChosen, &panel, [&services](quint64 sample) {
        services.inspection.pinSample(services.dataset.loaded().whole, sample);
    });
    QObject::connect(&dataset, &DatasetService::began, &panel, &DataPanel::showLoading);
    QObject::connect(&dataset, &DatasetService::progressed, &panel, &DataPanel::setProgress);
    QObject::connect(&dataset, &DatasetService::ended, &panel, &DataPanel::endLoading);
    QObject::connect(&dataset, &DatasetService::failed, &panel, &DataPanel::showFault);
    QObject::connect(&services.dataset, &DatasetService::changed, &panel, [&services, &panel] {
        const LoadedData &loaded = services.dataset.loaded();
        panel.showData({ loaded.location, loaded.whole, loaded.config.leftOut, loaded.data });
        panel.setLeftOut(services.settings.config().leftOut);
    });
    wireReport(services, panel);
}

void wire(Services &services, ModelPanel &panel)
{
    const auto show = [&services, &panel] {
        panel.setModel(QString::fromStdString(services.settings.config().preset),
            services.settings.config().model);
    };
    QObject::connect(
        &panel, &ModelPanel::presetChosen, &services.settings, &RunSettings::choosePreset);
    QObject::connect(&services.settings, &RunSettings::changed, &panel, show);
    QObject::connect(&services.training, &TrainingService::changed, &panel,
        [&services, &panel] { panel.setEditable(!services.training.hasRun()); });
    show();
}

void wire(Services &services, SettingsPanel &panel)
{
    const auto show = [&services, &panel] {
        panel.setConfig(services.settings.config());
    };
    QObject::connect(&panel, &SettingsPanel::changed, &panel, [&services, &panel] {
        services.settings.configure(panel.applied(services.settings.config()));
    });
    QObject::connect(&panel, &SettingsPanel::settingChanged, &services.training,
        &TrainingService::changeSetting);
    QObject::connect(&services.settings, &RunSettings::changed, &panel, show);
    QObject::connect(&services.dataset, &DatasetService::changed, &panel, [&services, &panel] {
        panel.setTrainImages(services.dataset.loaded().data->train.size());
    });
    QObject::connect(&services.training, &TrainingService::changed, &panel,
        [&services, &panel] { panel.setRunning(services.training.hasRun()); });
    show();
}

void wire(Services &services, PicturesPanel &panel)
{
    DatasetService &dataset = services.dataset;
    auto *previews = new PreviewLoader(&panel);
    const auto show = [&services, &dataset, &panel] {
        panel.setConfig(services.settings.config());
        panel.setSuits(!dataset.hasData() || dataset.suits(services.settings.config()));
    };
    QObject::connect(&panel, &PicturesPanel::changed, &panel, [&services, &panel] {
        services.settings.configure(panel.applied(services.settings.config()));
    });
    QObject::connect(&panel, &PicturesPanel::previewWanted, previews, &PreviewLoader::load);
    QObject::connect(previews, &PreviewLoader::ready, &panel, &PicturesPanel::setPreview);
    QObject::connect(&services.settings, &RunSettings::changed, &panel, show);
    QObject::connect(
        &services.dataset, &DatasetService::changed, &panel, [&dataset, &panel, previews, show] {
            const LoadedData &loaded = dataset.loaded();
            previews->setDataset(loaded.dataset);
            panel.setData(loaded.dataset, loaded.data);
            show();
        });
    QObject::connect(&services.training, &TrainingService::changed, &panel,
        [&services, &panel] { panel.setRunning(services.training.hasRun()); });
    show();
}

void wire(Services &services, MapsPanel &panel)
{
    Inspection &inspection = services.inspection;
    QObject::connect(
        &panel, &MapsPanel::pinSampleRequested, &inspection, &Inspection::pinNeighbour);
    QObject::connect(&inspection, &Inspection::layersChanged, &panel, &MapsPanel::setLayers);
    QObject::connect(&inspection, &Inspection::kernelsChanged, &panel, &MapsPanel::setKernels);
    QObject::connect(&inspection, &Inspection::pinnedChanged, &panel, &MapsPanel::setPinned);
    QObject::connect(&inspection, &Inspection::mapsSeen, &panel, &MapsPanel::setMaps);
    QObject::connect(
        &inspection, &Inspection::mapsForgotten, &panel, [&panel] { panel.setMaps(nullptr); });
    wireFormula(inspection, panel);
    QObject::connect(&panel, &MapsPanel::pinFileRequested, &inspection, &Inspection::pinFile);
    QObject::connect(&panel, &MapsPanel::pinPictureRequested, &inspection, &Inspection::pinImage);
    QObject::connect(&panel, &MapsPanel::pinRefused, &inspection, &Inspection::mapsFailed);
    QObject::connect(&panel, &MapsPanel::viewKept, &inspection, &Inspection::keepPinned);
    QObject::connect(&panel, &MapsPanel::keptFollows, &inspection, &Inspection::setKeptFollows);
    QObject::connect(&inspection, &Inspection::keptSeen, &panel, &MapsPanel::setKeptMaps);
    // What was put aside is another network's.
    QObject::connect(&services.training.run(), &RunModel::started, &panel, &MapsPanel::dropKept);
    QObject::connect(&panel, &MapsPanel::scoreWanted, &inspection, &Inspection::setScore);
    QObject::connect(&panel, &MapsPanel::rateWanted, &inspection, &Inspection::setLiveRate);
    QObject::connect(&inspection, &Inspection::looked, &panel,
        [&services, &panel, copied = 0.0](double seconds) mutable {
            const double now = services.training.controller().lookSeconds();
            panel.addCost(seconds, now - std::exchange(copied, now));
        });
}

namespace {

void wireWhy(Inspection &inspection, Explanations &explainer, WhySection &why)
{
    QObject::connect(&why, &WhySection::asked, &explainer, &Explanations::ask);
    QObject::connect(&why, &WhySection::cancelRequested, &explainer, &Explanations::cancel);
    QObject::connect(&explainer, &Explanations::explained, &why, &WhySection::setAnswer);
    QObject::connect(&explainer, &Explanations::progressed, &why, &WhySection::setProgress);
    QObject::connect(&explainer, &Explanations::ended, &why, &WhySection::endProgress);
    QObject::connect(&explainer, &Explanations::failed, &why, &WhySection::setFault);
    QObject::connect(&explainer, &Explanations::mapOutdated, &why, &WhySection::expect);
    QObject::connect(&inspection, &Inspection::droppedChanged, &why, &WhySection::expect);
}

void wireChange(Inspection &inspection, Explanations &explainer, ChangeSection &change)
{
    QObject::connect(&change, &ChangeSection::editChanged, &inspection, &Inspection::setEdit);
    QObject::connect(&change, &ChangeSection::curveWanted, &explainer, &Explanations::askCurve);
    QObject::connect(&explainer, &Explanations::curveReady, &change, &ChangeSection::setCurve);
    QObject::connect(&explainer, &Explanations::curveOutdated, &change, &ChangeSection::expectCurve);
    QObject::connect(&inspection, &Inspection::droppedChanged, &change, &ChangeSection::startOver);
    QObject::connect(
        &change, &ChangeSection::baseWanted, &change, [&inspection, &change](bool onNetworkInput) {
            const Inspection::Dropped now = inspection.dropped();
            change.setBase(onNetworkInput && now.picture && now.model
                    ? std::make_shared<const Image>(
                        preparedPicture(*now.picture, now.model->preprocessing))
                    : now.picture);
        });
}

} // namespace

void wire(Services &services, PredictPanel &panel)
{
    Inspection &inspection = services.inspection;
    QObject::connect(&panel, &PredictPanel::fileChosen, &inspection, &Inspection::classifyFile);
    QObject::connect(
        &panel, &PredictPanel::pictureRefused, &inspection, &Inspection::refusePicture);
    QObject::connect(&panel, &PredictPanel::imageChosen, &inspection, &Inspection::classifyImage);
    QObject::connect(&panel, &PredictPanel::pinnedChosen, &inspection, &Inspection::classifyPinned);
    QObject::connect(&inspection, &Inspection::pinnedChanged, &panel,
        [&inspection, &panel] { panel.setHasPinned(inspection.hasPinned()); });
    QObject::connect(&inspection, &Inspection::predicted, &panel,
        [&services, &panel](const auto &maps, const QString &name, const QImage &original) {
            panel.setPreprocessing(maps->model->preprocessing);
            panel.setPrediction(
                maps, name, original, networkText(services.training.run(), *maps->model));
        });
    QObject::connect(&inspection, &Inspection::predictionFailed, &panel, &PredictPanel::setFault);
    QObject::connect(&inspection, &Inspection::droppedChanged, &panel, [&inspection, &panel] {
        if (!inspection.dropped().picture)
            panel.clearAnswer();
    });
    QObject::connect(&services.models, &ModelService::changed, &panel,
        [&services, &panel] { panel.setReady(services.models.hasModel()); });
    Explanations &explanations = services.explanations;
    wireWhy(inspection, explanations, panel.why());
    wireChange(inspection, explanations, panel.change());
    const auto forget = [&explanations, &panel] { // what they said was of another network
        explanations.forget();
        panel.why().expect();
        panel.change().expectCurve();
    };
    QObject::connect(&services.training.run(), &RunModel::started, &panel, forget);
    panel.setHasPinned(inspection.hasPinned());
    panel.setReady(services.models.hasModel());
}

void wireShownRun(Services &services, QLabel &note)
{
    const auto say = [&services, &note] {
        const RunModel::Source &shown = services.training.run().source();
        const QString open = services.dataset.loaded().location;
        const bool isOther = !shown.dataset.empty() && services.dataset.hasData()
            && shown.dataset != open.toStdString();
        note.setVisible(isOther);
        //: %1 the name of a run, %2 and %3 the names of datasets
        note.setText(
            QCoreApplication::translate("MainWindow",
                "Curves, feature maps and answers are of run %1, trained on %2. Open is %3: train "
                "to see "
                "it here.")
                .arg(QString::fromStdString(shown.folder.filename().string()),
                    locationName(QString::fromStdString(shown.dataset)), locationName(open)));
    };
    QObject::connect(&services.training.run(), &RunModel::started, &note, say);
    QObject::connect(&services.dataset, &DatasetService::changed, &note, say);
    say();
}

void wire(Services &services, EvaluationPanel &panel)
{
    const auto showAvailable = [&services, &panel] {
        const auto &data = services.dataset.loaded().data;
        if (!services.models.hasModel())
            panel.setBusy(false); // what it waited for will not come
        panel.setAvailable(services.models.hasModel(), data ? data->train.size() : 0,
            data ? data->validation.size() : 0, data ? data->test.size() : 0);
    };
    BackgroundTask &task = services.evaluations.task();
    QObject::connect(&panel, &EvaluationPanel::evaluateRequested, &panel, [&services, &panel](const SplitChoice &split, bool best) {
            panel.setBusy(true);
            services.evaluations.evaluate(split, best);
        });
    QObject::connect(
        &panel, &EvaluationPanel::cancelRequested, &services.evaluations, &Evaluations::cancel);
    for (const auto look : { &Inspection::pinSample, &Inspection::classifySample })
        QObject::connect(&panel, &EvaluationPanel::sampleChosen, &services.inspection, look);
    QObject::connect(&task, &BackgroundTask::progressed, &panel, &EvaluationPanel::setProgress);
    for (const auto end : { &BackgroundTask::delivered, &BackgroundTask::cancelled })
        QObject::connect(&task, end, &panel, [&panel] { panel.setBusy(false); });
    QObject::connect(&task, &BackgroundTask::failed, &panel, [&panel](const QString &sentence) {
        panel.setBusy(false);
        panel.showFault(sentence);
    });
    QObject::connect(
        &services.evaluations, &Evaluations::evaluated, &panel, &EvaluationPanel::setEvaluation);
    QObject::connect(&services.models, &ModelService::changed, &panel, showAvailable);
    QObject::connect(&services.dataset, &DatasetService::changed, &panel, showAvailable);
    showAvailable();
}

void wire(Services &services, RunsPanel &panel)
{
    QObject::connect(&panel, &RunsPanel::runOpened, &services.models, &ModelService::open);
    QObject::connect(&panel, &RunsPanel::refreshRequested, &services.library, &RunLibrary::list);
    QObject::connect(&services.library, &RunLibrary::listed, &panel,
        [&services, &panel](const std::vector<RunSummary> &runs) {
            panel.setRuns(QString::fromStdString(services.library.folder().string()), runs);
        });
}

void wire(Services &services, TrainingPanel &panel)
{
    const DatasetExaminer &examiner = services.dataset.examiner();
    const auto showBaselines = [&services, &examiner, &panel] {
        const auto &report = examiner.report();
        // Another dataset's baselines are not those of the run in the charts.
        const bool isOwn = services.training.run().source().dataset
            == services.dataset.loaded().location.toStdString();
        panel.setBaselines(
            report && isOwn ? std::optional(report->report.baselines) : std::nullopt);
    };
    QObject::connect(&examiner, &DatasetExaminer::reportChanged, &panel, showBaselines);
    QObject::connect(&services.training.run(), &RunModel::started, &panel, showBaselines);
    QObject::connect(&panel, &TrainingPanel::layersWanted, &panel, [&services](bool on) { services.training.controller().send(WatchLayers { on }); });
    QObject::connect(
        &panel, &TrainingPanel::tableWanted, &services.exports, &Exports::exportCurves);
    QObject::connect(&panel, &TrainingPanel::saved, &services.exports, &Exports::exported);
    QObject::connect(&panel, &TrainingPanel::failed, &services.exports, &Exports::failed);
}

} // namespace convscope
