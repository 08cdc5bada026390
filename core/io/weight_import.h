// SPDX-License-Identifier: GPL-3.0-or-later
// Weights of another program into a model: read, planned, shown, and only then taken.
#pragma once
#include "core/io/weight_mapping.h"
#include "core/io/weight_sources.h"

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
    const std::vector<std::string> &leftOut() const { return m_source.leftOut; }
    /// As the mapping says, with the model's names, in layer order.
    std::vector<NamedTensor> parameters() const;

private:
    ModelSpec m_spec;
    WeightSource m_source;
    WeightMapping m_mapping;
};

} // namespace convscope
