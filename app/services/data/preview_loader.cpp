// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/data/preview_loader.h"

namespace convscope {

PreviewLoader::PreviewLoader(QObject *parent)
    : QObject(parent)
    , m_task(this)
{
}

void PreviewLoader::setDataset(const std::shared_ptr<const Dataset> &dataset)
{
    if (m_pictures && &m_pictures->dataset() == dataset.get())
        return;
    m_task.cancel();
    m_pictures = std::make_shared<RecentImages>(dataset);
}

void PreviewLoader::load(const PreviewRequest &request)
{
    if (!m_pictures)
        return;
    m_task.start([this, pictures = m_pictures, request](
                     const Progress &progress) -> BackgroundTask::Deliver {
        const auto preview
            = std::make_shared<const ImagePreview>(previewImages(*pictures, request, progress));
        return [this, preview] {
            Q_EMIT ready(preview);
        };
    });
}

} // namespace convscope
