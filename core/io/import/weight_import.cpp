// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/import/weight_import.h"
#include "core/base/error.h"
#include "core/io/export/text_weights.h"
#include "core/kinds/kinds.h"
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

WeightMapping mapped(const std::filesystem::path &path, const ModelSpec &spec,
    const WeightSource &source, const MappingOptions &options)
{
    // Text is flattened and named by this program: there is nothing to turn.
    const bool isText = std::filesystem::is_directory(path);
    if (isText && (options.keras || options.mlx))
        throw Error(path.string() + ": text files have no axes that could be turned; leave "
            + (options.keras ? "--keras" : "--mlx") + " out");
    try {
        return mapWeights(spec, source.tensors, options);
    } catch (const Error &error) {
        throw Error(path.string() + ": " + error.what());
    }
}

/// A model that this program exported must give the same answers again, unless it goes into one
/// that takes other images or knows other classes.
void checkAnswers(const std::filesystem::path &path, const ModelSpec &spec,
    const std::vector<NamedTensor> &parameters, const GoldenSample &golden)
{
    Model network(spec);
    network.setParameterValues(parameters);
    if (!fits(golden, network))
        return;
    if (const auto other = otherAnswer(network, golden))
        throw Error(path.string() + ": in this model " + *other
            + ", so either its weights were changed since, or this model differs from the one they "
              "were exported from in kinds or options that keep every shape; choose that model or "
              "get the file again, or, if the difference is meant, take golden_input and "
              "golden_probabilities out of it");
}

} // namespace

WeightImport::WeightImport(
    const std::filesystem::path &path, const ModelSpec &spec, const MappingOptions &options)
    : WeightImport(path, readWeightSource(path, withNames(spec)), spec, options)
{
}

WeightImport::WeightImport(const std::filesystem::path &path, WeightSource source,
    const ModelSpec &spec, const MappingOptions &options)
    : m_spec(withNames(spec))
    , m_source(std::move(source))
    , m_mapping(mapped(path, m_spec, m_source, options))
{
    if (std::filesystem::is_directory(path))
        m_mapping.isOwn = false; // text has the names of its places, whoever wrote it
    settleEpsilon();
    if (m_source.golden)
        checkAnswers(path, m_spec, parameters(), *m_source.golden);
    if (!std::filesystem::is_directory(path))
        return;
    const std::vector<TextWeightFile> files = textWeightFiles(m_spec);
    for (std::size_t i = 0; i < files.size(); ++i) // the file's name says where it came from
        m_mapping.matches[i].source = m_source.tensors[i].name = files[i].file;
}

std::vector<NamedTensor> WeightImport::parameters() const
{
    return arrangedWeights(m_spec, m_mapping, m_source.tensors);
}

/// The number that normalizations add to a variance is in no file of weights.
void WeightImport::settleEpsilon()
{
    constexpr double kKeras = 0.001;
    bool isOpen = false;
    for (LayerSpec &layer : m_spec.layers) {
        if (!has(layerKind(layer.kind), ParameterRole::Variance)
            || layer.options.contains("epsilon"))
            continue;
        isOpen = true;
        if (m_mapping.isKeras)
            layer.options.emplace("epsilon", kKeras);
    }
    if (isOpen && !isOwn())
        m_mapping.notes.push_back(m_mapping.isKeras
                ? "batch normalization is taken to add 0.001 to the variance, as Keras does unless "
                  "it is told otherwise; the weights do not say"
                : "batch normalization is taken to add 0.00001 to the variance, as PyTorch does "
                  "(Keras adds 0.001); the weights do not say, \"epsilon\" in the model file does");
}

namespace {

const Tensor *named(const std::vector<NamedTensor> &tensors, const std::string &name)
{
    const auto found = std::ranges::find(tensors, name, &NamedTensor::name);
    return found == tensors.end() ? nullptr : &found->value;
}

/// The first layer's outputs are normalized next, and the mean of one of them is farther from 0
/// than inputs from 0 to 1 could bring it.
bool sawLargeValues(const ModelSpec &spec, const std::vector<NamedTensor> &parameters)
{
    constexpr double kMargin = 1.01;
    if (spec.layers.size() < 2 || !has(layerKind(spec.layers[1].kind), ParameterRole::Mean))
        return false;
    const Tensor *weights = named(parameters, spec.layers[0].name + ".weight");
    const Tensor *bias = named(parameters, spec.layers[0].name + ".bias");
    const Tensor *means = named(parameters, spec.layers[1].name + ".running_mean");
    if (!weights || !means || weights->dims().front() != means->size())
        return false;
    const std::size_t each = weights->size() / means->size();
    for (std::size_t c = 0; c < means->size(); ++c) {
        double most = bias ? std::abs(double(bias->values()[c])) : 0;
        for (std::size_t i = 0; i < each; ++i)
            most += std::abs(double(weights->values()[c * each + i]));
        if (std::abs(double(means->values()[c])) > kMargin * most)
            return true;
    }
    return false;
}

} // namespace

void settlePreparation(const WeightImport &import, bool isNamed, Preprocessing &preprocessing,
    std::vector<std::string> &notes)
{
    if (import.isOwn() || preprocessing.normalization != Normalization::Unit)
        return;
    const std::string proof
        = "the first normalization's means are larger than images with values from 0 to 1 can "
          "make them: the network was trained on other values, most likely 0 to 255";
    if (sawLargeValues(import.spec(), import.parameters())) {
        if (!isNamed)
            preprocessing.normalization = Normalization::None;
        notes.push_back(proof
            + (isNamed ? ", which --normalize none gives it" : ", which it is given here too"));
    } else if (!isNamed) {
        notes.push_back("the weights do not tell how images were prepared: their values are "
                        "taken from 0 to 1; of a network trained on 0 to 255 import with "
                        "--normalize none");
    }
}

} // namespace convscope
