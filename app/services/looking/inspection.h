// SPDX-License-Identifier: GPL-3.0-or-later
// Inspection: what the newest model makes of the images that are looked at: one pinned in the
// feature maps, one kept beside it, one being classified. GUI thread only.
#pragma once
#include "app/services/looking/classified_image.h"
#include "app/services/looking/kept_image.h"
#include "app/services/looking/shown_network.h"
#include "app/threads/inspector.h"
#include <QElapsedTimer>
#include <chrono>
#include <optional>

namespace convscope {

class Inspection : public QObject {
    Q_OBJECT
public:
    explicit Inspection(QObject *parent = nullptr);

    PinnedImage &pinned() { return m_pinned; }
    KeptImage &kept() { return m_kept; }
    ClassifiedImage &classified() { return m_classified; }
    ShownNetwork &network() { return m_network; } ///< that the pinned image's maps are of

    /// A newer model; null: none any more. Whatever is looked at is looked at again.
    void setModel(std::shared_ptr<const TrainedModel> model);
    /// The next model is of another run: until it is there, nothing is shown of this one's maps.
    void expectOther();
    /// The model of images that are classified, and of the maps unless Chelsea is shown.
    const std::shared_ptr<const TrainedModel> &model() const { return m_model; }
    /// A newer model of a run that goes on; the pinned image is looked at as often as the
    /// rate allows.
    void follow(std::shared_ptr<const TrainedModel> model);
    /// Looks at the pinned image a second, while a run goes on; 0: it is left as it is.
    void setLiveRate(double aSecond) { m_live.rate = aSecond; }
    /// While nobody sees the maps, nothing is computed for them.
    void setMapsVisible(bool visible);

    /// Maps switched off or scaled in every model that is looked into, for the pinned and the
    /// classified image; empty: undone. Chelsea's filters stay as they are.
    void setFactors(std::vector<ChannelScale> factors);
    /// The class whose score the pinned image's gradients are of; -1: no gradients.
    void setScore(int index);

    /// How often newer models are of use now; none: not at all.
    std::optional<std::chrono::milliseconds> modelInterval() const;

Q_SIGNALS:
    /// Before mapsReady() and KeptImage::ready(): the processor time it took to compute them.
    void inspected(double seconds);
    void mapsReady(const std::shared_ptr<const convscope::FeatureMaps> &maps);
    void mapsForgotten(); ///< those seen before are of another image or network
    void mapsFailed(const QString &sentence);

private:
    void connectPinned();
    void connectInspectors();
    void forgetMaps();
    void inspectPinned();
    void inspectKept();
    void inspectWith(Inspector &inspector, const InspectedImage &image);
    const std::shared_ptr<const TrainedModel> &mapsModel() const
    {
        return m_pinned.demo() ? m_pinned.demo() : m_model;
    }

    std::shared_ptr<const TrainedModel> m_model;
    ShownNetwork m_network;
    std::vector<ChannelScale> m_factors;
    int m_score = -1;
    bool m_mapsVisible = false;
    struct Outdated {
        bool maps = false;
        bool network = false; // the next model is of another run
    };
    Outdated m_outdated;
    struct Live {
        double rate = 5;
        QElapsedTimer since; // the pinned image was looked at with newer weights
    };
    Live m_live;
    PinnedImage m_pinned;
    Inspector m_mapsInspector;
    KeptImage m_kept { m_pinned };
    ClassifiedImage m_classified;
};

} // namespace convscope
