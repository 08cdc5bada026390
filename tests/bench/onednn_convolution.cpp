// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/onednn_convolution.h"
#include <algorithm>

namespace convscope::bench {

using dnnl::convolution_backward_data;
using dnnl::convolution_backward_weights;
using dnnl::convolution_forward;
using dnnl::memory;

namespace {

memory::desc describe(const memory::dims &dims, memory::format_tag format)
{
    return { dims, memory::data_type::f32, format };
}

template<typename Move>
void add(std::vector<Move> &moves, const memory &from, const memory &to)
{
    if (from.get_desc() != to.get_desc())
        moves.push_back({ from, to, dnnl::reorder(from, to) });
}

} // namespace

OnednnConvolution::OnednnConvolution(
    const ConvOptions &o, const Shape &in, const Shape &out, int batch)
    : m_engine(dnnl::engine::kind::cpu, 0)
    , m_stream(m_engine)
    , m_bias(describe({ out.c }, memory::format_tag::x))
{
    const memory::dims src { batch, in.c, in.h, in.w }, dst { batch, out.c, out.h, out.w },
        weights { out.c, in.c, o.kernel.h, o.kernel.w }, strides { o.stride.h, o.stride.w },
        padding { o.padding.h, o.padding.w };
    const auto any = memory::format_tag::any;
    const auto anySrc = describe(src, any), anyDst = describe(dst, any),
               anyWeights = describe(weights, any);
    constexpr auto kDirect = dnnl::algorithm::convolution_direct;
    m_plain = roomFor(describe(src, memory::format_tag::nchw),
        describe(weights, memory::format_tag::oihw), describe(dst, memory::format_tag::nchw));
    const convolution_forward::primitive_desc forward(
        { dnnl::prop_kind::forward_training, kDirect, anySrc, anyWeights, m_bias, anyDst, strides,
            padding, padding },
        m_engine);
    prepareForward(forward);
    prepareWeightGradient(
        { { kDirect, anySrc, anyWeights, m_bias, anyDst, strides, padding, padding }, m_engine,
            forward });
    prepareInputGradient(
        { { kDirect, anySrc, anyWeights, anyDst, strides, padding, padding }, m_engine, forward });
}

memory OnednnConvolution::room(const memory::desc &desc) const
{
    memory result(desc, m_engine);
    auto *values = static_cast<float *>(result.get_data_handle());
    std::fill_n(values, desc.get_size() / sizeof(float), 0.5F);
    return result;
}

OnednnConvolution::Tensors OnednnConvolution::roomFor(
    const memory::desc &src, const memory::desc &weights, const memory::desc &dst) const
{
    return { room(src), room(weights), room(dst), room(m_bias) };
}

void OnednnConvolution::prepareForward(const convolution_forward::primitive_desc &desc)
{
    const Tensors inner = roomFor(desc.src_desc(), desc.weights_desc(), desc.dst_desc());
    Step &step = m_steps[Forward];
    add(step.before, m_plain.src, inner.src);
    add(step.before, m_plain.weights, inner.weights);
    add(step.after, inner.dst, m_plain.dst);
    step.primitive = convolution_forward(desc);
    step.tensors = { { DNNL_ARG_SRC, inner.src }, { DNNL_ARG_WEIGHTS, inner.weights },
        { DNNL_ARG_BIAS, inner.bias }, { DNNL_ARG_DST, inner.dst } };
}

void OnednnConvolution::prepareWeightGradient(
    const convolution_backward_weights::primitive_desc &desc)
{
    const Tensors inner = roomFor(desc.src_desc(), desc.diff_weights_desc(), desc.diff_dst_desc());
    Step &step = m_steps[WeightGradient];
    add(step.before, m_plain.src, inner.src);
    add(step.before, m_plain.dst, inner.dst);
    add(step.after, inner.weights, m_plain.weights);
    step.primitive = convolution_backward_weights(desc);
    step.tensors = { { DNNL_ARG_SRC, inner.src }, { DNNL_ARG_DIFF_DST, inner.dst },
        { DNNL_ARG_DIFF_WEIGHTS, inner.weights }, { DNNL_ARG_DIFF_BIAS, inner.bias } };
}

void OnednnConvolution::prepareInputGradient(const convolution_backward_data::primitive_desc &desc)
{
    const Tensors inner = roomFor(desc.diff_src_desc(), desc.weights_desc(), desc.diff_dst_desc());
    Step &step = m_steps[InputGradient];
    add(step.before, m_plain.dst, inner.dst);
    add(step.before, m_plain.weights, inner.weights);
    add(step.after, inner.src, m_plain.src);
    step.primitive = convolution_backward_data(desc);
    step.tensors = { { DNNL_ARG_DIFF_DST, inner.dst }, { DNNL_ARG_WEIGHTS, inner.weights },
        { DNNL_ARG_DIFF_SRC, inner.src } };
}

void OnednnConvolution::run(Pass pass, bool reorders)
{
    const auto execute = [&](std::vector<Move> &moves) {
        for (Move &move : moves)
            move.primitive.execute(m_stream, move.from, move.to);
    };
    Step &step = m_steps[std::size_t(pass)];
    if (reorders)
        execute(step.before);
    step.primitive.execute(m_stream, step.tensors);
    if (reorders)
        execute(step.after);
    m_stream.wait();
}

} // namespace convscope::bench
