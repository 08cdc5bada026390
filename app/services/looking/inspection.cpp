// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/looking/inspection.h"

namespace convscope {

namespace {

constexpr std::chrono::milliseconds kDroppedInterval { 150 };
constexpr double kEarly = 40; // milliseconds: models are fetched on a timer of their own

} // namespace

Inspection::Inspection(QObject *parent)
    : QObject(parent)
{
    connectPinned();
    connectInspectors();
}

void Inspection::connectPinned()
{
    connect(&m_pinned, &PinnedImage::ready, this, [this] {
        if (!m_mapsVisible)
            forgetMaps(); // in sight the new ones take their place at once
        inspectPinned();
    });
    connect(&m_pinned, &PinnedImage::networkChanged, this, [this] { m_network.show(mapsModel()); });
    connect(&m_pinned, &PinnedImage::filtersChanged, this, [this] {
        m_network.show(mapsModel());
        inspectPinned();
    });
    connect(&m_pinned, &PinnedImage::failed, this, &Inspection::mapsFailed);
}

void Inspection::connectInspectors()
{
    connect(&m_mapsInspector, &Inspector::ready, this,
        [this](const std::shared_ptr<const FeatureMaps> &maps) {
            if (!m_pinned.hasPinned() || maps->model != mapsModel())
                return; // of a network that is gone
            Q_EMIT inspected(m_mapsInspector.seconds());
            Q_EMIT mapsReady(m_pinned.shownOf(maps));
        });
    connect(&m_mapsInspector, &Inspector::failed, this, [this](const QString &sentence) {
        Q_EMIT mapsForgotten();
        Q_EMIT mapsFailed(sentence);
    });
    connect(&m_kept, &KeptImage::lookNeeded, this, &Inspection::inspectKept);
    connect(&m_kept, &KeptImage::inspected, this, &Inspection::inspected);
    connect(&m_kept, &KeptImage::failed, this, &Inspection::mapsFailed);
}

void Inspection::setModel(std::shared_ptr<const TrainedModel> model)
{
    m_model = std::move(model);
    m_outdated.network = false;
    if (!m_pinned.demo())
        m_network.show(m_model);
    inspectPinned();
    m_classified.setModel(m_model);
}

void Inspection::expectOther()
{
    m_outdated.network = true;
    m_classified.forgetAnswer();
    m_kept.inspector().forget();
    if (!m_pinned.demo())
        forgetMaps();
}

void Inspection::follow(std::shared_ptr<const TrainedModel> model)
{
    const bool isFirst = m_outdated.network || !m_model || !(m_model->spec == model->spec);
    const bool isTime = m_live.rate > 0
        && (!m_live.since.isValid()
            || double(m_live.since.elapsed()) + kEarly >= 1e3 / m_live.rate);
    if (isFirst || (isTime && !m_pinned.demo())) {
        m_live.since.start();
        setModel(std::move(model));
        return;
    }
    m_model = std::move(model);
    m_network.outdate();
    m_classified.setModel(m_model);
}

void Inspection::forgetMaps()
{
    m_mapsInspector.forget();
    Q_EMIT mapsForgotten();
}

void Inspection::setMapsVisible(bool visible)
{
    m_mapsVisible = visible;
    if (visible && m_outdated.maps)
        inspectPinned();
}

std::optional<std::chrono::milliseconds> Inspection::modelInterval() const
{
    std::optional<std::chrono::milliseconds> interval;
    if (m_mapsVisible && m_pinned.hasPinned() && !m_pinned.demo() && m_live.rate > 0)
        interval = std::chrono::milliseconds(static_cast<int>(1e3 / m_live.rate));
    if (m_classified.dropped().image)
        interval = std::min(interval.value_or(kDroppedInterval), kDroppedInterval);
    return interval;
}

void Inspection::inspectWith(Inspector &inspector, const InspectedImage &image)
{
    const bool isDemo = m_pinned.demo() != nullptr; // which has no classes
    inspector.inspect({ .model = mapsModel(),
        .image = image.decoded,
        .values = image.values,
        .factors = isDemo ? std::vector<ChannelScale>() : m_factors,
        .score = isDemo ? -1 : m_score });
}

void Inspection::inspectPinned()
{
    m_outdated.maps = !m_mapsVisible;
    if (m_mapsVisible && m_network.isOutdated())
        m_network.show(mapsModel()); // of the model that is looked at now
    if (m_mapsVisible && m_pinned.hasPinned() && mapsModel())
        inspectWith(m_mapsInspector, m_pinned.image());
    inspectKept();
}

void Inspection::inspectKept()
{
    if (m_mapsVisible && m_kept.follows() && mapsModel())
        inspectWith(m_kept.inspector(), m_kept.image());
}

void Inspection::setFactors(std::vector<ChannelScale> factors)
{
    m_factors = std::move(factors);
    inspectPinned();
    m_classified.setFactors(m_factors);
}

void Inspection::setScore(int index)
{
    if (std::exchange(m_score, index) != index)
        inspectPinned();
}

} // namespace convscope
