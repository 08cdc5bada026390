// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/measure/preflight.h"
#include "app/cli/command.h"
#include "app/double/double_check.h"
#include "core/base/rounding.h"
#include "core/data/prepare/picture_cache.h"
#include "core/train/setup/presets.h"
#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

using nlohmann::json;

struct PreflightOptions {
    std::string dataset, model;
    std::optional<double> rate;
    bool json = false;
};

json toJson(const PreflightReport &report, double seconds)
{
    json checks = json::array();
    for (const PreflightCheck &check : report.checks) {
        json curve = json::array(), bars = json::object();
        for (const CurvePoint &point : check.picture.curve)
            curve.push_back({ point.x, point.y });
        for (const PreflightPicture::Bar &bar : check.picture.bars)
            bars[bar.name] = bar.value;
        checks.push_back({ { "name", check.name }, { "passed", check.passed },
            { "sentence", check.sentence }, { "curve", curve }, { "values", bars } });
    }
    return { { "passed", report.passed() }, { "checks", checks },
        { "suggested_rate", report.suggestedRate ? json(*report.suggestedRate) : json(nullptr) },
        { "seconds", seconds } };
}

int preflight(const PreflightOptions &options)
{
    using Clock = std::chrono::steady_clock;
    RunConfig config = loadSpec(options.model).config;
    ProgressLine progress("loading");
    const auto dataset = openDataset(options.dataset, progress.callback());
    followData(config, *dataset);
    const TrainingData data = loadTrainingData(*dataset,
        { .preprocessing = config.preprocessing,
            .validation = config.validation,
            .test = config.test,
            .limit = config.limit,
            .seed = config.seed,
            .threads = config.threads,
            .cache = cacheFolder() },
        progress.callback());
    config = adaptedTo(std::move(config), data.classes);
    config.optimizer.rate = options.rate.value_or(config.optimizer.rate);
    const Clock::time_point start = Clock::now();
    ProgressLine checking("checking");
    const PreflightReport report
        = convscope::preflight(config, data, compareInDouble, {}, checking.callback());
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    if (options.json) {
        print(toJson(report, seconds));
    } else {
        for (const PreflightCheck &check : report.checks)
            std::cout << (check.passed ? "✓ " : "✗ ") << check.title << ": " << check.sentence
                      << '\n';
        std::cout << "seconds: " << amountText(seconds) << '\n';
    }
    return report.passed() ? Done : Failed;
}

} // namespace

void addPreflight(CLI::App &app, Action &action)
{
    const auto options = std::make_shared<PreflightOptions>();
    CLI::App *command = app.add_subcommand("preflight",
        "Check in seconds whether a long run can work, and find a learning rate; status 1 if not");
    command->add_option("DATASET", options->dataset, "A folder or file, or sample:digits")
        ->required();
    command->add_option("--model", options->model, "A preset's name or a model JSON file")
        ->required();
    command->add_option("--lr", options->rate, "The learning rate to judge; else the recipe's")
        ->check(CLI::PositiveNumber);
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &action] {
        action = [options] {
            return preflight(*options);
        };
    });
}

} // namespace convscope::cli
