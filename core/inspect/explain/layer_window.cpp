// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/explain/layer_window.h"
#include "core/base/error.h"
#include "core/base/field.h"
#include "core/kinds/pool_options.h"
#include <algorithm>
#include <array>

namespace convscope {

namespace {

using Kind = LayerWindow::Kind;

void setSame(LayerWindow &, const LayerOptions &) { }

void setConv(LayerWindow &window, const LayerOptions &options)
{
    window.kind = Kind::Window;
    window.kernel = extent(options, "kernel");
    window.stride = extent(options, "stride");
    window.padding = extent(options, "padding");
    window.dilation = extent(options, "dilation");
    window.groups = integer(options, "groups");
}

void setPool(LayerWindow &window, const LayerOptions &options)
{
    window.kind = Kind::Window;
    window.kernel = poolSize(options);
    window.stride = poolStride(options);
    window.groups = window.input.c;
}

void setWholeMap(LayerWindow &window, const LayerOptions &)
{
    window.kind = Kind::WholeMap;
    window.groups = window.input.c;
}

void setRow(LayerWindow &window, const LayerOptions &)
{
    window.kind = Kind::Row;
}

void setEverything(LayerWindow &window, const LayerOptions &)
{
    window.kind = Kind::Everything;
}

/// To add a layer kind: its line here.
struct KindWindow {
    std::string_view kind;
    void (*set)(LayerWindow &, const LayerOptions &);
};
constexpr std::array<KindWindow, 13> kWindows { {
    { "conv", setConv },
    { "relu", setSame },
    { "leaky_relu", setSame },
    { "sigmoid", setSame },
    { "tanh", setSame },
    { "maxpool", setPool },
    { "avgpool", setPool },
    { "global_avgpool", setWholeMap },
    { "batchnorm", setSame },
    { "dropout", setSame },
    { "add", setSame },
    { "flatten", setRow },
    { "dense", setEverything },
} };

int otherOf(const LayerInfo &info, const LayerOptions &options, const ModelSpec &spec)
{
    const std::unique_ptr<Layer> layer = info.create(options);
    const auto found = std::ranges::find(spec.layers, layer->other(), &LayerSpec::name);
    return layer->other().empty() ? -1 : static_cast<int>(found - spec.layers.begin());
}

} // namespace

std::vector<LayerWindow> layerWindows(const ModelSpec &given)
{
    const ModelSpec spec = withNames(given);
    const std::vector<LayerSummary> summaries = inferShapes(spec);
    std::vector<LayerWindow> windows;
    for (std::size_t i = 0; i < summaries.size(); ++i) {
        const LayerInfo &info = layerInfo(summaries[i].kind);
        const auto known = std::ranges::find(kWindows, info.kind, &KindWindow::kind);
        if (known == kWindows.end())
            throw Error("what a layer of kind '" + summaries[i].kind
                + "' is made from is not known; leave it out to look inside this network");
        const LayerOptions options = completed(info.options, spec.layers[i].options);
        LayerWindow &window = windows.emplace_back();
        window.input = summaries[i].input;
        window.output = summaries[i].output;
        window.other = otherOf(info, options, spec);
        known->set(window, options);
    }
    LayerWindow &softmax = windows.emplace_back();
    softmax.kind = Kind::Everything;
    softmax.input = summaries.back().output;
    softmax.output = { static_cast<int>(softmax.input.size()), 1, 1 };
    return windows;
}

} // namespace convscope
