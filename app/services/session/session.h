// SPDX-License-Identifier: GPL-3.0-or-later
// Session: what is open and what goes on: dataset, settings, run, models. GUI thread only.
#pragma once
#include "app/services/dataset_examiner.h"
#include "app/services/dataset_loader.h"
#include "app/services/inspection.h"
#include "app/services/preflight_job.h"
#include "app/services/session/evaluation_job.h"
#include "app/services/time_machine.h"
#include "app/threads/training_controller.h"
#include "core/io/export/model_export.h"
#include "core/io/report/evaluation_export.h"
#include "core/io/run/run_list.h"
#include "core/io/tensors/model_file.h"
#include "ui/training/run_model.h"
#include <functional>

namespace convscope {

class Session : public QObject {
    Q_OBJECT
public:
    struct Options {
        std::filesystem::path runs; ///< new runs become folders in here
        std::filesystem::path nextRun; ///< where the next run goes instead; empty: a new folder
        std::optional<RunConfig> config; ///< asked for by the person; else the dataset decides
    };
    explicit Session(Options options, QObject *parent = nullptr);

    RunModel &run() { return m_run; }
    TrainingController &training() { return m_training; }
    DatasetLoader &loader() { return m_loader; }
    DatasetExaminer &examiner() { return m_examiner; }
    Inspection &inspection() { return m_inspection; }
    TimeMachine &past() { return m_past; } ///< of the run in the charts
    const RunConfig &config() const { return m_config; }
    const std::filesystem::path &runsFolder() const { return m_options.runs; }
    std::filesystem::path runFolder() const { return m_runFolder; } ///< of the last run started

    /// `leftOut`: what was left out of it before; not used where it leaves nothing.
    void open(const QString &location, const LeftOut &leftOut = {});
    /// Of the open dataset; the pictures are prepared anew, or when the run that goes on has ended.
    void leaveOut(const LeftOut &leftOut);
    void choosePreset(const QString &name);
    /// The settings as the person changed them; the model is adapted to them.
    void configure(const RunConfig &config);
    /// Of the run that goes on, from the next batch or epoch on; nothing where there is none.
    void changeSetting(const QString &name, double value); ///< see liveSetting()

    bool canTrain() const; ///< there is data, a network that fits it, and no run
    void train(); ///< or resume
    void pause();
    void step(); ///< one batch; begins a run where there is none
    void stop();
    /// Opens the dataset of the run in `folder` and goes on with it to the bit; it may get so many
    /// epochs more than it was planned with.
    void resumeRun(const QString &folder, int moreEpochs = 0);

    bool hasModel() const { return m_training.hasRun() || m_best.model; }
    using UseModel = std::function<void(const ModelOfRun &)>;
    /// Calls `use` with the best model, or with the weights as they are: at once, or while a run
    /// goes on with a fresh copy as soon as there is one. While nothing was validated yet, there is
    /// no other model than that; the origin says which it is.
    void withModel(bool best, UseModel use);

