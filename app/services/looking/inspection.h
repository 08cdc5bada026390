// SPDX-License-Identifier: GPL-3.0-or-later
// Inspection: the pictures that are being looked at, one pinned in the feature maps and one being
// classified, and what the newest model makes of them. GUI thread only.
#pragma once
#include "app/threads/background_task.h"
#include "app/threads/inspector.h"
#include "core/data/dataset/dataset.h"
#include "core/inspect/demo/chelsea.h"
#include <QElapsedTimer>
#include <QImage>
#include <chrono>
#include <optional>

namespace convscope {

class Inspection : public QObject {
    Q_OBJECT
public:
    explicit Inspection(QObject *parent = nullptr);

    /// A newer model; null: none any more. Whatever is looked at is looked at again.
    void setModel(std::shared_ptr<const TrainedModel> model);
    /// The next model is of another run: until it is there, nothing is shown of this one's maps.
    void expectOther();
    /// Of pictures that are classified, and of the maps unless showsChelsea().
    const std::shared_ptr<const TrainedModel> &model() const { return m_model; }
    /// A newer model of a run that goes on; the pinned picture is looked at as often as liveRate()
    /// allows.
    void follow(std::shared_ptr<const TrainedModel> model);
    /// Looks at the pinned picture a second, while a run goes on; 0: it is left as it is.
    void setLiveRate(double aSecond);
    double liveRate() const { return m_liveRate; }
    /// While nobody sees the maps, nothing is computed for them.
    void setMapsVisible(bool visible);

    void pinFile(const QString &path);
    void pinSample(std::shared_ptr<const Dataset> dataset, std::size_t sample);
    void pinImage(const QImage &image); ///< pasted or dropped
    /// A picture as a network got it, say augmented: [C][H][W] in `values`, and `shown` of it.
    void pinPrepared(std::vector<float> values, const QImage &shown, const QString &name);
    /// The pinned sample's neighbour among the dataset's; nothing without a pinned sample.
    void pinNeighbour(int step);
    /// Chelsea the cat under three layers of filters, whatever the model. Files and samples that
    /// are pinned meanwhile take the cat's place; called again, the cat is back.
    void showChelsea();
    /// Back to what was pinned before.
    void endChelsea();
    bool showsChelsea() const { return m_demo != nullptr; }
    /// Others in the demonstration, each of the same size as before.
    void setDemoFilters(std::vector<NamedTensor> filters);
    /// What the demonstration's maps are computed with; null: it is not shown.
    const std::shared_ptr<const TrainedModel> &demo() const { return m_demo; }
    bool hasPinned() const { return m_pinned != nullptr; }
    /// The pinned picture is looked at besides the next ones, if setKeptFollows() says so.
    void keepPinned();
    void setKeptFollows(bool follows);
    /// What the maps are computed from, for others to do the same.
    struct Pinned {
        std::shared_ptr<const Image> picture;
        std::shared_ptr<const std::vector<float>> values; ///< null: as the picture is prepared
    };
    Pinned pinned() const { return { m_pinned, m_pinnedValues }; }

    void classifyFile(const QString &path);
    void classifyImage(const QImage &image);
    void classifyPinned();
    /// What is classified is a picture of a dataset that is not open any more: nothing is then.
    void forgetClassifiedSample();
    void classifySample(std::shared_ptr<const Dataset> dataset, std::size_t sample);
    /// What was dropped is no picture, as the sentence says; the one before is classified no more.
    void refusePicture(const QString &sentence);
    /// What the person does to the picture being classified; a new picture begins without.
    void setEdit(PictureEdit edit);
    /// What the answer is computed from, for others to do the same; null: nothing is classified.
    struct Dropped {
        std::shared_ptr<const TrainedModel> model;
        std::shared_ptr<const Image> picture;
        PictureEdit edit;
        std::vector<MapFactor> factors;
    };
    Dropped dropped() const { return { m_model, m_dropped, m_edit, m_factors }; }

