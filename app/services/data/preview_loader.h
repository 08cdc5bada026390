// SPDX-License-Identifier: GPL-3.0-or-later
// PreviewLoader: decodes and prepares the images of the Images panel in the background.
// GUI thread only.
#pragma once
#include "app/threads/background_task.h"
#include "core/data/prepare/image_preview.h"

namespace convscope {

class PreviewLoader : public QObject {
    Q_OBJECT
public:
    explicit PreviewLoader(QObject *parent = nullptr);

    /// Drops requests for another dataset.
    void setDataset(const std::shared_ptr<const Dataset> &dataset);
    /// Drops a request made before that is not answered yet.
    void load(const PreviewRequest &request);

Q_SIGNALS:
    void ready(const std::shared_ptr<const convscope::ImagePreview> &preview);

private:
    std::shared_ptr<RecentImages> m_images;
    BackgroundTask m_task;
};

} // namespace convscope
