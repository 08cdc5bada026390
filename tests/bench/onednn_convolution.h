// SPDX-License-Identifier: GPL-3.0-or-later
// A convolution in oneDNN: plain tensors in and out, whatever layout it prefers inside.
#pragma once
#include "core/kinds/conv.h"
#include <array>
#include <dnnl.hpp>
#include <unordered_map>
#include <vector>

namespace convscope::bench {

class OnednnConvolution {
public:
    OnednnConvolution(const ConvOptions &options, const Shape &in, const Shape &out, int batch);

    enum Pass { Forward, WeightGradient, InputGradient };
    /// `reorders`: from and to plain tensors as well, which somebody has to pay for at the ends.
    void run(Pass pass, bool reorders);

private:
    struct Tensors {
        dnnl::memory src, weights, dst, bias;
    };
    struct Move {
        dnnl::memory from, to;
        dnnl::reorder primitive;
    };
    struct Step {
        std::vector<Move> before, after; // where the layouts differ
        dnnl::primitive primitive;
        std::unordered_map<int, dnnl::memory> tensors;
    };
    dnnl::memory room(const dnnl::memory::desc &desc) const;
    Tensors roomFor(const dnnl::memory::desc &src, const dnnl::memory::desc &weights,
        const dnnl::memory::desc &dst) const;
    void prepareForward(const dnnl::convolution_forward::primitive_desc &desc);
    void prepareWeightGradient(const dnnl::convolution_backward_weights::primitive_desc &desc);
    void prepareInputGradient(const dnnl::convolution_backward_data::primitive_desc &desc);

    dnnl::engine m_engine;
    dnnl::stream m_stream;
    dnnl::memory::desc m_bias;
    Tensors m_plain; // NCHW and OIHW
    std::array<Step, 3> m_steps; // by Pass
};

} // namespace convscope::bench
