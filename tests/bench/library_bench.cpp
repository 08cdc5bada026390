// SPDX-License-Identifier: GPL-3.0-or-later
// The convolutions of the presets beside oneDNN's and their dense layers beside OpenBLAS's sgemm,
// on one core. Prints a Markdown table; an argument chooses the layers whose name contains it.
#include "core/base/field.h"
#include "core/train/measure/speed_probe.h"
#include "tests/bench/bench_cases.h"
#include "tests/bench/onednn_convolution.h"
#include <array>
#include <cblas.h>
#include <cstdio>
#include <omp.h>

using namespace convscope;
using namespace convscope::bench;

namespace {

using Pass = OnednnConvolution::Pass;
constexpr std::array kPasses { Pass::Forward, Pass::WeightGradient, Pass::InputGradient };
constexpr std::array kPassNames { "forward", "weight gradient", "input gradient" };
constexpr int kRounds = 7; // everybody takes turns; the medians are compared
constexpr double kSlice = 0.03; // seconds

std::span<const Pass> passesOf(const LayerCase &layer)
{
    return std::span(kPasses).first(layer.isFirst ? 2 : 3);
}

void runOurs(LayerLoad &load, Pass pass)
{
    if (pass == Pass::Forward)
        load.forward();
    else
        load.backward(pass == Pass::InputGradient);
}

// Seconds of one pass. The input gradient is what it adds to the weight gradient.
double secondsOfOurs(LayerLoad &load, Pass pass)
{
    const double seconds = 1 / timesASecond(kSlice, [&] { runOurs(load, pass); });
    if (pass != Pass::InputGradient)
        return seconds;
    return seconds - 1 / timesASecond(kSlice, [&] { runOurs(load, Pass::WeightGradient); });
}

void compareConvolution(const LayerCase &layer)
{
    const LayerOptions all = optionsOf(layerKind("conv"), layer.spec.options);
    if (integer(all, "groups") != 1 || extent(all, "dilation") != Extent {}) {
        std::printf("| %s | not compared: groups or dilation | | | | | |\n", layer.name.c_str());
        return;
    }
    ConvOptions options;
    options.kernel = extent(all, "kernel");
    options.stride = extent(all, "stride");
    options.padding = extent(all, "padding");
    LayerLoad load(layer);
    OnednnConvolution other(options, layer.summary.input, layer.summary.output, layer.batch);
    load.forward();
    for (const Pass pass : passesOf(layer)) {
        std::vector<double> ours, plain, inner;
        for (int round = 0; round < kRounds; ++round) {
            ours.push_back(secondsOfOurs(load, pass));
            plain.push_back(1 / timesASecond(kSlice, [&] { other.run(pass, true); }));
            inner.push_back(1 / timesASecond(kSlice, [&] { other.run(pass, false); }));
        }
        const double gflop = 1e-9 * layer.flops(), own = median(ours);
        std::printf("| %s | %s | %.1f | %.1f | %.1f | %.2f | %.2f |\n", layer.name.c_str(),
            kPassNames[pass], gflop / own, gflop / median(plain), gflop / median(inner),
            median(plain) / own, median(inner) / own);
    }
}

/// The three products of a dense layer, as matrices in rows.
class SgemmDense {
public:
    SgemmDense(int batch, int inputs, int units)
        : m_batch(batch)
        , m_inputs(inputs)
        , m_units(units)
        , m_x(std::size_t(batch) * std::size_t(inputs), 0.5F)
        , m_weights(std::size_t(units) * std::size_t(inputs), 0.5F)
        , m_y(std::size_t(batch) * std::size_t(units), 0.5F)
    {
    }

    void run(Pass pass)
    {
        if (pass == Pass::Forward)
            cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m_batch, m_units, m_inputs, 1,
                m_x.data(), m_inputs, m_weights.data(), m_inputs, 0, m_y.data(), m_units);
        else if (pass == Pass::WeightGradient)
            cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, m_units, m_inputs, m_batch, 1,
                m_y.data(), m_units, m_x.data(), m_inputs, 0, m_weights.data(), m_inputs);
        else
            cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m_batch, m_inputs, m_units, 1,
                m_y.data(), m_units, m_weights.data(), m_inputs, 0, m_x.data(), m_inputs);
    }

    // The products feed each other; without this they would grow without bound.
    void restart()
    {
        std::ranges::fill(m_x, 0.5F);
        std::ranges::fill(m_weights, 0.5F);
        std::ranges::fill(m_y, 0.5F);
    }

private:
    int m_batch, m_inputs, m_units;
    Buffer m_x, m_weights, m_y;
};

void compareDense(const LayerCase &layer)
{
    LayerLoad load(layer);
    SgemmDense other(
        layer.batch, int(layer.summary.input.size()), int(layer.summary.output.size()));
    load.forward();
    for (const Pass pass : passesOf(layer)) {
        other.restart();
        std::vector<double> ours, theirs;
        for (int round = 0; round < kRounds; ++round) {
            ours.push_back(secondsOfOurs(load, pass));
            theirs.push_back(1 / timesASecond(kSlice, [&] { other.run(pass); }));
        }
        const double gflop = 1e-9 * layer.flops(), own = median(ours);
        std::printf("| %s | %s | %.1f | %.1f | | %.2f | |\n", layer.name.c_str(), kPassNames[pass],
            gflop / own, gflop / median(theirs), median(theirs) / own);
    }
}

} // namespace

int main(int argc, char **argv)
{
    omp_set_num_threads(1); // oneDNN's
    openblas_set_num_threads(1);
    std::printf(
        "GFLOP/s on one core, whose peak is %.0f. The ratios say how many times faster ours "
        "is;\n\"inner\" does not count the conversion between plain tensors and oneDNN's "
        "own layouts.\n\n",
        corePeak());
    std::printf("| layer | pass | ours | oneDNN or sgemm | inner | ratio | to inner |\n"
                "|---|---|---|---|---|---|---|\n");
    for (const LayerCase &layer : layerCases()) {
        if (argc > 1 && layer.name.find(argv[1]) == std::string::npos)
            continue;
        if (layer.spec.kind == "conv")
            compareConvolution(layer);
        else
            compareDense(layer);
        std::fflush(stdout);
    }
    return 0;
}
