// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/report/alignment.h"
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace convscope {

namespace {

// Of pairs that are copies, 99 in 100 are beyond these; most others are not, and cost no more.
constexpr float kTinyAlike = 0.8F;
constexpr float kSmallAlike = 0.88F;

constexpr int kSide = int(kThumbnailSide);

template<int Side>
using Plane = std::array<float, std::size_t(Side) * Side>;

template<int Side>
Plane<Side / 2> halved(const Plane<Side> &plane)
{
    Plane<Side / 2> half {};
    for (int y = 0; y < Side / 2; ++y)
        for (int x = 0; x < Side / 2; ++x) {
            const float *at = plane.data() + std::size_t(2 * y) * Side + 2 * x;
            half[std::size_t(y) * (Side / 2) + std::size_t(x)]
                = (at[0] + at[1] + at[Side] + at[Side + 1]) / 4;
        }
    return half;
}

/// Its mean is 0, so that sums of squares keep their digits.
Plane<kSide> planeOf(const Thumbnail &thumbnail)
{
    const int sum = std::accumulate(thumbnail.begin(), thumbnail.end(), 0);
    const float mean = float(sum) / float(thumbnail.size());
    Plane<kSide> plane {};
    std::transform(thumbnail.begin(), thumbnail.end(), plane.begin(),
        [mean](std::uint8_t value) { return float(value) - mean; });
    return plane;
}

template<int Side>
Plane<Side> turned(const Plane<Side> &plane, int symmetry)
{
    Plane<Side> result {};
    for (int y = 0; y < Side; ++y)
        for (int x = 0; x < Side; ++x) {
            int row = (symmetry & 2) != 0 ? Side - 1 - y : y;
            int column = (symmetry & 1) != 0 ? Side - 1 - x : x;
            if ((symmetry & 4) != 0)
                std::swap(row, column);
            result[std::size_t(y) * Side + std::size_t(x)]
                = plane[std::size_t(row) * Side + std::size_t(column)];
        }
    return result;
}

/// Along one side, from −1/2 to 1/2: the place in one image of a place in the other.
struct Stretch {
    float scale = 1, shift = 0;
};
constexpr float kMostScale = 1.15F, kMostShift = 0.08F;

struct Warp {
    Stretch x, y;
};

Stretch moved(const Stretch &stretch, float scale, float shift)
{
    return { std::clamp(stretch.scale + scale, 1 / kMostScale, kMostScale),
        std::clamp(stretch.shift + shift, -kMostShift, kMostShift) };
}

/// For each pixel of a side, the pixel of the other image before its place, and how far behind it.
template<int Side>
struct Places {
    explicit Places(const Stretch &stretch)
    {
        constexpr float kBeyond = 0.3F; // of a pixel, that the outermost one may stand for
        for (int i = 0; i < Side; ++i) {
            const float at = (stretch.scale * centre(i) + stretch.shift + 0.5F) * Side - 0.5F;
            const float inside = std::clamp(at, 0.0F, float(Side) - 1.001F);
            before[std::size_t(i)] = int(inside);
            behind[std::size_t(i)] = inside - float(before[std::size_t(i)]);
            const bool isInside = at >= -kBeyond && at <= float(Side - 1) + kBeyond;
            weight[std::size_t(i)] = isInside ? 1.0F : 0.0F;
            first = at < -kBeyond ? i + 1 : first;
            end = isInside ? i + 1 : end;
        }
    }
    static float centre(int i) { return (float(i) + 0.5F) / Side - 0.5F; }

    int first = 0, end = 0; // the pixels whose place is in the other image
    std::array<float, Side> weight {}; // 1 for these
    std::array<int, Side> before {};
    std::array<float, Side> behind {};
};

/// The normal equations of scale and shift along x and y.
class Equations {
public:
    using Row = std::array<float, 4>;
    std::array<Row, 4> left {}; ///< its lower half
    Row right {};

    /// By Cholesky's decomposition of the matrix, whose diagonal is raised a little, so that an
    /// image without detail moves nowhere.
    Row solution()
    {
        constexpr float kRaised = 1.01F;
        for (std::size_t i = 0; i < 4; ++i) {
            left[i][i] = left[i][i] * kRaised + 1e-6F;
            for (std::size_t k = 0; k <= i; ++k) {
                for (std::size_t l = 0; l < k; ++l)
                    left[i][k] -= left[i][l] * left[k][l];
                left[i][k]
                    = i == k ? std::sqrt(std::max(left[i][k], 1e-12F)) : left[i][k] / left[k][k];
            }
            for (std::size_t k = 0; k < i; ++k)
                right[i] -= left[i][k] * right[k];
            right[i] /= left[i][i];
        }
        for (std::size_t i = 4; i-- > 0;) {
            for (std::size_t k = i + 1; k < 4; ++k)
                right[i] -= left[k][i] * right[k];
            right[i] /= left[i][i];
        }
        return right;
    }
};

/// One image as the other would show it, where both do. Sums are made column by column, which
/// processors do for several at a time.
template<int Side>
class Overlap {
public:
    Overlap(const Plane<Side> &from, const Plane<Side> &to, const Warp &warp)
        : m_x(warp.x)
        , m_y(warp.y)
        , m_to(to)
    {
        for (int y = m_y.first; y < m_y.end; ++y)
            sample(from, y);
        measure();
    }

    float correlation() const
    {
        constexpr float kNothing = 1e-3F; // images of one grey are like nothing
        return m_product / (std::sqrt(m_squares * m_toSquares) + kNothing);
    }

    /// The warp after a step of Gauss–Newton.
    Warp step(const Warp &warp) const
    {
        Sums sums;
        for (int y = m_y.first; y < m_y.end; ++y)
            addSlopes(y, sums);
        const auto by = equationsOf(sums).solution();
        return { moved(warp.x, by[0], by[1]), moved(warp.y, by[2], by[3]) };
    }

    /// The correlation of the signed roots of the steps to the right and lower neighbours. Roots,
    /// so that a few long edges, such as a silhouette on a white ground, do not decide alone.
    float stepCorrelation() const
    {
        float product = 0;
        float squares = 0;
        float toSquares = 0;
        const auto add = [&](std::size_t i, std::size_t next) {
            const float step = m_values[next] - m_values[i];
            const float toStep = m_to[next] - m_to[i];
            squares += std::abs(step);
            toSquares += std::abs(toStep);
            product += std::copysign(std::sqrt(std::abs(step * toStep)), step * toStep);
        };
        for (int y = m_y.first; y < m_y.end; ++y)
            for (int x = m_x.first; x < m_x.end; ++x) {
                const std::size_t i = std::size_t(y) * Side + std::size_t(x);
                if (x + 1 < m_x.end)
                    add(i, i + 1);
                if (y + 1 < m_y.end)
                    add(i, i + Side);
            }
        return product / (std::sqrt(squares * toSquares) + 1e-3F);
    }

private:
    using Line = std::array<float, Side>;

    /// Of slopes along x and y, of the rest that they are to explain, and of y; of each column.
    struct Sums {
        Line xx {}, xy {}, xyTimesY {}, yy {}, yyTimesY {}, yyTimesYY {};
        Line xRest {}, yRest {}, yRestTimesY {};
    };

    /// The values at the places of a row; beside the overlap the outermost of them.
    void sample(const Plane<Side> &from, int y)
    {
        const float *above = from.data() + std::size_t(m_y.before[std::size_t(y)]) * Side;
        const float down = m_y.behind[std::size_t(y)];
        Line blended;
        for (std::size_t x = 0; x < Side; ++x)
            blended[x] = above[x] + (above[x + Side] - above[x]) * down;
        float *values = m_values.data() + std::size_t(y) * Side;
        for (std::size_t x = 0; x < Side; ++x) {
            const float left = blended[std::size_t(m_x.before[x])];
            const float right = blended[std::size_t(m_x.before[x]) + 1];
            values[x] = left + (right - left) * m_x.behind[x];
        }
    }

    void measure()
    {
        Line sum {};
        Line toSum {};
        Line squares {};
        Line toSquares {};
        Line product {};
        for (int y = m_y.first; y < m_y.end; ++y)
            for (std::size_t x = 0; x < Side; ++x) {
                const float value = m_values[std::size_t(y) * Side + x] * m_x.weight[x];
                const float toValue = m_to[std::size_t(y) * Side + x] * m_x.weight[x];
                sum[x] += value;
                toSum[x] += toValue;
                squares[x] += value * value;
                toSquares[x] += toValue * toValue;
                product[x] += value * toValue;
            }
        const auto count = float(std::max((m_x.end - m_x.first) * (m_y.end - m_y.first), 1));
        m_mean = total(sum) / count;
        m_toMean = total(toSum) / count;
        m_squares = std::max(total(squares) - count * m_mean * m_mean, 0.0F);
        m_toSquares = std::max(total(toSquares) - count * m_toMean * m_toMean, 0.0F);
        m_product = total(product) - count * m_mean * m_toMean;
    }

    static float total(const Line &line) { return std::accumulate(line.begin(), line.end(), 0.0F); }

    void addSlopes(int y, Sums &sums) const
    {
        constexpr float kHalf = float(Side) / 2; // slopes are over a whole side
        const float *row = m_values.data() + std::size_t(y) * Side;
        const float *to = m_to.data() + std::size_t(y) * Side;
        const float *above = y > m_y.first ? row - Side : row;
        const float *below = y + 1 < m_y.end ? row + Side : row;
        Line right {};
        for (std::size_t x = 1; x + 1 < Side; ++x)
            right[x] = row[x + 1] - row[x - 1];
        right.front() = row[1] - row[0];
        right.back() = row[Side - 1] - row[Side - 2];
        const float gain = kHalf * std::sqrt(m_toSquares / (m_squares + 1e-6F));
        const float atY = Places<Side>::centre(y);
        Sums own = sums;
        for (std::size_t x = 0; x < Side; ++x) {
            const float across = right[x] * gain * m_x.weight[x];
            const float down = (below[x] - above[x]) * gain * m_x.weight[x];
            const float rest = to[x] - m_toMean - (row[x] - m_mean) * gain / kHalf;
            own.xx[x] += across * across;
            own.xy[x] += across * down;
            own.xyTimesY[x] += across * down * atY;
            own.yy[x] += down * down;
            own.yyTimesY[x] += down * down * atY;
            own.yyTimesYY[x] += down * down * atY * atY;
            own.xRest[x] += across * rest;
            own.yRest[x] += down * rest;
            own.yRestTimesY[x] += down * rest * atY;
        }
        sums = own;
    }

    /// Of the slopes along x times x, along x, along y times y, and along y.
    static Equations equationsOf(const Sums &sums)
    {
        Equations equations;
        auto &left = equations.left;
        for (std::size_t x = 0; x < Side; ++x) {
            const float atX = Places<Side>::centre(int(x));
            left[0][0] += sums.xx[x] * atX * atX;
            left[1][0] += sums.xx[x] * atX;
            left[2][0] += sums.xyTimesY[x] * atX;
            left[3][0] += sums.xy[x] * atX;
            equations.right[0] += sums.xRest[x] * atX;
        }
        left[1][1] = total(sums.xx);
        left[2][1] = total(sums.xyTimesY);
        left[3][1] = total(sums.xy);
        left[2][2] = total(sums.yyTimesYY);
        left[3][2] = total(sums.yyTimesY);
        left[3][3] = total(sums.yy);
        equations.right[1] = total(sums.xRest);
        equations.right[2] = total(sums.yRestTimesY);
        equations.right[3] = total(sums.yRest);
        return equations;
    }

    Places<Side> m_x, m_y;
    const Plane<Side> &m_to;
    Plane<Side> m_values; // of the overlap
    float m_mean = 0, m_toMean = 0, m_squares = 0, m_toSquares = 0, m_product = 0;
};

/// Moves `warp` to where the images are most alike, and says how much.
template<int Side>
float align(const Plane<Side> &from, const Plane<Side> &to, Warp &warp, int steps)
{
    constexpr float kGain = 1e-3F; // below which another step is not worth it
    constexpr float kHopeless = 0.55F; // after the first step, which goes most of the way
    float best = -1;
    Warp next = warp;
    for (int i = 0; i <= steps; ++i) {
        const Overlap<Side> overlap(from, to, next);
        const float correlation = overlap.correlation();
        if (correlation < best + kGain)
            break;
        best = correlation;
        warp = next;
        if (i == steps || (i == 1 && best < kHopeless))
            break;
        next = overlap.step(warp);
    }
    return best;
}

} // namespace

TinyImage tinyImage(const Thumbnail &thumbnail)
{
    return halved<kSide / 2>(halved<kSide>(planeOf(thumbnail)));
}

Likeness likenessOf(const Thumbnail &one, const TinyImage &tinyOne, const Thumbnail &other,
    const TinyImage &tinyOther, int symmetry)
{
    constexpr int kTinySteps = 4;
    constexpr int kSmallSteps = 5;
    constexpr int kWholeSteps = 5;
    Likeness likeness;
    Warp warp;
    likeness.grey
        = align<kSide / 4>(turned<kSide / 4>(tinyOne, symmetry), tinyOther, warp, kTinySteps);
    if (likeness.grey < kTinyAlike)
        return likeness;
    const auto from = turned<kSide>(planeOf(one), symmetry);
    const auto to = planeOf(other);
    const auto smallFrom = halved<kSide>(from);
    const auto smallTo = halved<kSide>(to);
    likeness.grey = align<kSide / 2>(smallFrom, smallTo, warp, kSmallSteps);
    if (likeness.grey < kSmallAlike)
        return likeness;
    likeness.grey = align<kSide>(from, to, warp, kWholeSteps);
    likeness.steps = Overlap<kSide / 2>(smallFrom, smallTo, warp).stepCorrelation();
    likeness.fineSteps = Overlap<kSide>(from, to, warp).stepCorrelation();
    return likeness;
}

} // namespace convscope
