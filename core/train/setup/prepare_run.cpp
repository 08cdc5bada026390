// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/setup/prepare_run.h"
#include "core/base/error.h"
#include "core/train/setup/presets.h"
#include "core/train/setup/suggestion.h"
#include <utility>

namespace convscope {

namespace {

/// The exclusions remembered for a dataset that may have changed since; none where nothing would
/// remain.
Exclusions stillUsable(const std::shared_ptr<const Dataset> &whole, Exclusions remembered)
{
    try {
        withoutExcluded(whole, remembered);
        return remembered;
    } catch (const Error &) {
        return {}; // nothing would remain
    }
}

Exclusions requestedExclusions(
    const RunRequest &request, const std::shared_ptr<const Dataset> &whole)
{
    Exclusions asked = request.excluded;
    if (!asked.any() && request.config)
        asked = request.config->excluded;
    if (request.names == RunRequest::Names::MustExist)
        requireNames(*whole, asked);
    return asked.any() ? asked : stillUsable(whole, request.remembered);
}

std::shared_ptr<const Dataset> opened(const RunRequest &request, const Progress &progress)
{
    if (request.opened)
        return request.opened;
    const std::string &known = request.config ? request.config->layout : request.layout;
    std::shared_ptr<const Dataset> whole = openDataset(request.location, progress,
        { request.cache, request.layout.empty() ? known : request.layout });
    if (request.asksForLayout)
        requireClearLayout(*whole, request.location);
    return whole;
}

/// Settings asked for by name come before the recipe, and before what the data made of it.
void followAndAsk(RunConfig &config, const RunRequest &request, const Dataset &dataset)
{
    setAll(config, request.explicitly);
    const Preprocessing asked = config.preprocessing;
    if (request.purpose == RunRequest::Purpose::NewRun)
        followData(config, dataset);
    setAll(config, request.explicitly);
    if (config.preprocessing.channels == asked.channels) {
        config.preprocessing.mean = asked.mean;
        config.preprocessing.stddev = asked.stddev;
    }
}

} // namespace

PreparedRun prepareRun(RunRequest request, const Progress &progress)
{
    PreparedRun run;
    run.whole = opened(request, progress);
    requireLabels(*run.whole, request.location);
    const Exclusions excluded = requestedExclusions(request, run.whole);
    run.dataset = withoutExcluded(run.whole, excluded);
    if (request.config) {
        run.config = std::move(*request.config);
    } else {
        Suggestion suggestion = suggestFor(*run.dataset);
        run.config = std::move(suggestion.config);
        run.reasons = std::move(suggestion.reasons);
    }
    followAndAsk(run.config, request, *run.dataset);
    run.config.excluded = excluded;
    run.config.dataset = request.location;
    run.config.layout = run.whole->layout().chosenName();
    run.data = std::make_shared<const TrainingData>(
        loadTrainingData(*run.dataset, loadOptions(run.config, request.cache), progress));
    if (request.purpose == RunRequest::Purpose::NewRun)
        run.config = adaptedTo(std::move(run.config), run.data->classes);
    return run;
}

RunConfig fittedTo(RunConfig config, const PreparedRun &run)
{
    followData(config, *run.dataset);
    return adaptedTo(std::move(config), run.data->classes);
}

bool suits(const PreparedRun &run, const RunConfig &config)
{
    const LoadOptions have = loadOptions(run.config, {});
    const LoadOptions requested = loadOptions(config, {});
    return run.data && requested.preprocessing == have.preprocessing
        && requested.validation == have.validation && requested.test == have.test
        && requested.limit == have.limit && requested.seed == have.seed
        && requested.group == have.group && config.excluded == run.config.excluded
        && (config.layout.empty() || config.layout == run.config.layout);
}

LoadOptions loadOptions(const RunConfig &config, const std::filesystem::path &cache)
{
    return { .preprocessing = config.preprocessing,
        .validation = config.validation,
        .test = config.test,
        .limit = config.limit,
        .seed = config.seed,
        .group = config.group,
        .threads = config.threads,
        .cache = cache };
}

} // namespace convscope
