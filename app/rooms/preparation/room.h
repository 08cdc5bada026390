// SPDX-License-Identifier: GPL-3.0-or-later
// The room of the images as the network gets them. GUI thread only.
#pragma once
#include "app/services/data/preview_loader.h"
#include "app/shell/room.h"

namespace convscope {

class ImagesPanel;

class PreparationRoom final : public Room {
    Q_OBJECT
public:
    PreparationRoom(Services &services, Shell &shell);
    QWidget *widget() override;
    QWidget *fields() override { return widget(); }

private:
    void show();
    void choose(quint64 sample);

    ImagesPanel *m_panel;
    PreviewLoader m_previews;
};

} // namespace convscope
