// SPDX-License-Identifier: GPL-3.0-or-later
// Convolution: y[o][i][j] = bias[o] + Σ weight[o][c][u][v] · x[c][i·stride + u·dilation −
// padding][…].
#include "core/kinds/conv_layer.h"
#include "core/kinds/windows_code.h"
#include "core/layer/kind.h"
#include <cmath>

namespace convscope::kinds {

namespace {

std::size_t weightCount(const LayerOptions &o, const Shape &input)
{
    const Extent kernel = extent(o, "kernel");
    return std::size_t(integer(o, "filters")) * std::size_t(input.c / integer(o, "groups"))
        * std::size_t(kernel.h) * std::size_t(kernel.w);
}

std::size_t biasCount(const LayerOptions &o, const Shape &)
{
    return flag(o, "bias") ? std::size_t(integer(o, "filters")) : 0;
}

std::unique_ptr<Layer> create(const LayerOptions &o)
{
    return std::make_unique<Conv>(ConvOptions { .filters = integer(o, "filters"),
        .kernel = extent(o, "kernel"),
        .stride = extent(o, "stride"),
        .padding = extent(o, "padding"),
        .dilation = extent(o, "dilation"),
        .groups = integer(o, "groups"),
        .bias = flag(o, "bias"),
        .initializer = Initializer(o) });
}

LayerWindow reads(const LayerOptions &o, const Shape &)
{
    return { .kind = LayerWindow::Kind::Window,
        .kernel = extent(o, "kernel"),
        .stride = extent(o, "stride"),
        .dilation = extent(o, "dilation"),
        .padding = extent(o, "padding"),
        .groups = integer(o, "groups") };
}

/// The products of one input channel with its part of the filter.
void addChannel(const ValueSource &from, int channel, WindowSum &step, double &magnitude)
{
    const LayerWindow &window = from.window;
    double sum = 0;
    for (int u = 0; u < window.kernel.h; ++u)
        for (int v = 0; v < window.kernel.w; ++v) {
            const int r = step.top + u * window.dilation.h, c = step.left + v * window.dilation.w;
            const bool outside = r < 0 || c < 0 || r >= window.input.h || c >= window.input.w;
            if (channel == 0)
                step.padded.push_back(outside);
            step.patch.push_back(outside ? 0 : from.x({ step.firstChannel + channel, r, c }));
            const double product = step.patch.back() * step.weights[step.patch.size() - 1];
            sum += product;
            magnitude += std::abs(product);
        }
    step.channelSums.push_back(sum);
    step.sum += sum;
}

Formula explain(const ValueSource &from)
{
    const LayerWindow &window = from.window;
    const auto &[channel, row, column] = from.place;
    WindowSum step { .firstChannel = window.firstInput(channel),
        .channels = window.inputsPerGroup(),
        .kernel = window.kernel,
        .dilation = window.dilation,
        .top = window.top(row),
        .left = window.left(column) };
    const std::size_t count = std::size_t(step.channels) * step.cells();
    const auto weights = from.parameter("weight").subspan(std::size_t(channel) * count, count);
    step.weights.assign(weights.begin(), weights.end());
    double magnitude = 0;
    for (int c = 0; c < step.channels; ++c)
        addChannel(from, c, step, magnitude);
    if (!from.parameter("bias").empty())
        step.bias = from.parameter("bias", std::size_t(channel));
    const double bias = step.bias.value_or(0), y = step.sum + bias;
    Sentence sentence = sumSentence(step.patch.size(), step.sum, step.bias);
    return { std::move(step), y, magnitude + std::abs(bias), { std::move(sentence) } };
}

/// The output row or column whose window has cell `u` at `at`; none: -1.
int windowAt(int at, int u, int stride, int padding, int dilation, int count)
{
    const int first = at + padding - u * dilation;
    return first >= 0 && first % stride == 0 && first / stride < count ? first / stride : -1;
}

Formula explainBackward(const GradientSource &from)
{
    const LayerWindow &w = from.window;
    const int groupIn = w.inputsPerGroup(), groupOut = w.output.c / w.groups;
    const int group = from.place.channel / groupIn, channel = from.place.channel % groupIn;
    const auto weights = from.parameter("weight");
    DotProduct sum;
    for (int o = group * groupOut; o < (group + 1) * groupOut; ++o)
        for (int u = 0; u < w.kernel.h; ++u)
            for (int v = 0; v < w.kernel.w; ++v) {
                const int i = windowAt(
                    from.place.row, u, w.stride.h, w.padding.h, w.dilation.h, w.output.h);
                const int j = windowAt(
                    from.place.column, v, w.stride.w, w.padding.w, w.dilation.w, w.output.w);
                if (i < 0 || j < 0)
                    continue;
                const int cell = ((o * groupIn + channel) * w.kernel.h + u) * w.kernel.w + v;
                sum.places.push_back({ o, i, j });
                sum.inputs.push_back(from.dy(sum.places.back()));
                sum.weights.push_back(double(weights[std::size_t(cell)]));
            }
    return gradientSum(std::move(sum));
}

OnnxNodes onnx(const LayerOptions &o)
{
    const auto both = [&](const char *name) {
        const Extent sides = extent(o, name);
        return std::vector<std::int64_t> { sides.h, sides.w };
    };
    const Extent padding = extent(o, "padding");
    std::vector<std::string> inputs { "x", "$weight" };
    if (flag(o, "bias"))
        inputs.emplace_back("$bias");
    return oneNode("Conv",
        { { "kernel_shape", both("kernel") }, { "strides", both("stride") },
            { "pads", std::vector<std::int64_t> { padding.h, padding.w, padding.h, padding.w } },
            { "dilations", both("dilation") }, { "group", std::int64_t(integer(o, "groups")) } },
        std::move(inputs), OnnxNodes::Form::Maps);
}

constexpr CCode kC { "@_conv(x, in, y, out,\n        $weight, $bias, #kernel, #stride, #padding, "
                     "#dilation, #groups)",
    CCode::Elsewhere, R"(
/* y[o][i][j] = bias[o] + the sum of weight[o][c][u][v] * x[c][i * stride + u * dilation - padding][...] */
static inline void @_conv(const float *x, const @_shape *in, float *y, const @_shape *out,
    const float *weight, const float *bias, int kernel_h, int kernel_w, int stride_h, int stride_w,
    int padding_h, int padding_w, int dilation_h, int dilation_w, int groups)
{
    const int group_in = in->c / groups, group_out = out->c / groups;
    int o, i, j, c, u, v;
    for (o = 0; o < out->c; ++o) {
        const float *map = x + o / group_out * group_in * in->h * in->w;
        const float *filter = weight + o * group_in * kernel_h * kernel_w;
        for (i = 0; i < out->h; ++i) {
            for (j = 0; j < out->w; ++j) {
                float sum = bias ? bias[o] : 0.0f;
                for (c = 0; c < group_in; ++c) {
                    for (u = 0; u < kernel_h; ++u) {
                        const int row = i * stride_h + u * dilation_h - padding_h;
                        if (row < 0 || row >= in->h)
                            continue;
                        for (v = 0; v < kernel_w; ++v) {
                            const int column = j * stride_w + v * dilation_w - padding_w;
                            if (column >= 0 && column < in->w)
                                sum += filter[(c * kernel_h + u) * kernel_w + v]
                                    * map[(c * in->h + row) * in->w + column];
                        }
                    }
                }
                *y++ = sum;
            }
        }
    }
}
)" };

constexpr std::string_view kNumpyConv = R"(
def conv(x, weight, bias, stride, padding, dilation, groups):
    x = np.pad(x, ((0, 0), (padding[0],) * 2, (padding[1],) * 2))
    view = windows(x, weight.shape[2:], stride, dilation)
    parts = zip(np.split(view, groups), np.split(weight, groups))
    y = [np.einsum("chwuv,ocuv->ohw", part, filters, optimize=True) for part, filters in parts]
    return np.concatenate(y) + (0 if bias is None else bias[:, None, None])
)";

} // namespace

