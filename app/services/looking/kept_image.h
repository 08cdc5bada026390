// SPDX-License-Identifier: GPL-3.0-or-later
// KeptImage: an image that was pinned, kept beside the one that is pinned now. GUI thread only.
#pragma once
#include "app/services/looking/pinned_image.h"
#include "app/threads/inspector.h"

namespace convscope {

/// The maps' panel keeps and releases it; Inspection looks at it whenever it looks at the pinned
/// one, and when lookNeeded() says so.
class KeptImage : public QObject {
    Q_OBJECT
public:
    explicit KeptImage(const PinnedImage &pinned, QObject *parent = nullptr);

    void keep(); ///< what is pinned now
    /// Looked at besides the next ones; else its maps stay as they are.
    void setFollows(bool follows);

    bool follows() const { return m_follows && m_image.decoded; }
    const InspectedImage &image() const { return m_image; }
    Inspector &inspector() { return m_inspector; }

Q_SIGNALS:
    void lookNeeded();
    void inspected(double seconds); ///< before ready(): the processor time it took
    void ready(const std::shared_ptr<const convscope::FeatureMaps> &maps);
    void failed(const QString &sentence);

private:
    const PinnedImage &m_pinned;
    InspectedImage m_image;
    bool m_follows = false;
    Inspector m_inspector;
};

} // namespace convscope
