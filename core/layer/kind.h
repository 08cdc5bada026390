// SPDX-License-Identifier: GPL-3.0-or-later
// LayerKind: all that any part of the program wants to know about a kind of layer, as data. A kind
// is one file in core/kinds; whoever asks something of a kind asks its LayerKind, and nobody
// compares names of kinds.
#pragma once
#include "core/layer/exports.h"
#include "core/layer/formula.h"
#include "core/layer/layer.h"
#include <concepts>

namespace convscope {

/// A fact that must not be forgotten: it converts from T, and there is none by default.
template<typename T>
class Required {
public:
    template<typename U>
    requires std::convertible_to<U, T> Required(U &&value)
        : m_value(std::forward<U>(value))
    {
    }
    const T &operator*() const { return m_value; }
    const T *operator->() const { return &m_value; }
    template<typename... A>
    requires std::invocable<const T &, A...>
    decltype(auto) operator()(A &&...arguments) const
    {
        return m_value(std::forward<A>(arguments)...);
    }

private:
    T m_value;
};

struct KindText {
    std::string_view title; ///< for people: "Convolution"
    std::string_view shortTitle; ///< behind a map's name: "BN"
    std::string_view term; ///< the field's: "2-D convolution"
    std::string_view help; ///< one line
};

/// The role of a tensor in its layer.
enum class ParameterRole {
    Kernel, ///< filters: [outputs][inputs of a group][height][width]
    Matrix, ///< [outputs][inputs]
    Bias, ///< added
    Scale, ///< multiplied
    Mean, ///< followed in training, not learnt
    Variance, ///< likewise
};

struct ParameterInfo {
    std::string_view name; ///< "weight"
    ParameterRole role = ParameterRole::Kernel;
    std::string_view textStem; ///< the stem of its file among text weights: "filter" → filter3.txt
    /// How many values it has; 0: there is none.
    std::size_t (*count)(const LayerOptions &options, const Shape &input);
};

struct LayerKind {
    std::string_view name; ///< in files
    std::string_view stem; ///< the stem of automatic names: "pool" → pool1
    Required<KindText> text;
    std::vector<Field> options {};
    std::vector<ParameterInfo> parameters {};
    std::string_view
        outputs {}; ///< the option that sets the number of outputs; empty: never the last layer
    /// Options are complete and resolved, here and below.
    Required<std::unique_ptr<Layer> (*)(const LayerOptions &)> create;
    /// The window that one value is made from; whoever asks fills in input, output and others.
    Required<LayerWindow (*)(const LayerOptions &, const Shape &input)> reads;
    Required<Formula (*)(const ValueSource &)> explain; ///< explains the value at source.place
    Required<Formula (*)(const GradientSource &)>
        explainBackward; ///< explains the gradient of the input value there
    Required<OnnxNodes (*)(const LayerOptions &)> onnx;
    Required<CCode> c;
    Required<PythonCode> python;
};

/// `given` completed with what holds by itself, and zeros that follow another option resolved.
/// @throws Error naming an unknown option, a wrong type or a value out of range.
LayerOptions optionsOf(const LayerKind &kind, const LayerOptions &given);

bool has(const LayerKind &kind, ParameterRole role);
/// Whether the option names earlier layers that the kind reads besides its input.
bool readsOthers(const LayerKind &kind);
/// Whether each map is made from the map of the same number alone, value by value: switching it off
/// before the layer or behind it is the same question.
bool isElementwise(const LayerKind &kind, const LayerWindow &window);
/// Whether each map goes by the number of the one before it: the above, pools, and a sum with other
/// layers.
bool isOneToOne(const LayerKind &kind, const LayerWindow &window);

/// Whether the kind gives a row of values rather than maps: dense, flatten, softmax.
bool givesRow(const LayerKind &kind);

/// For LayerKind::reads: from the value at the same place.
LayerWindow sameValue(const LayerOptions &options, const Shape &input);
/// For ParameterInfo::count.
std::size_t onePerChannel(const LayerOptions &options, const Shape &input);

} // namespace convscope
