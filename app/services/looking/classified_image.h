// SPDX-License-Identifier: GPL-3.0-or-later
// ClassifiedImage: the image that is classified, what is done to it first, and what the newest
// model makes of it. GUI thread only.
#pragma once
#include "app/services/looking/inspected_image.h"
#include "app/threads/background_task.h"
#include "app/threads/inspector.h"
#include <QImage>

namespace convscope {

class ClassifiedImage : public QObject {
    Q_OBJECT
public:
    explicit ClassifiedImage(QObject *parent = nullptr);

    void classifyFile(const QString &path);
    void classifyImage(const QImage &image);
    void classifySample(std::shared_ptr<const Dataset> dataset, std::size_t sample);
    void classify(const InspectedImage &image);
    /// Ends classifying an image of a dataset that is not open any more.
    void forgetSample();
    /// The drop was no image, as the sentence says; the one before is classified no more.
    void refuseImage(const QString &sentence);
    /// Edits the image being classified; a new image begins without.
    void setEdit(ImageEdit edit);

    // The model and factors that classify it; it is classified again at once.
    void setModel(std::shared_ptr<const TrainedModel> model);
    void setFactors(std::vector<ChannelScale> factors);
    void forgetAnswer() { m_inspector.forget(); } ///< that is on its way

    /// The data the answer is computed from, for others to do the same; null: nothing is
    /// classified.
    struct Dropped {
        std::shared_ptr<const TrainedModel> model;
        std::shared_ptr<const Image> image;
        ImageEdit edit;
        std::vector<ChannelScale> factors;
    };
    Dropped dropped() const { return { m_model, m_image.decoded, m_edit, m_factors }; }

Q_SIGNALS:
    /// Another image is classified from now on, or none; see dropped().
    void droppedChanged();
    void predicted(const std::shared_ptr<const convscope::FeatureMaps> &maps, const QString &name,
        const QImage &original);
    /// And there is no answer; of the same image one may come with another model.
    void predictionFailed(const QString &sentence);

private:
    void inspect();
    void forget();
    void tell(const std::shared_ptr<const FeatureMaps> &maps);

    std::shared_ptr<const TrainedModel> m_model;
    std::vector<ChannelScale> m_factors;
    InspectedImage m_image;
    QImage m_shown; // m_image, as it is shown
    ImageEdit m_edit;
    BackgroundTask m_task;
    Inspector m_inspector;
};

} // namespace convscope