LayerKind conv()
{
    return { .name = "conv",
        .stem = "conv",
        .text = KindText { "Convolution", "Conv", "2-D convolution",
            "Slides each filter over the image and adds up the products; one map a filter" },
        .options = { Field::whole("filters", 16, 1, 4096,
                         "number of filters, which is the number of maps that come out"),
            Field::extent("kernel", { 3, 3 }, 1, 63, "height and width of a filter"),
            Field::extent("stride", { 1, 1 }, 1, 16, "step of the filter over the image"),
            Field::extent("padding", { 0, 0 }, 0, 31, "zeros added on every side"),
            Field::extent(
                "dilation", { 1, 1 }, 1, 16, "distance between neighbouring cells of a filter"),
            Field::whole("groups", 1, 1, 4096,
                "independent parts the channels are cut into; as many as input channels: "
                "depthwise"),
            Field::flag("bias", true, "a learnt number added to each map"),
            Initializer::kindOption(), Initializer::stddevOption() },
        .parameters = { { "weight", ParameterRole::Kernel, "filter", weightCount },
            { "bias", ParameterRole::Bias, "bias", biasCount } },
        .outputs = "filters",
        .create = create,
        .reads = reads,
        .explain = explain,
        .explainBackward = explainBackward,
        .onnx = onnx,
        .c = kC,
        .python = PythonCode { "conv(x, $weight, $bias, #stride, #padding, #dilation, #groups)",
            "F.conv2d(x, $weight, $bias, #stride, #padding, #dilation, #groups)",
            { kNumpyWindows, kNumpyConv } } };
}

} // namespace convscope::kinds
