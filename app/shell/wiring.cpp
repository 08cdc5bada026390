// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/wiring.h"
#include "app/services/explainer.h"
#include "app/services/preview_loader.h"
#include "app/services/session/session.h"
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

void wireReport(Session &session, DataPanel &panel)
{
    DatasetExaminer &examiner = session.examiner();
    QObject::connect(
        &examiner, &DatasetExaminer::progressed, &panel, &DataPanel::setReportProgress);
    QObject::connect(&examiner, &DatasetExaminer::reportChanged, &panel,
        [&examiner, &panel] { panel.setReport(examiner.report()); });
    QObject::connect(&panel, &DataPanel::leftOutChanged, &session,
        [&session, &panel] { session.leaveOut(panel.leftOut()); });
    QObject::connect(&panel, &DataPanel::classWeightsRequested, &session, [&session] {
        RunConfig config = session.config();
        config.classWeights = ClassWeights::Balanced;
        session.configure(config);
    });
    QObject::connect(&session, &Session::configChanged, &panel, [&session, &panel] {
        panel.setWeighted(session.config().classWeights == ClassWeights::Balanced);
        panel.setLeftOut(session.config().leftOut);
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

void wire(Session &session, DataPanel &panel)
{
    DatasetLoader &loader = session.loader();
    QObject::connect(&panel, &DataPanel::cancelRequested, &loader, &DatasetLoader::cancel);
    QObject::connect(&panel, &DataPanel::sampleChosen, &session, [&session](quint64 sample) {
        session.inspection().pinSample(session.loader().loaded().whole, sample);
    });
    QObject::connect(&loader, &DatasetLoader::began, &panel, &DataPanel::showLoading);
    QObject::connect(&loader, &DatasetLoader::progressed, &panel, &DataPanel::setProgress);
    QObject::connect(&loader, &DatasetLoader::ended, &panel, &DataPanel::endLoading);
    QObject::connect(&loader, &DatasetLoader::failed, &panel, &DataPanel::showFault);
    QObject::connect(&session, &Session::dataChanged, &panel, [&session, &panel] {
        const LoadedData &loaded = session.loader().loaded();
        panel.showData({ loaded.location, loaded.whole, loaded.config.leftOut, loaded.data });
        panel.setLeftOut(session.config().leftOut);
    });
    wireReport(session, panel);
}

void wire(Session &session, ModelPanel &panel)
{
    const auto show = [&session, &panel] {
        panel.setModel(QString::fromStdString(session.config().preset), session.config().model);
    };
    QObject::connect(&panel, &ModelPanel::presetChosen, &session, &Session::choosePreset);
    QObject::connect(&session, &Session::configChanged, &panel, show);
    QObject::connect(&session, &Session::stateChanged, &panel,
        [&session, &panel] { panel.setEditable(!session.training().hasRun()); });
    show();
}

void wire(Session &session, SettingsPanel &panel)
{
    const auto show = [&session, &panel] {
        panel.setConfig(session.config());
    };
    QObject::connect(&panel, &SettingsPanel::changed, &session,
        [&session, &panel] { session.configure(panel.applied(session.config())); });
    QObject::connect(&panel, &SettingsPanel::liveChanged, &session, &Session::changeSetting);
    QObject::connect(&session, &Session::configChanged, &panel, show);
    QObject::connect(&session, &Session::dataChanged, &panel,
        [&session, &panel] { panel.setTrainImages(session.loader().loaded().data->train.size()); });
    QObject::connect(&session, &Session::stateChanged, &panel,
        [&session, &panel] { panel.setRunning(session.training().hasRun()); });
    show();
}

void wire(Session &session, PicturesPanel &panel)
{
    DatasetLoader &loader = session.loader();
    auto *previews = new PreviewLoader(&panel);
    const auto show = [&session, &loader, &panel] {
        panel.setConfig(session.config());
        panel.setSuits(!loader.hasData() || loader.suits(session.config()));
    };
    QObject::connect(&panel, &PicturesPanel::changed, &session,
        [&session, &panel] { session.configure(panel.applied(session.config())); });
    QObject::connect(&panel, &PicturesPanel::previewWanted, previews, &PreviewLoader::load);
    QObject::connect(previews, &PreviewLoader::ready, &panel, &PicturesPanel::setPreview);
    QObject::connect(&session, &Session::configChanged, &panel, show);
    QObject::connect(&session, &Session::dataChanged, &panel, [&loader, &panel, previews, show] {
        const LoadedData &loaded = loader.loaded();
        previews->setDataset(loaded.dataset);
        panel.setData(loaded.dataset, loaded.data);
        show();
    });
    QObject::connect(&session, &Session::stateChanged, &panel,
        [&session, &panel] { panel.setRunning(session.training().hasRun()); });
    show();
}

void wire(Session &session, MapsPanel &panel)
{
    Inspection &inspection = session.inspection();
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
    QObject::connect(&session.run(), &RunModel::started, &panel, &MapsPanel::dropKept);
    QObject::connect(&panel, &MapsPanel::scoreWanted, &inspection, &Inspection::setScore);
    QObject::connect(&panel, &MapsPanel::rateWanted, &inspection, &Inspection::setLiveRate);
    QObject::connect(&inspection, &Inspection::looked, &panel,
        [&session, &panel, copied = 0.0](double seconds) mutable {
            const double now = session.training().lookSeconds();
            panel.addCost(seconds, now - std::exchange(copied, now));
        });
}

namespace {

void wireWhy(Inspection &inspection, Explainer &explainer, WhySection &why)
{
    QObject::connect(&why, &WhySection::asked, &explainer, &Explainer::ask);
    QObject::connect(&why, &WhySection::cancelRequested, &explainer, &Explainer::cancel);
    QObject::connect(&explainer, &Explainer::explained, &why, &WhySection::setAnswer);
    QObject::connect(&explainer, &Explainer::progressed, &why, &WhySection::setProgress);
    QObject::connect(&explainer, &Explainer::ended, &why, &WhySection::endProgress);
    QObject::connect(&explainer, &Explainer::failed, &why, &WhySection::setFault);
    QObject::connect(&explainer, &Explainer::mapOutdated, &why, &WhySection::expect);
    QObject::connect(&inspection, &Inspection::droppedChanged, &why, &WhySection::expect);
}

void wireChange(Inspection &inspection, Explainer &explainer, ChangeSection &change)
{
    QObject::connect(&change, &ChangeSection::editChanged, &inspection, &Inspection::setEdit);
    QObject::connect(&change, &ChangeSection::curveWanted, &explainer, &Explainer::askCurve);
    QObject::connect(&explainer, &Explainer::curveReady, &change, &ChangeSection::setCurve);
    QObject::connect(&explainer, &Explainer::curveOutdated, &change, &ChangeSection::expectCurve);
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

void wire(Session &session, PredictPanel &panel)
{
    Inspection &inspection = session.inspection();
    QObject::connect(&panel, &PredictPanel::fileChosen, &inspection, &Inspection::classifyFile);
    QObject::connect(
        &panel, &PredictPanel::pictureRefused, &inspection, &Inspection::refusePicture);
    QObject::connect(&panel, &PredictPanel::imageChosen, &inspection, &Inspection::classifyImage);
    QObject::connect(&panel, &PredictPanel::pinnedChosen, &inspection, &Inspection::classifyPinned);
    QObject::connect(&inspection, &Inspection::pinnedChanged, &panel,
        [&inspection, &panel] { panel.setHasPinned(inspection.hasPinned()); });
    QObject::connect(&inspection, &Inspection::predicted, &panel,
        [&session, &panel](const auto &maps, const QString &name, const QImage &original) {
            panel.setPreprocessing(maps->model->preprocessing);
            panel.setPrediction(maps, name, original, networkText(session.run(), *maps->model));
        });
    QObject::connect(&inspection, &Inspection::predictionFailed, &panel, &PredictPanel::setFault);
    QObject::connect(&inspection, &Inspection::droppedChanged, &panel, [&inspection, &panel] {
        if (!inspection.dropped().picture)
            panel.clearAnswer();
    });
    QObject::connect(&session, &Session::modelChanged, &panel,
        [&session, &panel] { panel.setReady(session.hasModel()); });
    auto *explainer = new Explainer(inspection, &panel);
    wireWhy(inspection, *explainer, panel.why());
    wireChange(inspection, *explainer, panel.change());
    const auto forget = [explainer, &panel] { // what it said was of another network
        explainer->forget();
        panel.why().expect();
        panel.change().expectCurve();
    };
    QObject::connect(&session.run(), &RunModel::started, &panel, forget);
    panel.setHasPinned(inspection.hasPinned());
    panel.setReady(session.hasModel());
}

void wireShownRun(Session &session, QLabel &note)
{
    const auto say = [&session, &note] {
        const RunModel::Source &shown = session.run().source();
        const QString open = session.loader().loaded().location;
        const bool isOther = !shown.dataset.empty() && session.loader().hasData()
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
    QObject::connect(&session.run(), &RunModel::started, &note, say);
    QObject::connect(&session, &Session::dataChanged, &note, say);
    say();
}

void wire(Session &session, EvaluationPanel &panel)
{
    const auto showAvailable = [&session, &panel] {
        const auto &data = session.loader().loaded().data;
        if (!session.hasModel())
            panel.setBusy(false); // what it waited for will not come
        panel.setAvailable(session.hasModel(), data ? data->train.size() : 0,
            data ? data->validation.size() : 0, data ? data->test.size() : 0);
    };
    BackgroundTask &task = session.evaluation();
    QObject::connect(&panel, &EvaluationPanel::evaluateRequested, &session,
        [&session, &panel](const SplitChoice &split, bool best) {
            panel.setBusy(true);
            session.evaluate(split, best);
        });
    QObject::connect(
        &panel, &EvaluationPanel::cancelRequested, &session, &Session::cancelEvaluation);
    for (const auto look : { &Inspection::pinSample, &Inspection::classifySample })
        QObject::connect(&panel, &EvaluationPanel::sampleChosen, &session.inspection(), look);
    QObject::connect(&task, &BackgroundTask::progressed, &panel, &EvaluationPanel::setProgress);
    for (const auto end : { &BackgroundTask::delivered, &BackgroundTask::cancelled })
        QObject::connect(&task, end, &panel, [&panel] { panel.setBusy(false); });
    QObject::connect(&task, &BackgroundTask::failed, &panel, [&panel](const QString &sentence) {
        panel.setBusy(false);
        panel.showFault(sentence);
    });
    QObject::connect(&session, &Session::evaluated, &panel, &EvaluationPanel::setEvaluation);
    QObject::connect(&session, &Session::modelChanged, &panel, showAvailable);
    QObject::connect(&session, &Session::dataChanged, &panel, showAvailable);
    showAvailable();
}

void wire(Session &session, RunsPanel &panel)
{
    QObject::connect(&panel, &RunsPanel::runOpened, &session, &Session::openModel);
    QObject::connect(&panel, &RunsPanel::refreshRequested, &session, &Session::listRuns);
    QObject::connect(&session, &Session::runsListed, &panel,
        [&session, &panel](const std::vector<RunSummary> &runs) {
            panel.setRuns(QString::fromStdString(session.runsFolder().string()), runs);
        });
}

void wire(Session &session, TrainingPanel &panel)
{
    const DatasetExaminer &examiner = session.examiner();
    const auto showBaselines = [&session, &examiner, &panel] {
        const auto &report = examiner.report();
        // Another dataset's baselines are not those of the run in the charts.
        const bool isOwn
            = session.run().source().dataset == session.loader().loaded().location.toStdString();
        panel.setBaselines(
            report && isOwn ? std::optional(report->report.baselines) : std::nullopt);
    };
    QObject::connect(&examiner, &DatasetExaminer::reportChanged, &panel, showBaselines);
    QObject::connect(&session.run(), &RunModel::started, &panel, showBaselines);
    QObject::connect(&panel, &TrainingPanel::layersWanted, &session,
        [&session](bool on) { session.training().send(WatchLayers { on }); });
    QObject::connect(&panel, &TrainingPanel::tableWanted, &session, &Session::exportCurves);
    QObject::connect(&panel, &TrainingPanel::saved, &session, &Session::exported);
    QObject::connect(&panel, &TrainingPanel::failed, &session, &Session::failed);
}

} // namespace convscope
