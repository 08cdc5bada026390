// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/export/c_functions.h"
#include <algorithm>
#include <array>

namespace convscope {

namespace {

constexpr std::array kFunctions {
    CFunction { "conv", R"(
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
)" },
    CFunction { "relu", R"(
static inline void @_relu(const float *x, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = x[i] < 0.0f ? 0.0f : x[i];
}
)" },
    CFunction { "leaky_relu", R"(
static inline void @_leaky_relu(const float *x, float *y, int count, float slope)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = x[i] < 0.0f ? slope * x[i] : x[i];
}
)" },
    CFunction { "sigmoid", R"(
static inline void @_sigmoid(const float *x, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = 1.0f / (1.0f + expf(-x[i]));
}
)" },
    CFunction { "tanh", R"(
static inline void @_tanh(const float *x, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = tanhf(x[i]);
}
)" },
    CFunction { "maxpool", R"(
/* The largest value of each window. */
static inline void @_maxpool(const float *x, const @_shape *in, float *y, const @_shape *out,
    int size_h, int size_w, int stride_h, int stride_w)
{
    int c, i, j, u, v;
    for (c = 0; c < out->c; ++c) {
        for (i = 0; i < out->h; ++i) {
            for (j = 0; j < out->w; ++j) {
                const float *window = x + (c * in->h + i * stride_h) * in->w + j * stride_w;
                float largest = window[0];
                for (u = 0; u < size_h; ++u)
                    for (v = 0; v < size_w; ++v)
                        if (window[u * in->w + v] > largest)
                            largest = window[u * in->w + v];
                *y++ = largest;
            }
        }
    }
}
)" },
    CFunction { "avgpool", R"(
/* The mean of each window. */
static inline void @_avgpool(const float *x, const @_shape *in, float *y, const @_shape *out,
    int size_h, int size_w, int stride_h, int stride_w)
{
    int c, i, j, u, v;
    for (c = 0; c < out->c; ++c) {
        for (i = 0; i < out->h; ++i) {
            for (j = 0; j < out->w; ++j) {
                const float *window = x + (c * in->h + i * stride_h) * in->w + j * stride_w;
                float sum = 0.0f;
                for (u = 0; u < size_h; ++u)
                    for (v = 0; v < size_w; ++v)
                        sum += window[u * in->w + v];
                *y++ = sum / (float)(size_h * size_w);
            }
        }
    }
}
)" },
    CFunction { "global_avgpool", R"(
/* The mean of each map. */
static inline void @_global_avgpool(const float *x, const @_shape *in, float *y)
{
    const int area = in->h * in->w;
    int c, i;
    for (c = 0; c < in->c; ++c) {
        float sum = 0.0f;
        for (i = 0; i < area; ++i)
            sum += x[c * area + i];
        y[c] = sum / (float)area;
    }
}
)" },
    CFunction { "batchnorm", R"(
/* y = weight[c] * (x - mean[c]) / sqrt(variance[c] + epsilon) + bias[c] */
static inline void @_batchnorm(const float *x, const @_shape *in, float *y, const float *weight,
    const float *bias, const float *mean, const float *variance, float epsilon)
{
    const int area = in->h * in->w;
    int c, i;
    for (c = 0; c < in->c; ++c) {
        const float scale = weight[c] / sqrtf(variance[c] + epsilon);
        for (i = c * area; i < (c + 1) * area; ++i)
            y[i] = scale * (x[i] - mean[c]) + bias[c];
    }
}
)" },
    CFunction { "add", R"(
static inline void @_add(const float *x, const float *other, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = x[i] + other[i];
}
)" },
    CFunction { "dense", R"(
/* y[o] = bias[o] + the sum of weight[o][i] * x[i] */
static inline void @_dense(const float *x, int inputs, float *y, int units, const float *weight,
    const float *bias)
{
    int o, i;
    for (o = 0; o < units; ++o) {
        float sum = bias ? bias[o] : 0.0f;
        for (i = 0; i < inputs; ++i)
            sum += weight[o * inputs + i] * x[i];
        y[o] = sum;
    }
}
)" },
    // Whatever the layers are.
    CFunction { "keep", R"(
static inline void @_keep(const float *x, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = x[i];
}
)" },
    CFunction { "softmax", R"(
static inline void @_softmax(const float *x, float *y, int count)
{
    float largest = x[0], sum = 0.0f;
    int i;
    for (i = 1; i < count; ++i)
        if (x[i] > largest)
            largest = x[i];
    for (i = 0; i < count; ++i)
        sum += y[i] = expf(x[i] - largest);
    for (i = 0; i < count; ++i)
        y[i] /= sum;
}
)" },
    CFunction { "normalize", R"(
/* Pixels from 0 to 255, [channel][row][column], to what the network gets. */
static inline void @_normalize(const unsigned char *pixels, float *input)
{
    int c, i;
    for (c = 0; c < @_CHANNELS; ++c)
        for (i = c * @_HEIGHT * @_WIDTH; i < (c + 1) * @_HEIGHT * @_WIDTH; ++i)
            input[i] = ((float)pixels[i] - @_offset[c]) / @_divisor[c];
}
)" },
    CFunction { "selftest", R"(
/* The largest difference between what @_predict() makes of the golden picture here and what it was
   when the model was exported. Much above 1e-5, something is wrong. */
static inline float @_selftest(void)
{
    static float probabilities[@_CLASSES];
    float largest = 0.0f;
    int i;
    @_predict(@_golden_input, probabilities);
    for (i = 0; i < @_CLASSES; ++i) {
        const float difference = fabsf(probabilities[i] - @_golden_probabilities[i]);
        if (!(difference <= largest))
            largest = difference;
    }
    return largest;
}
)" },
};

} // namespace

const CFunction *findCFunction(std::string_view kind)
{
    const auto found = std::ranges::find(kFunctions, kind, &CFunction::kind);
    return found == kFunctions.end() ? nullptr : &*found;
}

} // namespace convscope
