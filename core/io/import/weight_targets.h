// SPDX-License-Identifier: GPL-3.0-or-later
// The facts that mapWeights() has about the parameters of a model and the tensors of a file. Pure
// functions.
#pragma once
#include "core/io/import/weight_mapping.h"
#include "core/nn/model_spec.h"
#include <optional>
#include <string_view>

namespace convscope {

using Dims = std::vector<std::size_t>;

enum class WeightRole { Any, Weight, Bias, Mean, Variance };
/// By the last word that says something: "conv1_w", "kernel:0", "B0", "bn.running_var".
WeightRole weightRole(std::string_view name);

/// A parameter that a model needs.
struct WeightTarget {
    std::string name;
    Dims dims;
    WeightRole role = WeightRole::Any;
    bool isKernel = false, isDense = false; ///< the weights of a convolution, of a dense layer
    bool isNormalization = false; ///< any parameter of a batch normalization
    Shape map; ///< whose flattened values the layer takes; of size 0 where there is no such
    std::size_t groups = 1;

    bool isSquare() const { return isDense && dims[0] == dims[1]; }
    bool dependsOnFlattening() const { return map.c > 1 && map.area() > 1; }
};
/// Whether the name speaks against the parameter: "2.bias" is no weight, "bn/beta" no dense
/// layer's bias.
bool isNamedOtherwise(std::string_view name, const WeightTarget &target);

/// Whether these are the names that Keras gives: "conv2d/kernel:0", "bn/gamma", "moving_mean".
bool haveKerasNames(const std::vector<NamedTensor> &tensors);

/// In layer order. @throws Error as inferShapes() does.
std::vector<WeightTarget> weightTargets(const ModelSpec &spec);

/// How a tensor of this shape could become the parameter; nothing where it cannot.
std::optional<Arrangement> arrangementFor(
    const WeightTarget &target, const Dims &source, const MappingOptions &options);

} // namespace convscope
