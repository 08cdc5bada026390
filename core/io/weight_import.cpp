// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/weight_import.h"
#include "core/base/error.h"
#include "core/io/text_weights.h"

namespace convscope {

namespace {

WeightMapping mapped(const std::filesystem::path &path, const ModelSpec &spec,
    const WeightSource &source, const MappingOptions &options)
{
    // Text is flattened and named by this program: there is nothing to turn.
    const bool isText = std::filesystem::is_directory(path);
    if (isText && options.keras)
        throw Error(
            path.string() + ": text files have no axes that could be turned; leave --keras out");
    try {
        return mapWeights(spec, source.tensors, options);
    } catch (const Error &error) {
        throw Error(path.string() + ": " + error.what());
    }
}

/// What this program exported must give the same answers again, unless it goes into a model that
/// takes other pictures or knows other classes.
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

} // namespace convscope
