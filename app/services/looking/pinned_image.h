// SPDX-License-Identifier: GPL-3.0-or-later
// PinnedImage: the image whose feature maps are shown, and Chelsea the cat in its place. GUI thread
// only.
#pragma once
#include "app/services/looking/inspected_image.h"
#include "app/threads/background_task.h"
#include "core/inspect/demo/chelsea.h"
#include <QImage>

namespace convscope {

class PinnedImage : public QObject {
    Q_OBJECT
public:
    explicit PinnedImage(QObject *parent = nullptr);

    bool hasPinned() const { return m_image.decoded != nullptr; }
    const InspectedImage &image() const { return m_image; }

    void pinFile(const QString &path);
    void pinSample(std::shared_ptr<const Dataset> dataset, std::size_t sample);
    void pinImage(const QImage &image); ///< pasted or dropped
    /// An image as a network got it, say augmented: [C][H][W] in `values`, and `shown` of it.
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

Q_SIGNALS:
    void pinnedChanged(const QImage &image, const QString &name);
    void ready(); ///< after pinnedChanged(), where there is one
    void demoChanged(); ///< the demonstration has begun or ended
    void networkChanged(); ///< demo() has other layers, or is over
    void filtersChanged(); ///< of demo()
    void failed(const QString &sentence);

private:
    struct ForDemo {
        InspectedImage image;
        DemoImage prepared;
    };
    static ForDemo preparedForDemo(InspectedImage image);
    void pin(InspectedImage image);
    void pinInDemo(const ForDemo &what);
    /// Takes what `read` gives, on a thread of its own, to where it belongs by then.
    void readAndPin(std::function<InspectedImage()> read);

    InspectedImage m_image;
    std::shared_ptr<const TrainedModel> m_demo;
    std::vector<NamedTensor> m_filters; // of the demonstration
    InspectedImage m_before; // what was pinned when the demonstration began
    BackgroundTask m_task;
};

} // namespace convscope
