// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "core/base/error.h"
#include "core/base/rounding.h"
#include "core/base/threads/thread_limit.h"
#include "core/kernels/peak.h"
#include "core/kernels/simd_target.h"
#include "core/train/measure/speed_probe.h"
#include "core/train/setup/presets.h"
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

using nlohmann::json;

struct BenchOptions {
    std::string model = "blood-cells";
    std::optional<int> batch, threads;
    double seconds = 3;
    bool json = false;
};

/// Speeds of single slices of time; a busy machine spoils a few of them, but not their median.
struct Slices {
    std::vector<double> peak; // GFLOP/s
    std::vector<double> train, infer; // batches a second
};

// The three take turns, so that all see the same clock rate and the same disturbances.
Slices measure(SpeedProbe &probe, double seconds)
{
    using Clock = std::chrono::steady_clock;
    constexpr double kPeak = 0.04, kTrain = 0.2, kInfer = 0.1;
    const auto train = [&] {
        return timesASecond(kTrain, [&] { probe.train(); });
    };
    const auto infer = [&] {
        return timesASecond(kInfer, [&] { probe.infer(); });
    };
    train(); // warms up
    infer();
    Slices slices;
    ProgressLine progress("measuring");
    const Clock::time_point start = Clock::now();
    double elapsed = 0;
    do {
        endIfInterrupted();
        slices.peak.push_back(peakGflops(probe.pool(), kPeak));
        slices.train.push_back(train());
        slices.infer.push_back(infer());
        elapsed = std::chrono::duration<double>(Clock::now() - start).count();
        progress.show(elapsed / seconds, amountText(slices.train.back()) + " batches a second");
    } while (elapsed < seconds);
    return slices;
}

void printBench(const json &result)
{
    const auto number = [&](const char *name) {
        return amountText(result[name].get<double>());
    };
    std::cout << "network: " << result["model"].get<std::string>() << ", batch " << result["batch"]
              << ", threads " << result["threads"] << ", " << result["simd"].get<std::string>()
              << "\ntraining, images a second: " << number("train_images_per_second")
              << "\nprediction, images a second: " << number("infer_images_per_second")
              << "\ntraining, GFLOP/s: " << number("train_gflops")
              << "\npeak, GFLOP/s: " << number("peak_gflops")
              << "\nshare of the peak: " << percentText(result["train_share_of_peak"].get<double>())
              << '\n';
}

int bench(const BenchOptions &options)
{
    RunConfig config = loadSpec(options.model).config;
    config.batch = options.batch.value_or(config.batch);
    config.threads = options.threads.value_or(0);
    SpeedProbe probe(config);
    const Slices slices = measure(probe, options.seconds);
    const double images = median(slices.train) * probe.batch();
    const double gflops = 1e-9 * trainingFlops(probe.model().layers()) * images;
    const double peak = median(slices.peak);
    const json result { { "train_images_per_second", images },
        { "infer_images_per_second", median(slices.infer) * probe.batch() },
        { "train_gflops", gflops }, { "peak_gflops", peak },
        { "train_share_of_peak", gflops / peak }, { "model", options.model },
        { "batch", probe.batch() }, { "threads", probe.pool().threads() },
        { "simd", simdTarget() } };
    if (options.json)
        print(result);
    else
        printBench(result);
    return Done;
}

} // namespace

void addBench(CLI::App &app, Action &action)
{
    const auto options = std::make_shared<BenchOptions>();
    CLI::App *command = app.add_subcommand(
        "bench", "Measure how fast a network trains and predicts here, on random images");
    command->add_option("--model", options->model, "A preset's name or a model JSON file")
        ->capture_default_str();
    command->add_option("--batch", options->batch, "Images a batch; otherwise the recipe's")
        ->check(CLI::Range(1, 65536));
    command->add_option("--threads", options->threads, "Threads; otherwise one a core")
        ->check(CLI::Range(1, kMaxThreads));
    command->add_option("--seconds", options->seconds, "Measure at least so long")
        ->check(CLI::Range(0.01, 86400.0))
        ->capture_default_str();
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &action] {
        action = [options] {
            return bench(*options);
        };
    });
}

} // namespace convscope::cli
