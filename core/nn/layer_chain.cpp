// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/layer_chain.h"
#include "core/base/error.h"
#include "core/kinds/kinds.h"
#include <algorithm>
#include <set>

namespace convscope {

namespace {

void checkInput(const Shape &input)
{
    constexpr int kMaxChannels = 4096, kLongestSide = 4096;
    const auto within = [](int value, int most) {
        return value >= 1 && value <= most;
    };
    if (!within(input.c, kMaxChannels) || !within(input.h, kLongestSide)
        || !within(input.w, kLongestSide))
        throw Error("the model's input is " + toString(input)
            + "; channels, height and width must each be from 1 to 4096");
}

constexpr std::size_t kLongestName = 100; // bytes; with an ending it is still a file's name

bool isControl(char c)
{
    const auto code = static_cast<unsigned char>(c);
    return code < 0x20 || code == 0x7F;
}

// Names are shown, are parts of parameters' names, and name the files of maps.
void checkName(const std::string &name)
{
    if (name.find_first_not_of(" \t\r\n\v\f") == std::string::npos)
        throw Error("its name is empty; leave 'name' out, or give it one that can be read");
    if (name.size() > kLongestName)
        throw Error("its name has " + std::to_string(name.size()) + " bytes; take one of at most "
            + std::to_string(kLongestName));
    if (std::ranges::any_of(name, isControl))
        throw Error("its name holds a line break, tab or other control character; take a name "
                    "of letters and digits");
    if (name.find_first_of("/\\") != std::string::npos || name == "." || name == "..")
        throw Error("its maps are saved under its name, so that must not hold '/' or '\\' nor be "
                    "'.' or '..'; take a name of letters and digits");
    if (name == kInputName || name == softmaxKind().name)
        throw Error("'" + name
            + "' is what the program itself calls the image or the "
              "probabilities; take another name");
}

// Fit for one line of text, whatever a file held.
std::string shownName(std::string name)
{
    if (name.size() > kLongestName) {
        std::size_t end = kLongestName;
        while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U)
            --end; // not within a letter of UTF-8
        name = name.substr(0, end) + "…";
    }
    std::ranges::replace_if(name, isControl, ' ');
    return name;
}

// Where the layers that `layer` reads besides its input stand among those already built.
std::vector<int> otherLayers(const LayerChain &chain, const Layer &layer)
{
    const std::vector<std::string> names = layer.others();
    if (names.size() > kMaxOthers)
        throw Error("it reads " + std::to_string(names.size()) + " other layers; at most "
            + std::to_string(kMaxOthers) + " can be read");
    std::vector<int> others;
    for (const std::string &name : names) {
        const auto found = std::ranges::find(chain.summaries, name, &LayerSummary::name);
        if (found == chain.summaries.end())
            throw Error("there is no earlier layer '" + name
                + "'; 'from' must be the name of a layer that stands before this one");
        others.push_back(static_cast<int>(found - chain.summaries.begin()));
    }
    return others;
}

// Builds one more layer on what the chain gives so far.
Shape append(LayerChain &chain, const LayerSpec &spec, const Shape &in)
{
    const LayerKind &kind = layerKind(spec.kind);
    const LayerOptions options = optionsOf(kind, spec.options);
    std::unique_ptr<Layer> layer = kind.create(options);
    const std::vector<int> others = otherLayers(chain, *layer);
    std::vector<Shape> shapes;
    for (const int other : others)
        shapes.push_back(chain.summaries[std::size_t(other)].output);
    const Shape out = layer->build(in, shapes);
    LayerWindow window = kind.reads(options, in);
    window.input = in;
    window.output = out;
    window.others = others;
    window.otherShapes = shapes;
    std::size_t parameters = 0;
    for (const Parameter &parameter : std::as_const(*layer).parameters())
        parameters += parameter.trainable ? parameter.value.size() : 0;
    chain.summaries.push_back({ spec.name, spec.kind, in, out, parameters, layer->multiplyAdds(),
        layer->isRelu(), std::move(window) });
    chain.layers.push_back(std::move(layer));
    chain.others.push_back(others);
    return out;
}

} // namespace

LayerChain buildLayers(const ModelSpec &spec)
{
    checkInput(spec.input);
    if (spec.layers.empty())
        throw Error("the model has no layers; add at least one dense layer");
    LayerChain chain;
    std::set<std::string> names;
    Shape shape = spec.input;
    for (std::size_t i = 0; i < spec.layers.size(); ++i) {
        const LayerSpec &layer = spec.layers[i];
        try {
            checkName(layer.name);
            if (!names.insert(layer.name).second)
                throw Error("another layer has this name already");
            shape = append(chain, layer, shape);
        } catch (const Error &error) {
            throw Error("layer " + std::to_string(i + 1) + " (" + shownName(layer.name)
                + "): " + error.what());
        }
    }
    return chain;
}

std::vector<LayerSummary> inferShapes(const ModelSpec &spec)
{
    return buildLayers(withNames(spec)).summaries;
}

} // namespace convscope
