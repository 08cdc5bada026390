// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/demo/filter_kinds.h"
#include "core/base/error.h"
#include "core/base/rng.h"
#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace convscope {

namespace {

using Small = std::array<double, 9>;

/// A row of Pascal's triangle with the sum 1: the discrete Gaussian.
std::vector<double> binomial(int size)
{
    std::vector<double> row { 1 };
    while (int(row.size()) < size) {
        row.push_back(0);
        for (std::size_t i = row.size() - 1; i > 0; --i)
            row[i] = (row[i] + row[i - 1]) / 2;
        row[0] /= 2;
    }
    return row;
}

/// `small` where size is 3; else `small` convolved with a binomial of size − 2, so that the whole
/// has `size` and the same sum and sense of direction.
FilterCells smoothed(const Small &small, int size)
{
    assert(size >= 3 && size % 2 == 1);
    const std::vector<double> smoother = binomial(size - 2);
    const auto side = std::size_t(size), inner = smoother.size();
    std::vector<double> sums(side * side, 0);
    for (std::size_t y = 0; y < inner; ++y)
        for (std::size_t x = 0; x < inner; ++x)
            for (std::size_t u = 0; u < 3; ++u)
                for (std::size_t v = 0; v < 3; ++v)
                    sums[(y + u) * side + x + v] += smoother[y] * smoother[x] * small[u * 3 + v];
    return { sums.begin(), sums.end() };
}

FilterCells identity(int size)
{
    FilterCells cells(std::size_t(size) * std::size_t(size), 0);
    cells[cells.size() / 2] = 1;
    return cells;
}

FilterCells gaussian(int size)
{
    const std::vector<double> row = binomial(size);
    FilterCells cells;
    for (const double y : row)
        for (const double x : row)
            cells.push_back(Scalar(y * x));
    return cells;
}

/// Unsharp masking: what a blur takes away is added twice.
FilterCells sharpen(int size)
{
    FilterCells cells = gaussian(size);
    for (Scalar &cell : cells)
        cell *= -2;
    cells[cells.size() / 2] += 3;
    return cells;
}

template<int... Cells>
FilterCells fixed(int size)
{
    return smoothed({ double(Cells)... }, size);
}

} // namespace

const std::vector<FilterKind> &filterKinds()
{
    static const std::vector<FilterKind> kinds {
        { "edges-x", "Edges, vertical (Prewitt)",
            "Answers where it gets lighter from left to right, averaged over the rows.",
            fixed<-1, 0, 1, -1, 0, 1, -1, 0, 1> },
        { "edges-y", "Edges, horizontal (Prewitt)",
            "Answers where the top is lighter than the bottom, averaged over the columns.",
            fixed<1, 1, 1, 0, 0, 0, -1, -1, -1> },
        { "sobel-x", "Sobel x",
            "Answers where it gets lighter from left to right; the middle row counts twice.",
            fixed<-1, 0, 1, -2, 0, 2, -1, 0, 1> },
        { "sobel-y", "Sobel y",
            "Answers where it gets lighter from top to bottom; the middle column counts twice.",
            fixed<-1, -2, -1, 0, 0, 0, 1, 2, 1> },
        { "diagonal", "Edges, diagonal", "Answers where it gets lighter towards the top right.",
            fixed<0, 1, 2, -1, 0, 1, -2, -1, 0> },
        { "laplacian", "Laplacian",
            "Answers to points and lines that differ from all around them, in any direction.",
            fixed<0, 1, 0, 1, -4, 1, 0, 1, 0> },
        { "emboss", "Emboss", "Makes the image look as if lit from the top left.",
            fixed<-2, -1, 0, -1, 1, 1, 0, 1, 2> },
        { "sharpen", "Sharpen", "Adds twice what a blur would take away.", sharpen },
        { "blur", "Blur (Gauss)", "A mean that counts the middle most.", gaussian },
        { "mean", "Blur (mean)", "The plain mean of all pixels under it.",
            [](int size) {
                const auto cells = std::size_t(size) * std::size_t(size);
                return FilterCells(cells, Scalar(1) / Scalar(cells));
            } },
        { "identity", "Identity", "Lets its input through unchanged.", identity },
        { "zero", "Zero", "Lets nothing through.",
            [](int size) {
                return FilterCells(std::size_t(size) * std::size_t(size), 0);
            } },
    };
    return kinds;
}

const FilterKind &filterKind(std::string_view name)
{
    std::string known;
    for (const FilterKind &kind : filterKinds()) {
        if (kind.name == name)
            return kind;
        known += (known.empty() ? "" : ", ") + std::string(kind.name);
    }
    throw Error("there is no filter '" + std::string(name) + "'; known are " + known);
}

FilterCells randomFilter(int size, double strength, std::uint64_t seed, std::uint64_t stream)
{
    Rng rng(seed, stream);
    std::vector<double> cells(std::size_t(size) * std::size_t(size));
    double sum = 0;
    for (double &cell : cells)
        sum += cell = rng.uniform();
    double all = 0;
    for (double &cell : cells)
        all += std::abs(cell -= sum / double(cells.size()));
    FilterCells result;
    for (const double cell : cells)
        result.push_back(Scalar(all > 0 ? cell / all * strength : 0));
    return result;
}

} // namespace convscope
