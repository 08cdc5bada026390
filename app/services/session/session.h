// SPDX-License-Identifier: GPL-3.0-or-later
// Session: what is open and what goes on: dataset, settings, run, models. GUI thread only.
#pragma once
#include "app/services/evaluations.h"
#include "app/services/inspection.h"
#include "app/services/preflight_job.h"
#include "app/services/session/evaluation_job.h"
#include "app/services/time_machine.h"
#include "core/io/export/model_export.h"
#include "core/io/report/evaluation_export.h"
#include "core/io/run/run_list.h"
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
    ModelService &models() { return m_models; }
    Inspection &inspection() { return m_inspection; }
    Evaluations &evaluations() { return m_evaluations; }
    TimeMachine &past() { return m_past; } ///< of the run in the charts
    RunSettings &settings() { return m_settings; }
    const std::filesystem::path &runsFolder() const { return m_options.runs; }

    /// With the picture that is pinned, or else the first validation one, as its golden sample.
    void exportModel(const ExportFormat &format, const QString &path);
    /// Of the network in the settings, as a text, a drawing or a picture: by the path's ending.
    void exportSummary(const QString &path);
    /// Those of the layer, or with an empty name of all: arrays where the path ends in .npz, else
    /// a picture, or of all layers a folder of them.
    void exportMaps(
        const std::shared_ptr<const FeatureMaps> &maps, const QString &layer, const QString &path);
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
    PreflightJob &preflight() { return m_preflight; }
    void listRuns();
    /// Opens the dataset of a run, and takes its settings over for a new one.
    void takeSettingsOf(const QString &folder);
    std::filesystem::path runGoingOn(); ///< empty: none

Q_SIGNALS:
    void runsListed(const std::vector<convscope::RunSummary> &runs);
    void settingsTaken(const QString &dataset); ///< of a run that was asked for
    void exported(const QString &path);
    /// And read again: the largest difference of a probability, and what explains the file.
    void modelExported(const QString &path, double largestDifference, const QString &howto,
        const convscope::ModelOfRun &model);
    void failed(const QString &sentence);

private:
    void pinFirst();
    bool isSaving(); // and says so
    void connectDataset();
    std::function<std::vector<float>(const TrainedModel &)> goldenPicture() const;
    void save(const QString &path, const std::vector<std::string_view> &endings,
        std::function<std::string(const Progress &)> content);

    Options m_options;
    RunSettings m_settings;
    DatasetService m_dataset { m_settings };
    TrainingService m_training { m_settings, m_dataset, { m_options.runs, m_options.nextRun } };
    ModelService m_models { m_dataset, m_training };
    Inspection m_inspection;
    TimeMachine m_past { m_training, m_models, m_inspection };
    Evaluations m_evaluations { m_dataset, m_models };
    PreflightJob m_preflight;
    BackgroundTask m_exportTask;
    BackgroundTask m_readTask;
    BackgroundTask m_listTask;
    std::shared_ptr<const std::vector<RunSummary>> m_runs; // as listed last
};

} // namespace convscope
