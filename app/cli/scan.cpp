// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "core/data/dataset_report.h"
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

struct Options {
    std::string dataset;
    bool json = false;
};

void printText(const DatasetReport &report)
{
    std::cout << "format: " << report.format << "\npictures: " << report.images << "\nclasses:\n";
    for (const ClassCount &entry : report.classes)
        std::cout << "  " << entry.name << ": " << entry.count << '\n';
    std::cout << "splits:\n";
    for (const SplitCount &entry : report.splits)
        std::cout << "  " << toString(entry.split) << ": " << entry.count << '\n';
    std::cout << "sizes:\n";
    for (const SizeCount &entry : report.sizes)
        std::cout << "  " << entry.width << "x" << entry.height << ": " << entry.count << '\n';
    std::cout << "problems: " << report.problems.size() << '\n';
    for (const Problem &problem : report.problems)
        std::cout << "  " << problem.path << ": " << problem.reason << '\n';
    std::cout << "groups of equal pictures: " << report.duplicates.size() << '\n';
}

int scan(const Options &options)
{
    watchInterrupts();
    ProgressLine progress("scanning");
    const auto dataset = openDataset(options.dataset, progress.callback());
    const DatasetReport report = scanDataset(*dataset, 0, progress.callback());
    if (options.json)
        print(toJson(report, *dataset));
    else
        printText(report);
    return Done;
}

} // namespace

void addScan(CLI::App &app, Action &action)
{
    const auto options = std::make_shared<Options>();
    CLI::App *command
        = app.add_subcommand("scan", "Report what is in a dataset and what is wrong with it");
    command->add_option("DATASET", options->dataset, "A folder or file, or sample:digits")
        ->required();
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &action] {
        action = [options] {
            return scan(*options);
        };
    });
}

} // namespace convscope::cli
