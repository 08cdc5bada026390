// SPDX-License-Identifier: GPL-3.0-or-later
// Studies: what is found out about the maps of the network that is looked at, in the background:
// what each is worth, which training pictures excite one, and which are most alike the dropped one.
// GUI thread only.
#pragma once
#include "app/services/looking/inspection.h"
#include "app/services/runs/training_service.h"
#include "core/inspect/studies/map_worth.h"
#include "ui/ablation/alike_pictures.h"
#include "ui/ablation/found_pictures.h"

namespace convscope {

class Studies : public QObject {
    Q_OBJECT
public:
    Studies(DatasetService &dataset, TrainingService &training, Inspection &inspection,
        QObject *parent = nullptr);

    /// Why nothing can be found out now, and what to do; empty: it can.
    QString obstacle() const;

    /// Of the layers of these names; none: of those behind each convolution. On the validation
    /// pictures, or the training pictures where there are none.
    void measureWorth(const QStringList &layers);
    void findExciting(const ExcitingWish &wish);
    /// To a picture as the network gets it. While a run goes on, by the model of the last time.
    void findAlike(std::vector<float> input);
    BackgroundTask &worth() { return m_worth; }
    BackgroundTask &exciting() { return m_exciting; }
    BackgroundTask &alike() { return m_alike; }

Q_SIGNALS:
    void cleared(); ///< network or pictures are others: what was found is about those before
    void worthMeasured(
        const std::shared_ptr<const convscope::MapWorths> &worths, convscope::Split split);
    void excitingFound(const std::shared_ptr<const convscope::FoundPictures> &found);
    void alikeFound(const std::shared_ptr<const convscope::AlikePictures> &found);

private:
    struct Ready {
        std::shared_ptr<const PictureLikeness> likeness;
        std::shared_ptr<const TrainingData> data; // that it was made from
        ImageSet set;
    };
    void clear();
    bool isOfUse(const Ready &ready) const;

    DatasetService &m_dataset;
    TrainingService &m_training;
    Inspection &m_inspection;
    std::shared_ptr<const Ready> m_ready; // null: not made yet
    BackgroundTask m_worth;
    BackgroundTask m_exciting;
    BackgroundTask m_alike;
};

} // namespace convscope
