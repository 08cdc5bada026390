// SPDX-License-Identifier: GPL-3.0-or-later
// prepareRun: from what a person asked for to what a Trainer is made from. Window, command line and
// going back in time take this one way, so that the same choices give the same run to the bit.
// Runs on any thread.
#pragma once
#include "core/train/setup/settings.h"
#include <filesystem>
#include <optional>

namespace convscope {

struct RunRequest {
    std::string location; ///< as openDataset() takes it
    std::shared_ptr<const Dataset> opened {}; ///< whole; null: it is opened
    std::string layout {}; ///< as openDataset(); empty: the config's
    /// A folder that can be understood in several ways is refused until one is chosen; otherwise
    /// the best is taken, and the window asks.
    bool asksForLayout = false;
    std::optional<RunConfig> config {}; ///< none: what suggestFor() suggests
    FieldValues explicitly {}; ///< by the settings' ids: beats the recipe and the data
    Exclusions excluded {}; ///< the same of what is excluded from the dataset
    /// Excluded from this dataset before; used where the settings exclude nothing themselves, and
    /// dropped where it would leave nothing.
    Exclusions remembered {};

    /// The names that are excluded: one that the dataset does not have is a mistake, or gone
    /// meanwhile.
    enum class Names { MustExist, MayBeGone };
    Names names = Names::MayBeGone;

    /// A run that goes on or is shown again keeps its settings; a new one follows the data.
    enum class Purpose { NewRun, Resume, Replay };
    Purpose purpose = Purpose::NewRun;

    std::filesystem::path cache {}; ///< as openDataset(); usually cacheFolder()
};

/// A dataset with its images prepared by `config`.
struct PreparedRun {
    std::shared_ptr<const Dataset> whole; ///< as it was opened
    std::shared_ptr<const Dataset> dataset; ///< without what config.excluded names
    std::shared_ptr<const TrainingData> data; ///< images of `dataset`; null: nothing is prepared
    RunConfig config; ///< as a Trainer takes it
    std::vector<std::string> reasons; ///< why this network was suggested; empty: it was asked for
};

/// @throws Error naming what cannot be opened, excluded or loaded; Cancelled.
PreparedRun prepareRun(RunRequest request, const Progress &progress);

/// A recipe for what is open: it follows the data, and the network takes the images as they are
/// prepared and tells as many classes apart. Quick; for settings that change while data is open.
RunConfig fittedTo(RunConfig config, const PreparedRun &run);

/// Whether the images are chosen, prepared and split as `config` wants them.
bool suits(const PreparedRun &run, const RunConfig &config);

/// To load images with, as a config asks for them.
LoadOptions loadOptions(const RunConfig &config, const std::filesystem::path &cache);

} // namespace convscope
