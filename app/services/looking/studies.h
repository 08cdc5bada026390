// SPDX-License-Identifier: GPL-3.0-or-later
// Studies: what is found out about the maps of the network that is looked at, in the background:
// the ablation score of each, which training images activate one most strongly, and which are
// nearest to the dropped one. GUI thread only.
#pragma once
#include "app/services/looking/inspection.h"
#include "app/services/runs/training_service.h"
#include "core/inspect/studies/ablation_scores.h"
#include "ui/ablation/found_activations.h"
#include "ui/ablation/found_nearest_images.h"

namespace convscope {

class Studies : public QObject {
    Q_OBJECT
public:
    Studies(DatasetService &dataset, TrainingService &training, Inspection &inspection,
        QObject *parent = nullptr);

    /// Why nothing can be found out now, and what to do; empty: it can.
    QString obstacle() const;

    /// Measures the layers of these names; none: those behind each convolution. On the validation
    /// images, or the training images where there are none.
    void measureAblationScores(const QStringList &layers);
    void findTopActivations(const TopActivationsRequest &request);
    /// Finds the images nearest to one as the network gets it. While a run goes on, by the model of
    /// the last time.
    void findNearestImages(std::vector<float> input);
    BackgroundTask &ablationScores() { return m_ablationScores; }
    BackgroundTask &topActivations() { return m_topActivations; }
    BackgroundTask &nearestImages() { return m_nearestImages; }

Q_SIGNALS:
    void cleared(); ///< network or images are others: what was found is about those before
    void ablationScoresMeasured(
        const std::shared_ptr<const convscope::AblationScores> &scores, convscope::Split split);
    void topActivationsFound(const std::shared_ptr<const convscope::FoundActivations> &found);
    void nearestImagesFound(const std::shared_ptr<const convscope::FoundNearestImages> &found);

private:
    struct Ready {
        std::shared_ptr<const NearestImages> likeness;
        std::shared_ptr<const TrainingData> data; // that it was made from
        ImageSet set;
    };
    void clear();
    bool isOfUse(const Ready &ready) const;

    DatasetService &m_dataset;
    TrainingService &m_training;
    Inspection &m_inspection;
    std::shared_ptr<const Ready> m_ready; // null: not made yet
    BackgroundTask m_ablationScores;
    BackgroundTask m_topActivations;
    BackgroundTask m_nearestImages;
};

} // namespace convscope
