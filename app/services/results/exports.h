// SPDX-License-Identifier: GPL-3.0-or-later
// Exports: writes models, and what was found out with them, into files: one after the other, in the
// background. GUI thread only.
#pragma once
#include "app/services/looking/inspection.h"
#include "app/services/looking/time_machine.h"
#include "app/services/results/evaluations.h"
#include "core/inspect/network/feature_maps.h"
#include "core/io/export/model_export.h"
#include "core/io/report/evaluation_export.h"

namespace convscope {

class Exports : public QObject {
    Q_OBJECT
public:
    /// The services whose data are written.
    struct Sources {
        RunSettings &settings;
        DatasetService &dataset;
        TrainingService &training;
        ModelService &models;
        Inspection &inspection;
        TimeMachine &history;
        Evaluations &evaluations;
    };
    explicit Exports(const Sources &from, QObject *parent = nullptr);

    /// With the image that is pinned, or else the first validation one, as its golden sample.
    void exportModel(const ExportFormat &format, const QString &path);
    /// Exports the network in the settings, as a text, a drawing or an image: by the path's ending.
    void exportSummary(const QString &path);
    /// Those of the layer, or with an empty name of all: arrays where the path ends in .npz, else
    /// an image, or of all layers a folder of them.
    void exportMaps(
        const std::shared_ptr<const FeatureMaps> &maps, const QString &layer, const QString &path);
    /// The last evaluation.
    void exportEvaluation(const EvaluationExport &format, const QString &path);
    /// The best model's report, with an evaluation where a dataset is open that it fits.
    void exportReport(const QString &path);
    /// Everything the charts show, as a CSV file with smoothed columns.
    void exportCurves(const QString &path, double smoothing);
    /// The way from snapshot to snapshot of the chosen layer's maps, or of its filters: a .gif
    /// file, or a folder of images.
    void exportAnimation(
        const QString &layer, bool filters, double secondsAImage, const QString &path);

Q_SIGNALS:
    void began(const QString &path); ///< saving a model, which takes a while
    void exported(const QString &path);
    /// And read again: the largest difference of a probability, and what explains the file.
    void modelExported(const QString &path, double largestDifference, const QString &howto,
        const convscope::ModelOfRun &model);
    void failed(const QString &sentence);

private:
    bool isSaving(); // and says so
    std::function<std::vector<float>(const TrainedModel &)> goldenImage() const;
    void save(const QString &path, const std::vector<std::string_view> &endings,
        std::function<std::string(const Progress &)> content);

    Sources m_from;
    BackgroundTask m_task;
};

} // namespace convscope
