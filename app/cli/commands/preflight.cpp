// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/measure/preflight.h"
#include "app/cli/command.h"
#include "app/cli/prepared_run.h"
#include "app/double/double_check.h"
#include "core/base/rounding.h"
#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

using nlohmann::json;

json toJson(const PreflightReport &report, double seconds)
{
    json checks = json::array();
    for (const PreflightCheck &check : report.checks) {
        json curve = json::array(), bars = json::object();
        for (const CurvePoint &point : check.image.curve)
            curve.push_back({ point.x, point.y });
        for (const CheckPlot::Bar &bar : check.image.bars)
            bars[bar.name] = bar.value;
        checks.push_back({ { "name", check.name }, { "passed", check.passed },
            { "sentence", check.sentence }, { "curve", curve }, { "values", bars } });
    }
    return { { "passed", report.passed() }, { "checks", checks },
        { "suggested_rate", report.suggestedRate ? json(*report.suggestedRate) : json(nullptr) },
        { "seconds", seconds } };
}

int preflight(const TrainOptions &options)
{
    using Clock = std::chrono::steady_clock;
    const PreparedRun run = prepare(options);
    const Clock::time_point start = Clock::now();
    ProgressLine checking("checking");
    const PreflightReport report
        = convscope::preflight(run.config, *run.data, compareInDouble, {}, checking.callback());
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    if (options.json) {
        json result = toJson(report, seconds);
        if (!run.reasons.empty())
            result["suggestion"] = suggestionOf(run);
        print(result);
    } else {
        if (!run.reasons.empty())
            printSuggestion(run);
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
    const auto options = std::make_shared<TrainOptions>();
    CLI::App *command = app.add_subcommand("preflight",
        "Check in seconds whether a long run can work, and find a learning rate; status 1 if not");
    describeData(*command, *options);
    describeSettings(*command, *options);
    command->callback([options, &action] {
        action = [options] {
            return preflight(*options);
        };
    });
}

} // namespace convscope::cli
