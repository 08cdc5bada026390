// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/looking/kept_image.h"

namespace convscope {

KeptImage::KeptImage(const PinnedImage &pinned, QObject *parent)
    : QObject(parent)
    , m_pinned(pinned)
{
    connect(&m_inspector, &Inspector::ready, this,
        [this](const std::shared_ptr<const FeatureMaps> &maps) {
            if (!m_follows)
                return;
            Q_EMIT inspected(m_inspector.seconds());
            Q_EMIT ready(m_pinned.shownOf(maps));
        });
    connect(&m_inspector, &Inspector::failed, this, &KeptImage::failed);
}

void KeptImage::keep()
{
    m_image = m_pinned.image();
    Q_EMIT lookNeeded();
}

void KeptImage::setFollows(bool follows)
{
    m_follows = follows;
    Q_EMIT lookNeeded();
}

} // namespace convscope
