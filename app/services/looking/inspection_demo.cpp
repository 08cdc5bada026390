// SPDX-License-Identifier: GPL-3.0-or-later
// The demonstration's part of Inspection.
#include "app/services/looking/inspection.h"
#include "core/base/error.h"

namespace convscope {

Inspection::ForDemo Inspection::preparedForDemo(Picture picture, const QString &name)
{
    try {
        DemoPicture prepared = demoPicture(*picture);
        QString shown = name;
        if (prepared.shrunk)
            shown = tr("%1, shrunk from %2 × %3 to %4 × %5 pixels")
                        .arg(name)
                        .arg(picture->width)
                        .arg(picture->height)
                        .arg(prepared.shape.w)
                        .arg(prepared.shape.h);
        return { std::move(picture), shown, std::move(prepared) };
    } catch (const Error &error) {
        throw Error(name.toStdString() + ": " + error.what());
    }
}

void Inspection::showChelsea()
{
    m_pinTask.start([this](const Progress &) -> BackgroundTask::Deliver {
        return [this,
                   what = preparedForDemo(
                       std::make_shared<const Image>(chelseaPicture()), tr("Chelsea the cat"))] {
            const bool begins = !m_demo;
            if (begins) {
                m_beforeDemo
                    = { m_pinned, m_pinnedName, m_pinnedValues, m_pinnedSet, m_pinnedSample };
                m_demoFilters = chelseaFilters();
            }
            m_pinnedSet = nullptr;
            pinInDemo(what);
            if (begins)
                Q_EMIT demoChanged();
        };
    });
}

void Inspection::pinInDemo(const ForDemo &what)
{
    if (!m_demo || m_demo->spec.input != what.prepared.shape) {
        m_demo = std::make_shared<const TrainedModel>(
            chelseaModel(what.prepared.shape, m_demoFilters));
        showLayers();
    }
    pin(what.picture, what.name, std::make_shared<const std::vector<float>>(what.prepared.values));
}

void Inspection::setDemoFilters(std::vector<NamedTensor> filters)
{
    if (!m_demo)
        return;
    m_demoFilters = std::move(filters);
    m_demo = std::make_shared<const TrainedModel>(chelseaModel(m_demo->spec.input, m_demoFilters));
    Q_EMIT kernelsChanged(m_demo);
    lookAtPinned();
}

void Inspection::endChelsea()
{
    if (!std::exchange(m_demo, nullptr))
        return;
    m_pinTask.cancel(); // a picture for the demonstration
    const Before before = std::exchange(m_beforeDemo, {});
    m_pinnedSet = before.set;
    m_pinnedSample = before.sample;
    showLayers();
    if (before.picture) {
        pin(before.picture, before.name, before.values);
    } else {
        m_pinned = nullptr;
        m_pinnedValues = nullptr;
        Q_EMIT pinnedChanged({}, {});
    }
    Q_EMIT demoChanged();
}

} // namespace convscope
