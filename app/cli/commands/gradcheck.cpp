// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/double/double_gradients.h"
#include "core/train/setup/presets.h"
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

using convscope_double::GradientError;
using nlohmann::json;

constexpr double kTolerance = 1e-6;

struct GradcheckOptions {
    std::string model;
    std::uint64_t seed = 1;
    bool json = false;
};

void printText(const std::vector<GradientError> &errors, bool passed)
{
    for (const GradientError &error : errors)
        std::cout << error.layer << ' ' << error.parameter << ": " << error.largest << '\n';
    std::cout << (passed ? "passed" : "failed") << ": the largest relative error may be "
              << kTolerance << '\n';
}

int gradcheck(const GradcheckOptions &options)
{
    const json model = toJson(loadSpec(options.model).config.model);
    const std::vector<GradientError> errors
        = convscope_double::gradientErrors(model, options.seed, { .goOn = [] {
              return !interrupted();
          } });
    endIfInterrupted();
    const bool passed = std::ranges::all_of(
        errors, [](const GradientError &error) { return error.largest <= kTolerance; });
    if (options.json) {
        json layers = json::array();
        for (const GradientError &error : errors)
            layers.push_back({ { "name", error.layer }, { "parameter", error.parameter },
                { "max_relative_error", error.largest } });
        print(json { { "layers", layers }, { "passed", passed } });
    } else {
        printText(errors, passed);
    }
    return passed ? Done : Failed;
}

} // namespace

void addGradcheck(CLI::App &app, Action &action)
{
    const auto options = std::make_shared<GradcheckOptions>();
    CLI::App *command = app.add_subcommand("gradcheck",
        "Compare a network's gradients with measured ones, in double precision; status 1 if they "
        "differ");
    command->add_option("--model", options->model, "A preset's name or a model JSON file")
        ->required();
    command->add_option("--seed", options->seed, "Of the weights, the images and the sample")
        ->check(CLI::NonNegativeNumber);
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &action] {
        action = [options] {
            return gradcheck(*options);
        };
    });
}

} // namespace convscope::cli
