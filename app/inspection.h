// SPDX-License-Identifier: GPL-3.0-or-later
// Inspection: the pictures that are being looked at, one pinned in the feature maps and one being
// classified, and what the newest model makes of them. GUI thread only.
#pragma once
#include "app/background_task.h"
#include "app/inspector.h"
#include "core/data/dataset.h"
#include <QImage>

namespace convscope {

class Inspection : public QObject {
    Q_OBJECT
public:
    explicit Inspection(QObject *parent = nullptr);

    /// A newer model; null: none any more. Whatever is looked at is looked at again.
    void setModel(std::shared_ptr<const TrainedModel> model);
    /// While nobody sees the maps, nothing is computed for them.
    void setMapsVisible(bool visible);

    void pinFile(const QString &path);
    void pinSample(std::shared_ptr<const Dataset> dataset, std::size_t sample);
    /// A picture as a network got it, say augmented: [C][H][W] in `values`, and `shown` of it.
    void pinPrepared(std::vector<float> values, const QImage &shown, const QString &name);
    /// The pinned sample's neighbour among the dataset's; nothing without a pinned sample.
    void pinNeighbour(int step);
    /// Chelsea the cat under fixed filters, whatever the model; until something else is pinned.
    void showChelsea();
    void endChelsea();
    bool showsChelsea() const { return m_demo != nullptr; }
    bool hasPinned() const { return m_pinned != nullptr; }
    /// What the maps are computed from, for others to do the same.
    struct Pinned {
        std::shared_ptr<const Image> picture;
        std::shared_ptr<const std::vector<float>> values; ///< null: as the picture is prepared
    };
    Pinned pinned() const { return { m_pinned, m_pinnedValues }; }

    void classifyFile(const QString &path);
    void classifyImage(const QImage &image);

    /// Surgery on every model that is looked into, the pinned and the dropped picture's; empty:
    /// undone. Chelsea's filters stay as they are.
    void setFactors(std::vector<MapFactor> factors);
    const std::vector<MapFactor> &factors() const { return m_factors; }
    /// The class whose score the pinned picture's gradients are of; -1: no gradients.
    void setScore(int index);

    /// Whether newer models are of use at the moment.
    bool wantsModels() const;

Q_SIGNALS:
    void layersChanged(const std::vector<convscope::LayerSummary> &layers);
    void kernelsChanged(const std::shared_ptr<const convscope::TrainedModel> &model);
    void pinnedChanged(const QImage &picture, const QString &name);
    void mapsSeen(const std::shared_ptr<const convscope::FeatureMaps> &maps);
    void mapsFailed(const QString &sentence);
    void predicted(const std::shared_ptr<const convscope::FeatureMaps> &maps, const QString &name,
        const QImage &original);
    void predictionFailed(const QString &sentence);

private:
    using Picture = std::shared_ptr<const Image>;
    void pin(Picture picture, const QString &name,
        std::shared_ptr<const std::vector<float>> values = nullptr);
    void classify(Picture picture, const QString &name);
    void showLayers();
    void lookAtPinned();
    void lookAtDropped();
    const std::shared_ptr<const TrainedModel> &mapsModel() const
    {
        return m_demo ? m_demo : m_model;
    }

    std::shared_ptr<const TrainedModel> m_model;
    std::shared_ptr<const TrainedModel> m_demo; // null: the maps are of m_model
    std::vector<LayerSummary> m_layers; // as told
    bool m_mapsVisible = false;
    bool m_mapsStale = false;

    std::vector<MapFactor> m_factors;
    int m_score = -1;
    Picture m_pinned;
    std::shared_ptr<const std::vector<float>> m_pinnedValues; // null: m_pinned tells them
    std::shared_ptr<const Dataset> m_pinnedSet; // null: the pinned picture is none of a dataset
    std::size_t m_pinnedSample = 0;
    Picture m_dropped;
    QString m_droppedName;
    QImage m_droppedImage;

    BackgroundTask m_pinTask;
    BackgroundTask m_dropTask;
    Inspector m_mapsInspector;
    Inspector m_dropInspector;
};

} // namespace convscope