    /// Surgery on every model that is looked into, the pinned and the dropped picture's; empty:
    /// undone. Chelsea's filters stay as they are.
    void setFactors(std::vector<MapFactor> factors);
    const std::vector<MapFactor> &factors() const { return m_factors; }
    /// The class whose score the pinned picture's gradients are of; -1: no gradients.
    void setScore(int index);

    /// How often newer models are of use at the moment; none: not at all.
    std::optional<std::chrono::milliseconds> modelInterval() const;

Q_SIGNALS:
    void demoChanged(); ///< the demonstration has begun or ended
    void layersChanged(const std::vector<convscope::LayerSummary> &layers);
    void kernelsChanged(const std::shared_ptr<const convscope::TrainedModel> &model);
    void pinnedChanged(const QImage &picture, const QString &name);
    /// Before mapsSeen() and keptSeen(): the processor time it took to compute them.
    void looked(double seconds);
    void mapsSeen(const std::shared_ptr<const convscope::FeatureMaps> &maps);
    void mapsForgotten(); ///< those seen before are of another picture or network
    void keptSeen(const std::shared_ptr<const convscope::FeatureMaps> &maps);
    void mapsFailed(const QString &sentence);
    /// Another picture is classified from now on, or none; see dropped().
    void droppedChanged();
    void predicted(const std::shared_ptr<const convscope::FeatureMaps> &maps, const QString &name,
        const QImage &original);
    /// And there is no answer; of the same picture one may come with another model.
    void predictionFailed(const QString &sentence);

private:
    using Picture = std::shared_ptr<const Image>;
    void pin(Picture picture, const QString &name,
        std::shared_ptr<const std::vector<float>> values = nullptr);
    void classify(Picture picture, const QString &name);
    void showLayers();
    struct ForDemo {
        Picture picture;
        QString name;
        DemoPicture prepared;
    };
    static ForDemo preparedForDemo(Picture picture, const QString &name);
    void pinInDemo(const ForDemo &what);
    bool isOtherNetwork(const TrainedModel &model) const;
    void forgetMaps();
    void lookAtPinned();
    void lookAtKept();
    void lookAtDropped();
    const std::shared_ptr<const TrainedModel> &mapsModel() const
    {
        return m_demo ? m_demo : m_model;
    }

    std::shared_ptr<const TrainedModel> m_model;
    std::shared_ptr<const TrainedModel> m_demo; // null: the maps are of m_model
    std::vector<LayerSummary> m_layers; // as told
    std::vector<NamedTensor> m_demoFilters;
    struct Before { // what was pinned when the demonstration began
        Picture picture;
        QString name;
        std::shared_ptr<const std::vector<float>> values;
        std::shared_ptr<const Dataset> set;
        std::size_t sample = 0;
    };
    Before m_beforeDemo;
    bool m_mapsVisible = false;
    bool m_mapsStale = false;
    bool m_kernelsStale = false; // newer ones were not told
    bool m_expectsOther = false; // the next model is of another run
    double m_liveRate = 5;
    QElapsedTimer m_sinceFollowed; // the pinned picture was looked at with newer weights

    std::vector<MapFactor> m_factors;
    int m_score = -1;
    Picture m_pinned;
    QString m_pinnedName;
    std::shared_ptr<const std::vector<float>> m_pinnedValues; // null: m_pinned tells them
    std::shared_ptr<const Dataset> m_pinnedSet; // null: the pinned picture is none of a dataset
    std::size_t m_pinnedSample = 0;
    Picture m_dropped;
    bool m_droppedIsSample = false; // a picture of the open dataset
    PictureEdit m_edit; // of m_dropped
    QString m_droppedName;
    QImage m_droppedImage;

    BackgroundTask m_pinTask;
    BackgroundTask m_dropTask;
    Inspector m_mapsInspector;
    Pinned m_kept;
    bool m_keptFollows = false;
    Inspector m_keptInspector;
    Inspector m_dropInspector;
};

} // namespace convscope
