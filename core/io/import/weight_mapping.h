// SPDX-License-Identifier: GPL-3.0-or-later
// Which tensor of another program's file becomes which parameter of a model, and how its values
// have to be put in order for that. Pure functions; the mapping is plain data, to be shown before
// it is taken.
#pragma once
#include "core/nn/model_spec.h"

namespace convscope {

enum class Arrangement {
    AsItIs,
    KernelsTurned, ///< [height, width, in, out] → [out, in, height, width]
    DepthwiseTurned, ///< [height, width, in, several] → [in · several, 1, height, width]
    KernelsFromChannelsLast, ///< [out, height, width, in] → [out, in, height, width]
    RowsTurned, ///< [in, out] → [out, in]
    RowsTurnedFromChannelsLast, ///< the same; the inputs were maps flattened with channels last
    RowsFromChannelsLast, ///< as it is, but for the inputs: maps flattened with channels last
    FromChannelsLast, ///< one value for each place of maps flattened with channels last
};
std::string toString(Arrangement arrangement); ///< for people: "as it is", …

struct WeightMatch {
    std::string source;
    std::vector<std::size_t> sourceDims;
    std::string parameter;
    std::vector<std::size_t> dims;
    Arrangement arrangement = Arrangement::AsItIs;
};

struct WeightMapping {
    std::vector<WeightMatch> matches; ///< one for every parameter, in layer order
    std::vector<std::string> notes; ///< doubts that the shapes left, and how they were settled
    bool isOwn = false; ///< by the names that this program gives
    bool isKeras = false; ///< in Keras' order, as it was said or as the names tell
};

/// Which program's order the weights have. Neither: Keras' where the names are its own ("kernel",
/// "gamma") and everything fits so; else PyTorch's, which is this program's too.
struct MappingOptions {
    /// Kernels as [height, width, in, out], dense weights as [in, out], maps flattened with
    /// channels last.
    bool keras = false;
    /// Kernels as [out, height, width, in], maps flattened with channels last.
    bool mlx = false;
};

/// By names where every parameter's is there; else every parameter takes the first tensor that is
/// left whose shape fits and whose name does not speak against it ("2.bias" is no weight). Sides of
/// 1 may be missing or too many. @throws Error naming the parameter that finds nothing, with the
/// likeliest tensor and both shapes; or the tensor that is left over.
WeightMapping mapWeights(const ModelSpec &spec, const std::vector<NamedTensor> &tensors,
    const MappingOptions &options = {});

/// One line of the mapping as a table.
struct WeightRow {
    WeightMatch match; ///< for a parameter that finds nothing, or a tensor left over: its half
    std::string error; ///< why they do not go together, as mapWeights() says it; empty: they do
};
/// The fate of every parameter, in layer order, then the tensors that are left over; the first
/// error is the one that mapWeights() throws.
std::vector<WeightRow> weightRows(const ModelSpec &spec, const std::vector<NamedTensor> &tensors,
    const MappingOptions &options = {});

/// The weights as mapWeights() planned for the same spec and tensors, in layer order.
std::vector<NamedTensor> arrangedWeights(
    const ModelSpec &spec, const WeightMapping &mapping, const std::vector<NamedTensor> &tensors);

/// "10×1×5×5"; "a single number"
std::string shapeText(const std::vector<std::size_t> &dims);

} // namespace convscope
