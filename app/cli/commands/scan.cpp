// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/exclusion_options.h"
#include "app/cli/scan_text.h"
#include "core/train/setup/settings.h"
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

struct ScanOptions {
    std::string dataset, layout;
    Exclusions excluded;
    std::string group = "auto";
    bool json = false;
};

int scan(const ScanOptions &options)
{
    ProgressLine progress("scanning");
    std::shared_ptr<const Dataset> dataset
        = openDataset(options.dataset, progress.callback(), { {}, options.layout });
    requireNames(*dataset, options.excluded);
    dataset = withoutExcluded(std::move(dataset), options.excluded);
    const DatasetReport report
        = scanDataset(*dataset, 0, progress.callback(), {}, groupByFromString(options.group));
    if (options.json)
        print(toJson(report, *dataset));
    else
        printReport(std::cout, report, *dataset);
    return Done;
}

/// The formats that a dataset can have.
std::string formatsText()
{
    std::string text = "Formats:";
    for (const DatasetFormat &format : datasetFormats())
        text += "\n  " + std::string(format.name) + ": " + std::string(format.summary);
    return text;
}

} // namespace

void addScan(CLI::App &app, Action &action)
{
    const auto options = std::make_shared<ScanOptions>();
    CLI::App *command
        = app.add_subcommand("scan", "Report what is in a dataset and what is wrong with it");
    command->add_option("DATASET", options->dataset, "A folder or file, or sample:digits")
        ->required();
    command->footer(formatsText());
    describeLayout(*command, options->layout);
    describeExcluded(*command, options->excluded);
    const Setting &group = settingOf("group");
    command->add_option("--group", options->group, group.field.help)
        ->type_name("NAME")
        ->check(CLI::IsMember(group.field.choices));
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &action] {
        action = [options] {
            return scan(*options);
        };
    });
}

} // namespace convscope::cli
