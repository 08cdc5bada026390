// SPDX-License-Identifier: GPL-3.0-or-later
// Reference values that an independent program computed in double precision: tests/golden/*.npz.
#pragma once
#include "core/io/tensors/npz.h"
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

namespace convscope::test {

class Golden {
public:
    explicit Golden(const char *name)
        : m_arrays(readNpz(std::string(TEST_SOURCE_DIR "/golden/") + name + ".npz"))
    {
    }
    explicit Golden(const std::filesystem::path &file)
        : m_arrays(readNpz(file))
    {
    }
    const Tensor &operator[](const std::string &key) const
    {
        const auto found = std::ranges::find(m_arrays, key, &NamedTensor::name);
        if (found == m_arrays.end())
            throw std::runtime_error("no golden array " + key);
        return found->value;
    }
    bool has(const std::string &key) const
    {
        return std::ranges::count(m_arrays, key, &NamedTensor::name) > 0;
    }
    int integer(const std::string &key) const { return static_cast<int>((*this)[key].values()[0]); }
    std::vector<int> integers(const std::string &key) const
    {
        const auto values = (*this)[key].values();
        return { values.begin(), values.end() };
    }

private:
    std::vector<NamedTensor> m_arrays;
};

/// Names of the golden files that begin with `prefix`, without the ending.
std::vector<std::string> goldenFiles(const std::string &prefix);

/// The largest |a − b| relative to the largest |b|; infinite where a value is not a number.
inline double relativeError(std::span<const Scalar> a, std::span<const Scalar> b)
{
    EXPECT_EQ(a.size(), b.size());
    double worst = 0, scale = 1e-30;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        const double error = std::abs(double(a[i]) - double(b[i]));
        worst = std::isfinite(error) ? std::max(worst, error) : HUGE_VAL;
        scale = std::max(scale, std::abs(double(b[i])));
    }
    return worst / scale;
}

inline std::vector<std::string> goldenFiles(const std::string &prefix)
{
    std::vector<std::string> names;
    for (const auto &entry :
        std::filesystem::directory_iterator(std::string(TEST_SOURCE_DIR) + "/golden"))
        if (entry.path().stem().string().starts_with(prefix))
            names.push_back(entry.path().stem().string());
    std::ranges::sort(names);
    return names;
}

} // namespace convscope::test
