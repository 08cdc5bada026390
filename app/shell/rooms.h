// SPDX-License-Identifier: GPL-3.0-or-later
// The rooms of the window, in the order of its tabs and docks.
#pragma once
#include "app/shell/room.h"
#include <memory>

namespace convscope {

enum class Place {
    Welcome, ///< the first page, without anything around it
    LeftDock,
    RightDock,
    Tab,
    OnMaps, ///< on the page of the feature maps
    Below, ///< the pages of training and of the feature maps
    Nowhere, ///< it has dialogs and actions only
};

struct RoomInfo {
    const char *id; ///< its dock is called <id>Dock
    QString title;
    Place place;
    std::unique_ptr<Room> (*create)(Services &services, Shell &shell);
};

std::vector<RoomInfo> rooms();

} // namespace convscope
