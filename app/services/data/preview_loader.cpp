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
    if (m_images && &m_images->dataset() == dataset.get())
        return;
    m_task.cancel();
    m_images = std::make_shared<RecentImages>(dataset);
}

void PreviewLoader::load(const PreviewRequest &request)
{
    if (!m_images)
        return;
    m_task.start(
        [this, images = m_images, request](const Progress &progress) -> BackgroundTask::Deliver {
            const auto preview
                = std::make_shared<const ImagePreview>(previewImages(*images, request, progress));
            return [this, preview] {
                Q_EMIT ready(preview);
            };
        });
}

} // namespace convscope
