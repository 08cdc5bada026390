// SPDX-License-Identifier: GPL-3.0-or-later
// A whole training step of every preset at its recipe's batch, on all cores:
//   training_bench --benchmark_filter=cifar10
// Images a second, GFLOP/s, and the share of the peak that was measured first.
#include "core/kernels/peak.h"
#include "core/train/measure/speed_probe.h"
#include "tests/bench/bench_cases.h"
#include <benchmark/benchmark.h>
#include <chrono>

using namespace convscope;

namespace {

void trainingStep(benchmark::State &state, const Preset &network)
{
    using Clock = std::chrono::steady_clock;
    SpeedProbe probe(network.config);
    static const double peak = peakGflops(probe.pool(), 0.3);
    probe.train();
    const Clock::time_point start = Clock::now();
    for (auto _ : state)
        probe.train();
    const double images = double(state.iterations()) * probe.batch()
        / std::chrono::duration<double>(Clock::now() - start).count();
    const double gflops = 1e-9 * trainingFlops(probe.model().layers()) * images;
    state.counters["images/s"] = images;
    state.counters["GFLOP/s"] = gflops;
    state.counters["of_peak"] = gflops / peak;
}

} // namespace

int main(int argc, char **argv)
{
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 2;
    for (const Preset &network : bench::networks()) {
        const std::string name = network.name + "/batch:" + std::to_string(network.config.batch);
        benchmark::RegisterBenchmark(name.c_str(), trainingStep, network)->UseRealTime();
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
