// SPDX-License-Identifier: GPL-3.0-or-later
// CifarImages: what both versions of CIFAR have in common: 32×32 images, their red values
// first, then the green and the blue ones, in memory that a subclass keeps.
#pragma once
#include "core/data/dataset/dataset.h"
#include <span>

namespace convscope {

inline constexpr int kCifarSide = 32;
inline constexpr std::size_t kCifarArea = std::size_t { kCifarSide } * kCifarSide;
inline constexpr std::size_t kCifarPixels = 3 * kCifarArea;

class CifarImages : public Dataset {
public:
    std::optional<Shape> imageShape() const override { return Shape { 3, kCifarSide, kCifarSide }; }
    Image image(std::size_t i) const override;
    Digest content(std::size_t i) const override { return sha256(m_planes[i]); }
    std::uint64_t stamp(std::size_t i) const override;

protected:
    /// `count` classes; those whose name is missing are numbers.
    void setClasses(const std::vector<std::string> &names, int count);
    /// @throws Error when there is no class `label`.
    void addImage(const std::filesystem::path &file, std::size_t index, std::int64_t label,
        Split split, std::span<const std::uint8_t> planes);

private:
    std::vector<std::span<const std::uint8_t>> m_planes; // the pixels of each sample
};

} // namespace convscope
