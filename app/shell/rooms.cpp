// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/rooms.h"
#include "app/rooms/ablation/room.h"
#include "app/rooms/data/room.h"
#include "app/rooms/download/room.h"
#include "app/rooms/evaluation/room.h"
#include "app/rooms/files/room.h"
#include "app/rooms/filters/room.h"
#include "app/rooms/history/room.h"
#include "app/rooms/maps/room.h"
#include "app/rooms/model/room.h"
#include "app/rooms/predict/room.h"
#include "app/rooms/preflight/room.h"
#include "app/rooms/preparation/room.h"
#include "app/rooms/runs/room.h"
#include "app/rooms/settings/room.h"
#include "app/rooms/training/room.h"
#include "app/rooms/welcome/room.h"
#include <QCoreApplication>

namespace convscope {

namespace {

struct RoomsStrings {
    Q_DECLARE_TR_FUNCTIONS(Rooms)
};

template<typename T>
std::unique_ptr<Room> create(Services &services, Shell &shell)
{
    return std::make_unique<T>(services, shell);
}

} // namespace

std::vector<RoomInfo> rooms()
{
    using Strings = RoomsStrings;
    return {
        { "welcome", Strings::tr("Welcome"), Place::Welcome, create<WelcomeRoom> },
        { "training", Strings::tr("T&raining"), Place::Tab, create<TrainingRoom> },
        { "maps", Strings::tr("Feature &maps"), Place::Tab, create<MapsRoom> },
        { "ablation", {}, Place::OnMaps, create<AblationRoom> },
        { "filters", {}, Place::OnMaps, create<FiltersRoom> },
        { "evaluation", Strings::tr("Eva&luation"), Place::Tab, create<EvaluationRoom> },
        { "runs", Strings::tr("R&uns"), Place::Tab, create<RunsRoom> },
        { "preparation", Strings::tr("&Preparation"), Place::Tab, create<PreparationRoom> },
        { "data", Strings::tr("Data"), Place::LeftDock, create<DataRoom> },
        { "model", Strings::tr("Model"), Place::LeftDock, create<ModelRoom> },
        { "settings", Strings::tr("Settings"), Place::LeftDock, create<SettingsRoom> },
        { "predict", Strings::tr("Predict"), Place::RightDock, create<PredictRoom> },
        { "history", {}, Place::Below, create<HistoryRoom> },
        { "preflight", {}, Place::Nowhere, create<PreflightRoom> },
        { "files", {}, Place::Nowhere, create<FilesRoom> },
        { "download", {}, Place::Nowhere, create<DownloadRoom> },
    };
}

} // namespace convscope
