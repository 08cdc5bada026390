// SPDX-License-Identifier: GPL-3.0-or-later
// Services: all that the window knows and does, without a widget. GUI thread only.
#pragma once
#include "app/services/looking/channel_scales.h"
#include "app/services/looking/explanations.h"
#include "app/services/looking/maps_focus.h"
#include "app/services/looking/studies.h"
#include "app/services/results/exports.h"
#include "app/services/runs/preflight.h"
#include "app/services/runs/run_library.h"

namespace convscope {

/// Each knows only those above it, and goes before them.
struct Services {
    struct Options {
        std::filesystem::path runs; ///< new runs become folders in here
        std::filesystem::path nextRun; ///< where the next run goes instead; empty: a new folder
        std::optional<RunConfig> config; ///< asked for by the person; else the dataset decides
    };
    explicit Services(const Options &options);

    RunSettings settings;
    DatasetService dataset;
    TrainingService training;
    ModelService models;
    Inspection inspection;
    ChannelScales scales;
    MapsFocus focus;
    TimeMachine history; ///< the history of the run in the charts
    Evaluations evaluations;
    Exports exports;
    RunLibrary library;
    Preflight preflight;
    Studies studies;
    Explanations explanations;

private:
    void pinFirst();
};

} // namespace convscope
