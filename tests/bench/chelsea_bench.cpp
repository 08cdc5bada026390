// SPDX-License-Identifier: GPL-3.0-or-later
// From one edited cell of the demonstration to all maps of its three layers, on one core:
//   chelsea_bench
// of the cat, and of the largest image that is not shrunk.
#include "core/inspect/demo/chelsea.h"
#include <benchmark/benchmark.h>

using namespace convscope;

namespace {

void editToMaps(benchmark::State &state, const DemoImage &image)
{
    std::vector<NamedTensor> filters = chelseaFilters();
    Predictor predictor(std::make_shared<const TrainedModel>(chelseaModel(image.shape, filters)));
    Scalar value = 0;
    for (auto _ : state) {
        filters.front().value.values()[4] = value += Scalar(0.01);
        predictor.setModel(
            std::make_shared<const TrainedModel>(chelseaModel(image.shape, filters)));
        benchmark::DoNotOptimize(predictor.mapsOfValues(image.values));
    }
}

DemoImage largest()
{
    Image image { 1, kLongestDemoSide, kLongestDemoSide, {} };
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x)
            image.pixels.push_back(static_cast<std::uint8_t>(x * y));
    return demoImage(image);
}

} // namespace

int main(int argc, char **argv)
{
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 2;
    const DemoImage cat = demoImage(chelseaImage()), square = largest();
    for (const auto &[name, image] : { std::pair("cat", &cat), std::pair("largest", &square) })
        benchmark::RegisterBenchmark(name, [image = image](benchmark::State &state) {
            editToMaps(state, *image);
        })->Unit(benchmark::kMillisecond);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
