// SPDX-License-Identifier: GPL-3.0-or-later
// Weights of another program into a model: read, planned, shown, and only then taken.
#pragma once
#include "core/data/prepare/preprocessing.h"
#include "core/io/import/weight_mapping.h"
#include "core/io/import/weight_sources.h"

namespace convscope {

class WeightImport {
public:
    /// Reads the file and plans. @throws Error naming the file, the tensor and both shapes.
    WeightImport(
        const std::filesystem::path &path, const ModelSpec &spec, const MappingOptions &options);
    /// The same of what was read from `path` before.
    WeightImport(const std::filesystem::path &path, WeightSource source, const ModelSpec &spec,
        const MappingOptions &options);

    const WeightMapping &mapping() const { return m_mapping; }
    /// The model that the weights are for, every name filled in; with Keras' own epsilon where the
    /// weights are Keras' and the spec says none.
    const ModelSpec &spec() const { return m_spec; }
    /// This program wrote the weights, so nothing about them is left to guess.
    bool isOwn() const { return m_mapping.isOwn || m_source.golden.has_value(); }
    const std::vector<std::string> &excluded() const { return m_source.excluded; }
    /// As the mapping says, with the model's names, in layer order.
    std::vector<NamedTensor> parameters() const;

private:
    void settleEpsilon();

    ModelSpec m_spec;
    WeightSource m_source;
    WeightMapping m_mapping;
};

/// Follows what the weights tell of the images that the network was trained with, where nobody
/// `isNamed` how they were prepared: values of 0 to 255 become `preprocessing`'s, or it is noted
/// that nothing tells. Also notes what contradicts `preprocessing`.
void settlePreparation(const WeightImport &import, bool isNamed, Preprocessing &preprocessing,
    std::vector<std::string> &notes);

} // namespace convscope
