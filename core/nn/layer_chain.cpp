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
    constexpr int kMostChannels = 4096, kLongestSide = 4096;
    const auto within = [](int value, int most) {
        return value >= 1 && value <= most;
    };
    if (!within(input.c, kMostChannels) || !within(input.h, kLongestSide)
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
    if (name == "input" || name == "softmax")
        throw Error("'" + name
            + "' is what the program itself calls the picture or the "
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

// Where the layer called `name` stands among those already built.
int otherLayer(const LayerChain &chain, std::string_view name, const Shape &shape)
{
    if (name.empty())
        return -1;
    const auto &summaries = chain.summaries;
    const auto found = std::ranges::find(summaries, name, &LayerSummary::name);
    if (found == summaries.end())
        throw Error("there is no earlier layer '" + std::string(name)
            + "'; 'from' must be the name of a layer that stands before this one");
    if (found->output != shape)
        throw Error("'" + std::string(name) + "' puts out " + toString(found->output)
            + ", but the layer before this one " + toString(shape)
            + "; only equal shapes can be added");
    return static_cast<int>(found - summaries.begin());
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
            const LayerInfo &info = layerInfo(layer.kind);
            chain.layers.push_back(info.create(completed(info.options, layer.options)));
            const Shape out = chain.layers.back()->build(shape);
            chain.others.push_back(otherLayer(chain, chain.layers.back()->other(), shape));
            std::size_t parameters = 0;
            for (const Parameter &parameter : chain.layers.back()->parameters())
                parameters += parameter.learnt ? parameter.value.size() : 0;
            chain.summaries.push_back({ layer.name, layer.kind, shape, out, parameters,
                chain.layers.back()->multiplyAdds() });
            shape = out;
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
