// SPDX-License-Identifier: GPL-3.0-or-later
// From one edited cell of the demonstration to all maps of its three layers, on one core:
//   chelsea_bench
// of the cat, and of the largest picture that is not shrunk.
#include "core/inspect/demo/chelsea.h"
#include <benchmark/benchmark.h>

using namespace convscope;

namespace {

void editToMaps(benchmark::State &state, const DemoImage &picture)
{
    std::vector<NamedTensor> filters = chelseaFilters();
    Predictor predictor(std::make_shared<const TrainedModel>(chelseaModel(picture.shape, filters)));
    Scalar value = 0;
    for (auto _ : state) {
        filters.front().value.values()[4] = value += Scalar(0.01);
        predictor.setModel(
            std::make_shared<const TrainedModel>(chelseaModel(picture.shape, filters)));
        benchmark::DoNotOptimize(predictor.mapsOfValues(picture.values));
    }
}

DemoImage largest()
{
    Image picture { 1, kLongestDemoSide, kLongestDemoSide, {} };
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x)
            picture.pixels.push_back(static_cast<std::uint8_t>(x * y));
    return demoImage(picture);
}

} // namespace

int main(int argc, char **argv)
{
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 2;
    const DemoImage cat = demoImage(chelseaImage()), square = largest();
    for (const auto &[name, picture] : { std::pair("cat", &cat), std::pair("largest", &square) })
        benchmark::RegisterBenchmark(name, [picture = picture](benchmark::State &state) {
            editToMaps(state, *picture);
        })->Unit(benchmark::kMillisecond);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
