// SPDX-License-Identifier: GPL-3.0-or-later
// Session: what is open and what goes on: dataset, settings, run, models. GUI thread only.
#pragma once
#include "app/services/inspection.h"
#include "app/services/preflight_job.h"
#include "app/services/session/evaluation_job.h"
#include "app/services/time_machine.h"
#include "app/services/training_service.h"
#include "core/io/export/model_export.h"
#include "core/io/report/evaluation_export.h"
#include "core/io/run/run_list.h"
#include "core/io/tensors/model_file.h"
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

    TrainingService &training() { return m_training; }
    DatasetService &dataset() { return m_dataset; }
    Inspection &inspection() { return m_inspection; }
    TimeMachine &past() { return m_past; } ///< of the run in the charts
    RunSettings &settings() { return m_settings; }
    const std::filesystem::path &runsFolder() const { return m_options.runs; }

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
    PreflightJob &preflight() { return m_preflight; }
    void listRuns();
    /// Opens the dataset of a run, and takes its settings over for a new one.
    void takeSettingsOf(const QString &folder);
    std::filesystem::path runGoingOn(); ///< empty: none

Q_SIGNALS:
    void modelChanged(); ///< hasModel() may have changed
    /// Null: the last one is of a network or of a dataset that is not open any more.
    void evaluated(const std::shared_ptr<const convscope::EvaluatedPictures> &result);
    void runsListed(const std::vector<convscope::RunSummary> &runs);
    void settingsTaken(const QString &dataset); ///< of a run that was asked for
    void exported(const QString &path);
    /// And read again: the largest difference of a probability, and what explains the file.
    void modelExported(const QString &path, double largestDifference, const QString &howto,
        const convscope::ModelOfRun &model);
    /// Instead of a model, there are weights in the file that could be imported.
    void weightsFound(const QString &path);
    void failed(const QString &sentence);

private:
    void pinFirst();
    void finish(const Finished &result);
    void giveUp(const Failed &failure);
    void takeSnapshot(std::shared_ptr<const TrainedModel> model);
    void refuseModel(const QString &path);
    bool isSaving(); // and says so
    void enterRun(const KnownRun &run);
    void useModels(ModelOfRun best, ModelOfRun last);
    ModelOfRun ofRun(std::shared_ptr<const TrainedModel> model, ModelMoment moment);
    void forgetEvaluation();
    void serveWaiting();
    void requestSnapshot();
    void connectPast();
    void connectDataset();
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
    RunSettings m_settings;
    DatasetService m_dataset { m_settings };
    TrainingService m_training { m_settings, m_dataset, { m_options.runs, m_options.nextRun } };
    Inspection m_inspection;
    TimeMachine m_past { m_inspection, m_training.run() };
    BackgroundTask m_evaluation;
    PreflightJob m_preflight;
    BackgroundTask m_exportTask;
    BackgroundTask m_openTask;
    BackgroundTask m_listTask;
    std::shared_ptr<const std::vector<RunSummary>> m_runs; // as listed last

    bool m_snapshotAwaited = false;
    std::shared_ptr<const EvaluatedPictures> m_evaluated; // the last one
    // Of the run in the charts, or of a file. While a run goes on: until now; the best one is null
    // before the first validation.
    ModelOfRun m_best, m_current;
    struct Waiting {
        bool best;
        UseModel use;
    };
    std::vector<Waiting> m_waiting;
    QTimer m_snapshotTimer; // ticks while a run goes on
};

} // namespace convscope
