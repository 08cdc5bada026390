// SPDX-License-Identifier: GPL-3.0-or-later
// Every convolution and dense layer of the presets by itself, on one core:
//   kernel_bench --benchmark_filter=cifar10
// GFLOP/s, and the share of the peak that was measured first.
#include "tests/bench/bench_cases.h"
#include <benchmark/benchmark.h>
#include <chrono>

using namespace convscope::bench;

namespace {

template<typename Work>
double secondsOf(const Work &work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void count(benchmark::State &state, const LayerCase &layer, double seconds)
{
    const double gflops = 1e-9 * layer.flops() * double(state.iterations()) / seconds;
    state.counters["GFLOP/s"] = gflops;
    state.counters["of_peak"] = gflops / corePeak();
}

void forward(benchmark::State &state, const LayerCase &layer)
{
    LayerLoad load(layer);
    const double seconds = secondsOf([&] {
        for (auto _ : state)
            load.forward();
    });
    count(state, layer, seconds);
}

void weightGradient(benchmark::State &state, const LayerCase &layer)
{
    LayerLoad load(layer);
    load.forward();
    const double seconds = secondsOf([&] {
        for (auto _ : state)
            load.backward(false);
    });
    count(state, layer, seconds);
}

// What the input gradient adds to the weight gradient; no layer computes it alone.
void inputGradient(benchmark::State &state, const LayerCase &layer)
{
    LayerLoad load(layer);
    load.forward();
    double sum = 0;
    for (auto _ : state) {
        const double both = secondsOf([&] { load.backward(true); });
        const double weights = secondsOf([&] { load.backward(false); });
        state.SetIterationTime(std::max(both - weights, 0.0));
        sum += both - weights;
    }
    count(state, layer, sum);
}

} // namespace

int main(int argc, char **argv)
{
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 2;
    for (const LayerCase &layer : layerCases()) {
        const std::string name = layer.name + "/batch:" + std::to_string(layer.batch);
        benchmark::RegisterBenchmark((name + "/forward").c_str(), forward, layer)->UseRealTime();
        benchmark::RegisterBenchmark((name + "/weight_gradient").c_str(), weightGradient, layer)
            ->UseRealTime();
        if (!layer.isFirst)
            benchmark::RegisterBenchmark((name + "/input_gradient").c_str(), inputGradient, layer)
                ->UseManualTime();
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
