// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Session that goes back in time.
#include "app/services/session/animation_export.h"
#include "app/services/session/session.h"

namespace convscope {

void Session::exportAnimation(
    const QString &layer, bool filters, double secondsAPicture, const QString &path)
{
    const AnimationWish wish { .run = m_past.run().folder,
        .pattern = m_past.now(),
        .pinned = m_inspection.pinned(),
        .layer = layer.toStdString(),
        .filters = filters,
        .target = path.toStdString(),
        .seconds = secondsAPicture };
    if (!wish.pattern || isSaving())
        return;
    m_exportTask.start([this, wish, path](const Progress &progress) -> BackgroundTask::Deliver {
        convscope::exportAnimation(wish, progress);
        return [this, path] {
            Q_EMIT exported(path);
        };
    });
}

} // namespace convscope
