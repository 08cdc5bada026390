// SPDX-License-Identifier: GPL-3.0-or-later
// Concatenation: the channels of earlier layers behind those of the input (Huang et al. 2017,
// "Densely Connected Convolutional Networks").
#include "core/kinds/others.h"
#include <algorithm>
#include <cassert>

namespace convscope::kinds {

namespace {

class Concat final : public Layer {
public:
    explicit Concat(std::vector<std::string> from)
        : m_from(std::move(from))
    {
    }
    std::vector<std::string> others() const override { return m_from; }

    Shape build(const Shape &in, std::span<const Shape> others) override
    {
        assert(others.size() == m_from.size());
        Shape out = in;
        m_sizes = { in.size() };
        for (std::size_t i = 0; i < others.size(); ++i) {
            if (others[i].h != in.h || others[i].w != in.w)
                throw Error("'" + m_from[i] + "' puts out " + toString(others[i])
                    + ", but the layer before this one " + toString(in)
                    + "; only maps of one size can stand behind each other");
            constexpr int kMaxChannels
                = 65536; // a few such layers behind each other double quickly
            if (others[i].c > kMaxChannels - out.c)
                throw Error(
                    "more than 65,536 channels would stand behind each other; name fewer layers");
            out.c += others[i].c;
            m_sizes.push_back(others[i].size());
        }
        m_outSize = out.size();
        return out;
    }
    void forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &work) override
    {
        for (std::size_t part = 0; part < m_sizes.size(); ++part)
            copy(part == 0 ? x : work.others[part - 1], m_sizes[part], y + offset(part), m_outSize,
                m_sizes[part], shard);
    }
    void backward(const Scalar *, const Scalar *, const Scalar *dy, Scalar *dx,
        const BatchShard &shard, const Work &) override
    {
        if (dx)
            copy(dy, m_outSize, dx, m_sizes[0], m_sizes[0], shard);
    }
    void backwardOther(std::size_t which, const Scalar *, const Scalar *dy, Scalar *dOther,
        const BatchShard &shard, const Work &) override
    {
        const std::size_t size = m_sizes[which + 1];
        copy(dy + offset(which + 1), m_outSize, dOther, size, size, shard);
    }

private:
    std::size_t offset(std::size_t part) const
    {
        std::size_t values = 0;
        for (std::size_t i = 0; i < part; ++i)
            values += m_sizes[i];
        return values;
    }
    /// So many values of each sample; the steps lead from sample to sample.
    static void copy(const Scalar *from, std::size_t fromStep, Scalar *to, std::size_t toStep,
        std::size_t count, const BatchShard &shard)
    {
        for (int n = 0; n < shard.size(); ++n, from += fromStep, to += toStep)
            std::copy_n(from, count, to);
    }

    std::vector<std::string> m_from;
    std::vector<std::size_t> m_sizes; // values of a sample: the input's, then the others'
    std::size_t m_outSize = 0;
};

/// Whose channel it is: -1 is the input.
int partOf(const LayerWindow &window, int channel)
{
    int part = -1;
    while (part + 1 < int(window.others.size())
        && channel >= window.firstBehind(std::size_t(part + 1)))
        ++part;
    return part;
}

Formula explain(const ValueSource &from)
{
    const int part = partOf(from.window, from.place.channel);
    ValuePlace place = from.place;
    if (part >= 0)
        place.channel -= from.window.firstBehind(std::size_t(part));
    const double x = part < 0 ? from.x() : from.others[std::size_t(part)].at(place);
    return copiedFrom(place, x, { "the same value, its map being one of several in a row" }, part);
}

Formula explainBackward(const GradientSource &from)
{
    ValuePlace place = from.place;
    if (from.which >= 0)
        place.channel += from.window.firstBehind(std::size_t(from.which));
    return gradientAsItIs(from, place);
}

} // namespace

LayerKind concat()
{
    return { .name = "concat",
        .stem = "concat",
        .text = KindText { "Concatenation", "Concat", "concatenation of channels",
            "Puts the maps of earlier layers behind those of the layer before, so that later "
            "layers "
            "see both" },
        .options = { Field::layers("from",
            "names of the earlier layers, such as [relu1, relu2]; their maps must be of the same "
            "size") },
        .create = [](const LayerOptions &o) -> std::unique_ptr<Layer> {
            return std::make_unique<Concat>(othersNamed(o, "put behind"));
        },
        .reads
        = [](const LayerOptions &,
              const Shape &) { return LayerWindow { .reading = LayerWindow::Others::Behind }; },
        .explain = explain,
        .explainBackward = explainBackward,
        .onnx =
            [](const LayerOptions &) {
                return oneNode("Concat", { { "axis", std::int64_t(1) } }, { "x", "others" });
            },
        .c = CCode { "@_concat(x, y, inputs)", CCode::Elsewhere, R"(
/* Called once for each part. */
static inline void @_concat(const float *x, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = x[i];
}
)",
            "@_concat(other, y + offset, count)" },
        .python = PythonCode { "np.concatenate([x, others])", "torch.cat([x, others], 1)" } };
}

} // namespace convscope::kinds
