// SPDX-License-Identifier: GPL-3.0-or-later
// The C functions of exported headers that belong to no kind of layer. '@' stands for what the
// names of a header begin with.
#pragma once
#include <string_view>

namespace convscope {

/// Keeps the values that a later layer reads.
inline constexpr std::string_view kKeepFunction = R"(
static inline void @_keep(const float *x, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = x[i];
}
)";

inline constexpr std::string_view kNormalizeFunction = R"(
/* Pixels from 0 to 255, [channel][row][column], to what the network gets. */
static inline void @_normalize(const unsigned char *pixels, float *input)
{
    int c, i;
    for (c = 0; c < @_CHANNELS; ++c)
        for (i = c * @_HEIGHT * @_WIDTH; i < (c + 1) * @_HEIGHT * @_WIDTH; ++i)
            input[i] = ((float)pixels[i] - @_offset[c]) / @_divisor[c];
}
)";

inline constexpr std::string_view kSelftestFunction = R"(
/* The largest difference between what @_predict() makes of the golden image here and what it was
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
)";

} // namespace convscope
