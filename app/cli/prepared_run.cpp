// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/prepared_run.h"
#include "app/cli/command.h"
#include "core/base/error.h"
#include "core/data/prepare/image_cache.h"
#include "core/io/run/run_folder.h"
#include "core/train/setup/presets.h"
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

/// Such that the run can be resumed from another working folder.
std::string anywhere(const std::string &location)
{
    std::error_code error;
    if (!std::filesystem::exists(location, error))
        return location; // a name such as sample:digits, or a mistake that is told as it was made
    return std::filesystem::absolute(location).lexically_normal().string();
}

/// Refuses what cannot work before the images are loaded. Nothing: the dataset decides.
std::optional<RunConfig> recipeFor(const TrainOptions &options)
{
    if (options.resume)
        return RunFolder::config(options.run);
    if (!options.run.empty())
        RunFolder::refuseExisting(options.run);
    if (options.model.empty())
        return {};
    return loadSpec(options.model).config;
}

RunRequest requestFor(const TrainOptions &options)
{
    RunRequest request { .location = anywhere(options.dataset),
        .layout = options.layout,
        .asksForLayout = !options.resume, // its images are those that the run recorded
        .config = {},
        .explicitly = askedFor(options),
        .excluded = sorted(options.excluded),
        .cache = options.cache ? cacheFolder() : std::filesystem::path() };
    if (options.resume) // which is content with what is there of what it excluded
        request.purpose = RunRequest::Purpose::Resume;
    else
        request.names = RunRequest::Names::MustExist;
    request.config = recipeFor(options);
    // A run of a version that recorded no layout may need to be told.
    if (options.resume && !options.layout.empty() && !request.config->layout.empty()
        && options.layout != request.config->layout)
        throw Error("--layout: the run was begun with the layout " + request.config->layout
            + "; leave it out, or start a new run");
    RunConfig asked = request.config.value_or(RunConfig {});
    setAll(asked, request.explicitly);
    checkAsked(request.explicitly, asked);
    checkRunConfig(asked);
    return request;
}

} // namespace

PreparedRun prepare(const TrainOptions &options)
{
    const RunRequest request = requestFor(options);
    ProgressLine progress("loading");
    PreparedRun run = prepareRun(request, progress.callback());
    for (const Problem &problem : run.data->problems)
        std::cerr << "left out: " << problem.path << ": " << problem.reason << '\n';
    return run;
}

nlohmann::json suggestionOf(const PreparedRun &run)
{
    return { { "preset", run.config.preset }, { "reasons", run.reasons } };
}

void printSuggestion(const PreparedRun &run)
{
    std::cout << "model: " << run.config.preset << ", suggested for this dataset\n";
    for (const std::string &reason : run.reasons)
        std::cout << "  " << reason << '\n';
    std::cout.flush(); // training may take long
}

} // namespace convscope::cli
