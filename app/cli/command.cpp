// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/process/ending_signals.h"
#include "app/process/last_resort.h"
#include "core/base/error.h"
#include "core/base/error_text.h"
#include "core/base/files/standard_output.h"
#include "core/base/files/storage_error.h"
#include "core/base/utf8_name.h"
#include <chrono>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <new>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace convscope::cli {

namespace {

double secondsNow()
{
    using Clock = std::chrono::steady_clock;
    static const Clock::time_point start = Clock::now();
    return std::chrono::duration<double>(Clock::now() - start).count();
}

int complain(int status, const std::string &message)
{
    cli::complain(message);
    return status;
}

int runCommand(int argc, const char *const *argv)
{
    watchEndingSignals();
    CLI::App app(
        "Trains small convolutional networks on images, and looks inside them.", "convscope-cli");
    app.set_version_flag("--version", "convscope-cli " CONVSCOPE_VERSION);
    app.require_subcommand(1);
    Action action;
    for (const auto add :
        { addLayers, addPresets, addScan, addTrain, addEval, addPredict, addPreflight, addMaps,
            addChelsea, addExport, addImport, addInfo, addGradcheck, addBench, addSettings })
        add(app, action);
    try {
        app.parse(argc, argv);
        const int status = action();
        endIfInterrupted(); // who asked for the end is told that it has come
        return status;
    } catch (const CLI::Success &requested) { // --help, --version
        return app.exit(requested);
    } catch (const CLI::ParseError &error) {
        return complain(BadInput, std::string(error.what()) + " (see --help)");
    } catch (const Cancelled &) {
        return complain(endingStatus(), "interrupted");
    } catch (const StorageError &error) {
        return complain(Failed, error.what());
    } catch (const Error &error) {
        return complain(BadInput, error.what());
    } catch (
        const std::filesystem::filesystem_error &error) { // a path that cannot even be looked at
        return complain(BadInput,
            (error.path1().empty() ? "an empty path" : error.path1().string()) + ": "
                + error.code().message());
    } catch (const std::bad_alloc &) {
        endWithoutMemory();
    } catch (const std::exception &error) {
        return complain(Failed, errorText(error));
    }
}

} // namespace

int run(int argc, const char *const *argv)
{
    StandardOutput output;
    const int status = runCommand(argc, argv);
    const std::string error = output.finish();
    return error.empty() ? status : complain(Failed, error);
}

void complain(const std::string &message)
{
    std::string line = utf8Text(message);
    for (char &c : line) // file names can have ends of lines in them
        if (c == '\n' || c == '\r')
            c = ' ';
    std::cerr << "convscope-cli: " << line << '\n';
}

void print(const nlohmann::json &json)
{
    std::cout << json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << std::endl;
}

void print(const nlohmann::ordered_json &json)
{
    std::cout << json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
              << std::endl;
}

nlohmann::json orNull(const std::optional<double> &number)
{
    return number && std::isfinite(*number) ? nlohmann::json(*number) : nlohmann::json(nullptr);
}

ProgressLine::ProgressLine(std::string title)
    : m_title(std::move(title))
    , m_terminal(isatty(STDERR_FILENO) == 1)
    , m_shownAt(secondsNow()) // work that is over within a moment shows nothing
{
}

ProgressLine::~ProgressLine()
{
    if (m_open)
        std::cerr << '\n';
}

void ProgressLine::show(double share, const std::string &text)
{
    const double now = secondsNow();
    const double pause = m_terminal ? 0.1 : 1.0;
    if (now - m_shownAt < pause)
        return;
    m_shownAt = now;
    if (!m_terminal) {
        if (text != m_shown)
            std::cerr << m_title << ": " << text << '\n';
        m_shown = text;
        return;
    }
    constexpr int kWidth = 30;
    const auto filled = static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * kWidth);
    std::cerr << '\r' << m_title << " [" << std::string(filled, '#')
              << std::string(kWidth - filled, '.') << "] " << text << "\033[K" << std::flush;
    m_open = true;
}

Progress ProgressLine::callback()
{
    return [this](std::size_t done, std::size_t total) {
        if (total > 0)
            show(double(done) / double(total),
                std::to_string(done) + " of " + std::to_string(total));
        return !interrupted();
    };
}

bool interrupted()
{
    return endingSignal() != 0;
}

void endIfInterrupted()
{
    if (interrupted())
        throw Cancelled();
}

} // namespace convscope::cli
