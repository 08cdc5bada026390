// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/setup/presets.h"
#include "core/base/error.h"
#include "core/base/files/byte_reader.h"
#include <algorithm>
#include <nlohmann/json.hpp>

namespace convscope {

using nlohmann::json;

namespace {

// ---- how the models below are written ----------------------------------------------------------

LayerSpec conv(int filters, int kernel, LayerOptions more = {})
{
    more.emplace("filters", std::uint64_t(filters));
    more.emplace("kernel", Extent { kernel, kernel });
    return { "conv", {}, std::move(more) };
}
LayerSpec dense(int units)
{
    return { "dense", {}, { { "units", std::uint64_t(units) } } };
}
LayerSpec pool(int size)
{
    return { "maxpool", {}, { { "size", Extent { size, size } } } };
}
LayerSpec plain(const char *kind)
{
    return { kind, {}, {} };
}
const LayerOptions kPadded { { "padding", Extent { 1, 1 } } };
const LayerOptions kWithoutBias { { "bias", false } };

Preset preset(const char *name, const char *summary, const Shape &input,
    std::vector<LayerSpec> layers, RunConfig recipe)
{
    recipe.preset = name;
    recipe.model = { input, std::move(layers) };
    recipe.preprocessing.channels = input.c;
    recipe.preprocessing.height = input.h;
    recipe.preprocessing.width = input.w;
    return { name, summary, std::move(recipe) };
}

RunConfig recipe(OptimizerOptions optimizer, int batch, int epochs)
{
    RunConfig config;
    config.optimizer = std::move(optimizer);
    config.batch = batch;
    config.epochs = epochs;
    return config;
}

OptimizerOptions adam(double beta1 = 0.9, double beta2 = 0.999)
{
    OptimizerOptions options;
    options.beta1 = beta1;
    options.beta2 = beta2;
    return options;
}
OptimizerOptions sgd(double rate)
{
    OptimizerOptions options;
    options.kind = "sgd";
    options.rate = rate;
    return options;
}
OptimizerOptions momentum(double rate, double mu)
{
    OptimizerOptions options = sgd(rate);
    options.kind = "momentum";
    options.momentum = mu;
    return options;
}

// ---- the presets -------------------------------------------------------------------------------

Preset digits()
{
    RunConfig config = recipe(adam(), 32, 20);
    config.validation = 0.2;
    return preset("digits",
        "Two convolutions for the 8×8 handwritten digits; learns them in seconds", { 1, 8, 8 },
        { conv(16, 3, kPadded), plain("relu"), conv(32, 3, kPadded), plain("relu"), pool(2),
            plain("flatten"), dense(64), plain("relu"), dense(10) },
        config);
}

Preset bloodCells(bool pooled)
{
    RunConfig config = recipe(adam(0.95, 0.99), 32, 10);
    config.validation = 0.2;
    std::vector<LayerSpec> layers { conv(10, 5), plain("relu"), conv(10, 5), plain("relu"), pool(2),
        plain("flatten"), dense(96), plain("relu"), dense(8) };
    if (pooled)
        layers.insert(layers.begin() + 2, pool(2));
    return preset(pooled ? "blood-cells-pooled" : "blood-cells",
        pooled ? "As blood-cells, with a pooling layer after the first convolution too: five times "
                 "smaller"
               : "Two convolutions and a wide dense layer, for grey 50×50 microscope images",
        { 1, 50, 50 }, std::move(layers), config);
}

Preset cifar10()
{
    RunConfig config = recipe(momentum(0.001, 0.95), 8, 3);
    config.preprocessing.normalization = Normalization::Standard;
    return preset("cifar10", "Two convolutions for colour images of 32×32", { 3, 32, 32 },
        { conv(16, 5), plain("relu"), conv(16, 5), plain("relu"), pool(2), plain("flatten"),
            dense(10) },
        config);
}

Preset mnistDense()
{
    return preset("mnist-dense",
        "Two filters and two dense layers: small enough to follow every number", { 1, 28, 28 },
        { conv(2, 5, kWithoutBias), plain("relu"), pool(2), plain("flatten"), dense(60),
            plain("relu"), dense(10) },
        recipe(adam(0.9, 0.995), 128, 50));
}

Preset mnistLinear()
{
    return preset("mnist-linear",
        "One convolution, pooling, and the output: no activation function at all", { 1, 28, 28 },
        { conv(32, 3), pool(2), plain("flatten"), dense(10) }, recipe(sgd(0.05), 32, 1));
}

Preset mnistSigmoid()
{
    RunConfig config = recipe(sgd(0.01), 1, 150);
    config.limit = 1000;
    return preset("mnist-sigmoid", "The classroom network: sigmoids, one image at a time",
        { 1, 28, 28 },
        { conv(8, 3, kWithoutBias), plain("sigmoid"), pool(2), plain("flatten"), dense(20),
            plain("sigmoid"), dense(10) },
        config);
}

Preset tinyVgg()
{
    std::vector<LayerSpec> layers;
    for (int block = 0; block < 2; ++block)
        layers.insert(
            layers.end(), { conv(10, 3), plain("relu"), conv(10, 3), plain("relu"), pool(2) });
    layers.insert(layers.end(), { plain("flatten"), dense(10) });
    return preset("tiny-vgg", "Four small convolutions in two blocks, for colour images of 64×64",
        { 3, 64, 64 }, std::move(layers), recipe(adam(), 32, 10));
}

Preset kerasSmall()
{
    RunConfig config = recipe(adam(), 64, 10);
    config.followData = true;
    std::vector<LayerSpec> layers { conv(32, 3), plain("relu"), pool(2), conv(64, 3), plain("relu"),
        pool(2), conv(64, 3), plain("relu"), plain("flatten"), dense(64), plain("relu"),
        dense(10) };
    for (LayerSpec &layer : layers)
        if (layer.kind == "conv" || layer.kind == "dense")
            layer.options["init"] = std::string("xavier"); // as it was published
    return preset("keras-small", "Three convolutions of 32 and 64 filters, and a dense layer",
        { 3, 32, 32 }, std::move(layers), config);
}

// Batch normalization lets the rate be high, and global average pooling keeps the parameters few
// and takes images of any size. Of the layouts tried, this one was the most accurate after the
// same time on two cores.
Preset compact()
{
    OptimizerOptions optimizer = adam();
    optimizer.kind = "adamw";
    optimizer.rate = 1e-2;
    optimizer.weightDecay = 0.01;
    RunConfig config = recipe(optimizer, 64, 20);
    config.schedule.kind = "cosine";
    config.schedule.warmup = 0.1;
    config.augment = augmentOptionsFromList("shift"); // good for digits and for cells
    config.preprocessing.normalization = Normalization::Standard;
    config.followData = true;
    const auto normalized = [](int filters) -> std::vector<LayerSpec> {
        LayerOptions options = kPadded;
        options["bias"] = false; // batch normalization brings its own
        return { conv(filters, 3, options), plain("batchnorm"), plain("relu") };
    };
    std::vector<LayerSpec> layers;
    const auto add = [&](std::vector<LayerSpec> more) {
        layers.insert(layers.end(), more.begin(), more.end());
    };
    add(normalized(16));
    add({ pool(2) });
    add(normalized(32));
    add(normalized(32));
    add({ pool(2) });
    add(normalized(48));
    add(normalized(64));
    add({ plain("global_avgpool"), dense(10) });
    return preset("compact",
        "The recommended start: batch-normalized convolutions for images of any size",
        { 3, 64, 64 }, std::move(layers), config);
}

/// The settings a recipe leaves to the moment.
constexpr std::array kNotRecipe { "model", "dataset", "preset" };

} // namespace

const std::vector<Preset> &presets()
{
    static const std::vector<Preset> all { digits(), bloodCells(false), bloodCells(true), cifar10(),
        mnistDense(), mnistLinear(), mnistSigmoid(), tinyVgg(), kerasSmall(), compact() };
    return all;
}

const Preset *findPreset(std::string_view name)
{
    const auto found = std::ranges::find(presets(), name, &Preset::name);
    return found == presets().end() ? nullptr : &*found;
}

json toJson(const Preset &preset)
{
    json value = toJson(preset.config.model);
    value["format"] = "convscope-model";
    value["version"] = 1;
    value["name"] = preset.name;
    value["summary"] = preset.summary;
    value["recipe"] = toJson(preset.config);
    for (const char *name : kNotRecipe)
        value["recipe"].erase(name);
    return value;
}

Preset presetFromJson(const json &value)
{
    if (!value.is_object() || value.value("format", "convscope-model") != "convscope-model")
        throw Error("this is no model; it must be an object with \"format\": \"convscope-model\", "
                    "\"input\" and \"layers\"");
    if (value.value("version", 1) != 1)
        throw Error("this model was written by a newer ConvScope; update this one to read it");
    Preset preset;
    preset.name = value.value("name", "");
    preset.summary = value.value("summary", "");
    const ModelSpec model = modelSpecFromJson(value);
    if (value.contains("recipe")) {
        preset.config = runConfigFromJson(value["recipe"]);
    } else {
        preset.config.preprocessing = { .channels = model.input.c,
            .height = model.input.h,
            .width = model.input.w,
            .normalization = Normalization::Unit,
            .mean = {},
            .stddev = {} };
    }
    if (preset.config.preprocessing.shape() != model.input)
        throw Error("the recipe prepares " + toString(preset.config.preprocessing.shape())
            + " images, but the model's input is " + toString(model.input));
    preset.config.model = model;
    preset.config.preset = preset.name;
    inferShapes(model); // complains about the first layer that does not fit
    return preset;
}

Preset loadSpec(const std::string &nameOrFile)
{
    if (const Preset *preset = findPreset(nameOrFile))
        return *preset;
    if (!std::filesystem::exists(nameOrFile)) {
        std::string known;
        for (const Preset &preset : presets())
            known += (known.empty() ? "" : ", ") + preset.name;
        throw Error(nameOrFile + ": neither a model file nor a preset; presets are " + known);
    }
    constexpr std::size_t kMaxFile = 16U << 20U;
    const auto bytes = readFile(nameOrFile, kMaxFile);
    try {
        return presetFromJson(json::parse(bytes.begin(), bytes.end()));
    } catch (const json::exception &) {
        throw Error(nameOrFile + ": this is not valid JSON, or a field is of the wrong type");
    } catch (const Error &error) {
        throw Error(nameOrFile + ": " + error.what());
    }
}

void followData(RunConfig &config, const Dataset &dataset)
{
    const auto shape = dataset.imageShape();
    if (config.followData && shape) {
        setChannels(config.preprocessing, shape->c);
        try {
            inferShapes(adapted(config.model, *shape, int(dataset.classes().size())));
            config.preprocessing.height = shape->h;
            config.preprocessing.width = shape->w;
        } catch (const Error &) {
            // The images are too small for this network, and are enlarged to what it was made
            // for.
        }
    }
    config.followData = false;
}

RunConfig adaptedTo(RunConfig config, const std::vector<std::string> &classes)
{
    config.model = adapted(
        std::move(config.model), config.preprocessing.shape(), static_cast<int>(classes.size()));
    return config;
}

} // namespace convscope