    void openModel(const QString &path); ///< a model file or a run folder
    /// A model from elsewhere, in the place of the one before; not while a run goes on.
    bool useModel(const std::shared_ptr<const TrainedModel> &model); ///< false: a run has it
    /// With the picture that is pinned, or else the first validation one, as its golden sample.
    void exportModel(const ExportFormat &format, const QString &path);
    /// Of the network in the settings, as a text, a drawing or a picture: by the path's ending.
    void exportSummary(const QString &path);
    /// Those of the layer, or with an empty name of all: arrays where the path ends in .npz, else
    /// a picture, or of all layers a folder of them.
    void exportMaps(
        const std::shared_ptr<const FeatureMaps> &maps, const QString &layer, const QString &path);
    /// On a split of the open dataset, or (none) on all of it.
    void evaluate(std::optional<Split> split, bool best);
    void evaluateAnother(const QString &location, bool best);
    /// The last evaluation.
    void exportEvaluation(const EvaluationExport &format, const QString &path);
    /// The best model's report, with an evaluation where a dataset is open that it fits.
    void exportReport(const QString &path);
    /// Everything the charts show, as a CSV file with smoothed columns.
    void exportCurves(const QString &path, double smoothing);
    /// The way from snapshot to snapshot of the chosen layer's maps, or of its filters: a .gif
    /// file, or a folder of pictures.
    void exportAnimation(
        const QString &layer, bool filters, double secondsAPicture, const QString &path);
    void cancelEvaluation() { m_evaluation.cancel(); }
    BackgroundTask &evaluation() { return m_evaluation; }
    /// Whether a run with the settings as they are could work; canTrain() must hold.
    void checkBeforeTraining();
    PreflightJob &preflight() { return m_preflight; }
    void listRuns();
    /// Opens the dataset of a run, and takes its settings over for a new one.
    void takeSettingsOf(const QString &folder);
    std::filesystem::path runGoingOn() const; ///< empty: none

Q_SIGNALS:
    void configChanged();
    void dataChanged();
    void leftOutChanged(); ///< by the person; see config()
    void stateChanged(); ///< what can be done has changed
    void modelChanged(); ///< hasModel() may have changed
    /// Null: the last one is of a network or of a dataset that is not open any more.
    void evaluated(const std::shared_ptr<const convscope::EvaluatedPictures> &result);
    void runsListed(const std::vector<convscope::RunSummary> &runs);
    /// What the person had set gave way to what is suggested for the dataset that was opened.
    void settingsReplaced(const QString &dataset);
    void settingsTaken(const QString &dataset); ///< of a run that was asked for
    void exported(const QString &path);
    /// And read again: the largest difference of a probability, and what explains the file.
    void modelExported(const QString &path, double largestDifference, const QString &howto,
        const convscope::ModelOfRun &model);
    /// Instead of a model, there are weights in the file that could be imported.
    void weightsFound(const QString &path);
    void failed(const QString &sentence);
    void diverged(const convscope::Divergence &divergence); ///< and the run is over

private:
    void begin(bool paused);
    void launch(bool paused);
    struct RunToContinue {
        std::filesystem::path folder;
        RunConfig config;
    };
    void prepareToContinue(const RunToContinue &run);
    void continueRun(const RunToContinue &run);
    void refuseToContinue(const QString &sentence);
    void takeData();
    void takeConfig();
    void pinFirst();
    void adaptModel();
    void finish(const Finished &result);
    void giveUp(const Failed &failure);
    void takeSnapshot(std::shared_ptr<const TrainedModel> model);
    bool isFree() const; // no run has the charts and the model, or is about to
    void refuseModel(const QString &path);
    bool isSaving(); // and says so
    void enterRun();
    void useModels(ModelOfRun best, ModelOfRun last);
    ModelOfRun ofRun(std::shared_ptr<const TrainedModel> model, ModelMoment moment) const;
    void forgetEvaluation();
    void serveWaiting();
    void requestSnapshot();
    void connectPast();
    std::filesystem::path newRunFolder();
    /// The last is why the figures could not be kept with the run.
    using Evaluate
        = std::function<EvaluatedPictures(const ModelOfRun &, const Progress &, std::string &)>;
    void evaluateWith(bool best, Evaluate evaluate);
    struct OpenedModel;
    static OpenedModel readModel(const std::filesystem::path &path);
    void show(const OpenedModel &opened);
    std::function<std::vector<float>(const TrainedModel &)> goldenPicture() const;
    void save(const QString &path, const std::vector<std::string_view> &endings,
        std::function<std::string(const Progress &)> content);

    Options m_options;
    RunConfig m_config;
    RunModel m_run;
    DatasetLoader m_loader;
    DatasetExaminer m_examiner;
    Inspection m_inspection;
    TimeMachine m_past { m_inspection, m_run };
    BackgroundTask m_evaluation;
    PreflightJob m_preflight;
    BackgroundTask m_exportTask;
    BackgroundTask m_openTask;
    BackgroundTask m_listTask;
    bool m_listAgain = false; // somebody asked while a list was being made
    std::shared_ptr<const std::vector<RunSummary>> m_runs; // as listed last

    std::optional<bool> m_beginWhenReady; // the value: paused
    bool m_checkWhenReady = false;
    std::optional<RunToContinue> m_continueWhenReady;
    bool m_opening = false; // another dataset is being read
    std::optional<RunConfig>
        m_suggested; // for the open dataset; none: what is set may be replaced without a word
    bool m_chosenMeanwhile = false; // a preset, by the person
    bool m_launching = false; // StartRun was sent, and its answer has not come
    bool m_snapshotAwaited = false;
    QString m_location; // of the dataset the config is for
    std::filesystem::path m_runFolder;
    std::shared_ptr<const EvaluatedPictures> m_evaluated; // the last one
    // Of the run in the charts, or of a file. While a run goes on: until now; the best one is null
    // before the first validation.
    ModelOfRun m_best, m_current;
    TimeMachine::Run m_launched; // as it was sent; counts from when it has started
    struct Waiting {
        bool best;
        UseModel use;
    };
    std::vector<Waiting> m_waiting;
    QTimer m_snapshotTimer; // ticks while a run goes on
    TrainingController m_training; // last: ends before what listens to it
};

} // namespace convscope
