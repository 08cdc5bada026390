// SPDX-License-Identifier: GPL-3.0-or-later
// CurvePyramid: a growing curve that can be drawn at any zoom without looking at all of it.
#pragma once
#include "core/curves/curve_layout.h"
#include <array>
#include <cstdint>
#include <functional>
#include <optional>

namespace convscope {

/// Values, and above them where the lowest and the highest of every 16, 256, 4096 … of them lie.
/// Appending costs the same however many there are; so does finding the extremes of a stretch, but
/// for a logarithm. About 4.6 bytes a value. Not thread-safe.
class CurvePyramid {
public:
    void append(double y);
    void clear();
    std::size_t size() const { return m_values.size(); }
    double operator[](std::size_t i) const { return double(m_values[i]); }

    static constexpr std::uint32_t kNone = 0xFFFFFFFF;
    struct Extremes {
        std::uint32_t low = kNone, high = kNone; ///< indices; kNone: nothing finite is there
    };
    /// The extremes of the values begin…end − 1; of equal ones the first.
    Extremes extremes(std::size_t begin, std::size_t end) const;
    std::size_t bytes() const; ///< bytes of memory

private:
    static constexpr std::size_t kFan = 16, kLevels = 5;
    void take(Extremes &extremes, std::uint32_t index) const;
    void take(Extremes &extremes, const Extremes &more) const;

    std::vector<float> m_values;
    std::array<std::vector<Extremes>, kLevels> m_levels;
};

/// A curve that somebody else keeps, sorted by x: points as they are, or a pyramid's values with
/// their x worked out when it is needed. What it looks at must outlive it.
class CurveView {
public:
    CurveView() = default;
    CurveView(std::span<const CurvePoint> points)
        : m_points(points)
    {
    }
    CurveView(const std::vector<CurvePoint> &points)
        : m_points(points)
    {
    }
    using XOf = std::function<double(std::size_t)>;
    CurveView(const CurvePyramid &values, XOf xOf)
        : m_values(&values)
        , m_xOf(std::move(xOf))
    {
    }

    std::size_t size() const { return m_values ? m_values->size() : m_points.size(); }
    bool empty() const { return size() == 0; }
    CurvePoint operator[](std::size_t i) const
    {
        return m_values ? CurvePoint { m_xOf(i), (*m_values)[i] } : m_points[i];
    }
    CurvePoint back() const { return (*this)[size() - 1]; }
    /// How many points lie at or before x.
    std::size_t countUpTo(double x) const;
    /// The last point at or before x.
    std::optional<CurvePoint> pointAt(double x) const;
    /// As the function of that name, without looking at every point where there is a pyramid.
    std::vector<CurvePoint> thinOut(double fromX, double toX, std::size_t most) const;

private:
    std::span<const CurvePoint> m_points;
    const CurvePyramid *m_values = nullptr;
    XOf m_xOf;
};

} // namespace convscope
