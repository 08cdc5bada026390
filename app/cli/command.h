// SPDX-License-Identifier: GPL-3.0-or-later
// The common part of the commands of convscope-cli. Each command is a file with one function that
// describes its options to CLI11 and sets what to do when it is chosen.
#pragma once
#include "core/base/progress.h"
#include <CLI/CLI.hpp>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace convscope::cli {

/// The exit statuses of the contract; a command that a signal ended has endingStatus().
enum Status { Done = 0, Failed = 1, BadInput = 2, SomeUnread = 3 };

/// The work of the chosen command; returns a Status. Errors leave it as exceptions.
using Action = std::function<int()>;

void addLayers(CLI::App &app, Action &action);
void addPresets(CLI::App &app, Action &action);
void addScan(CLI::App &app, Action &action);
void addTrain(CLI::App &app, Action &action);
void addEval(CLI::App &app, Action &action);
void addPredict(CLI::App &app, Action &action);
void addPreflight(CLI::App &app, Action &action);
void addMaps(CLI::App &app, Action &action);
void addChelsea(CLI::App &app, Action &action);
void addExport(CLI::App &app, Action &action);
void addImport(CLI::App &app, Action &action);
void addInfo(CLI::App &app, Action &action);
void addGradcheck(CLI::App &app, Action &action);
void addBench(CLI::App &app, Action &action);
void addSettings(CLI::App &app, Action &action);

/// Parses, runs, and turns every error into its status and one line on stderr, also that of a
/// standard output which could not take everything. Like main().
int run(int argc, const char *const *argv);

/// One line on stderr, whatever is in the message.
void complain(const std::string &message);

/// One JSON object on stdout. Text that is not UTF-8 (file names can be anything) is mended.
void print(const nlohmann::json &json);
void print(const nlohmann::ordered_json &json);
/// Null where there is no number, or none that is finite.
nlohmann::json orNull(const std::optional<double> &number);

/// Progress on stderr: a bar on a terminal, otherwise a line at most once a second,
/// and none twice.
class ProgressLine {
public:
    explicit ProgressLine(std::string title);
    ~ProgressLine();
    ProgressLine(const ProgressLine &) = delete;
    ProgressLine &operator=(const ProgressLine &) = delete;
    void show(double share, const std::string &text);
    /// For operations of the core that report progress.
    Progress callback();

private:
    std::string m_title;
    bool m_terminal;
    bool m_open = false; // an unfinished line stands on the terminal
    double m_shownAt; // seconds since the start of the program
    std::string m_shown; // the last line where there is no terminal
};

/// Whether a signal has asked for the end. Whoever works for long looks between two batches,
/// images or files, and throws Cancelled when nothing is half done.
bool interrupted();
void endIfInterrupted(); ///< @throws Cancelled.

} // namespace convscope::cli
