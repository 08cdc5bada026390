// SPDX-License-Identifier: GPL-3.0-or-later
// Channel scale: maps times one number a channel, as the end of squeeze and excitation (Hu, Shen
// and Sun 2018). The numbers may be the input and the maps the other layer, or the other way round.
#include "core/kinds/others.h"
#include <cassert>
#include <cmath>

namespace convscope::kinds {

namespace {

class ChannelScaleLayer final : public Layer {
public:
    explicit ChannelScaleLayer(std::string from)
        : m_from(std::move(from))
    {
    }
    std::vector<std::string> others() const override { return { m_from }; }

    Shape build(const Shape &in, std::span<const Shape> others) override
    {
        assert(others.size() == 1);
        const Shape &other = others[0];
        if (other.c != in.c || (in.area() > 1 && other.area() > 1))
            throw Error("'" + m_from + "' puts out " + toString(other)
                + ", and the layer before this one " + toString(in)
                + "; one of the two must give one value for each channel of the other");
        m_channels = std::size_t(in.c);
        m_inputArea = in.area();
        m_otherArea = other.area();
        return in.area() > 1 ? in : other;
    }
    void forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &work) override
    {
        const Scalar *other = work.others[0];
        const std::size_t area = outputArea();
        for (std::size_t map = 0; map < maps(shard); ++map)
            for (std::size_t i = 0; i < area; ++i)
                *y++ = x[place(map, m_inputArea, i)] * other[place(map, m_otherArea, i)];
    }
    void backward(const Scalar *, const Scalar *, const Scalar *dy, Scalar *dx,
        const BatchShard &shard, const Work &work) override
    {
        if (dx)
            gradient(dy, work.others[0], m_otherArea, dx, m_inputArea, shard);
    }
    void backwardOther(std::size_t, const Scalar *x, const Scalar *dy, Scalar *dOther,
        const BatchShard &shard, const Work &) override
    {
        gradient(dy, x, m_inputArea, dOther, m_otherArea, shard);
    }

private:
    std::size_t maps(const BatchShard &shard) const
    {
        return std::size_t(shard.size()) * m_channels;
    }
    std::size_t outputArea() const { return std::max(m_inputArea, m_otherArea); }
    /// The place of value `i` of a map; a map of one value has it everywhere.
    static std::size_t place(std::size_t map, std::size_t area, std::size_t i)
    {
        return area == 1 ? map : map * area + i;
    }
    /// to = dy times the partner, summed over a map where `to` has one value for it.
    void gradient(const Scalar *dy, const Scalar *partner, std::size_t partnerArea, Scalar *to,
        std::size_t toArea, const BatchShard &shard) const
    {
        const std::size_t area = outputArea();
        for (std::size_t map = 0; map < maps(shard); ++map) {
            double sum = 0;
            for (std::size_t i = 0; i < area; ++i, ++dy) {
                const Scalar product = *dy * partner[place(map, partnerArea, i)];
                if (toArea == 1)
                    sum += double(product);
                else
                    to[map * area + i] = product;
            }
            if (toArea == 1)
                to[map] = Scalar(sum);
        }
    }

    std::string m_from;
    std::size_t m_channels = 0, m_inputArea = 0, m_otherArea = 0;
};

/// The value that a place of the output is made from; a map of one value has it everywhere.
ValuePlace within(const LayerValues &values, const ValuePlace &place)
{
    return values.shape.area() == 1 ? ValuePlace { place.channel, 0, 0 } : place;
}

Formula explain(const ValueSource &from)
{
    const ValuePlace inInput = within(from.input, from.place);
    const ValuePlace inOther = within(from.others[0], from.place);
    const double x = from.x(inInput), other = from.others[0].at(inOther), y = x * other;
    return { Product { { x, {}, -1, inInput }, { other, {}, 0, inOther } }, y, std::abs(y),
        { { "{} · {()} = {}", { x, other, y } } } };
}

Formula explainBackward(const GradientSource &from)
{
    const LayerValues &own = from.which < 0 ? from.input : from.others[0];
    const LayerValues &partner = from.which < 0 ? from.others[0] : from.input;
    DotProduct sum;
    const auto add = [&](const ValuePlace &place) {
        sum.places.push_back(place);
        sum.inputs.push_back(from.dy(place));
        sum.weights.push_back(partner.at(within(partner, place)));
    };
    if (own.shape.area() > 1 || from.window.output.area() == 1)
        add(from.place);
    else
        for (int row = 0; row < from.window.output.h; ++row)
            for (int column = 0; column < from.window.output.w; ++column)
                add({ from.place.channel, row, column });
    return gradientSum(std::move(sum));
}

} // namespace

LayerKind channelScale()
{
    return { .name = "channel_scale",
        .stem = "scale",
        .text = KindText { "Channel scale", "Scale", "channel scale (squeeze and excitation)",
            "Multiplies each map by one number of its own, which other layers work out from all "
            "maps" },
        .options = { Field::layer("from",
            "name of the earlier layer; one of it and the layer before gives maps, the other one "
            "value a map") },
        .create = [](const LayerOptions &o) -> std::unique_ptr<Layer> {
            return std::make_unique<ChannelScaleLayer>(otherNamed(o, "multiply by"));
        },
        .reads =
            [](const LayerOptions &, const Shape &input) {
                const bool scales = input.area() == 1; // the input is what maps are multiplied by
                return LayerWindow { .kind
                    = scales ? LayerWindow::Kind::WholeMap : LayerWindow::Kind::Same,
                    .groups = input.c,
                    .reading
                    = scales ? LayerWindow::Others::SamePlace : LayerWindow::Others::SameChannel };
            },
        .explain = explain,
        .explainBackward = explainBackward,
        .onnx =
            [](const LayerOptions &) {
                return oneNode("Mul", {}, { "x", "others" }, OnnxNodes::Form::Maps);
            },
        .c = CCode { "@_channel_scale(x, in, other, y, out)", CCode::Elsewhere, R"(
/* One of x and other has one value a map. */
static inline void @_channel_scale(const float *x, const @_shape *in, const float *other, float *y,
    const @_shape *out)
{
    const int area = out->h * out->w, is_scale = in->h * in->w == 1;
    int c, i;
    for (c = 0; c < out->c; ++c)
        for (i = 0; i < area; ++i)
            y[c * area + i] = is_scale ? x[c] * other[c * area + i] : x[c * area + i] * other[c];
}
)" },
        .python = PythonCode { "x * other", "x * other" } };
}

} // namespace convscope::kinds
