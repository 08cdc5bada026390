// SPDX-License-Identifier: GPL-3.0-or-later
// ImageBlocks: what datasets have in common that keep all their images in memory, as 8-bit
// pixels, because they lie as numbers in a few big files.
#pragma once
#include "core/data/dataset/dataset.h"
#include "core/data/dataset/label_names.h"

namespace convscope {

/// Images of one size, one after another, each as in Image.
struct ImageBlock {
    int channels = 0, height = 0, width = 0;
    std::size_t firstSample = 0; ///< in the dataset's samples; the block's are consecutive
    std::vector<std::uint8_t> pixels;

    std::size_t imageSize() const
    {
        return std::size_t(channels) * std::size_t(height) * std::size_t(width);
    }
};

/// The table that a reader of such files gathers; names as they are in the files.
struct ImageTable {
    std::vector<ImageBlock> blocks;
    std::vector<Sample> samples; ///< their labels are numbers that `labels` gave
    std::vector<Problem> problems;
    LabelNames labels;
};

class ImageBlocks final : public Dataset {
public:
    ImageBlocks(std::string_view format, ImageTable table);
    std::string_view format() const override { return m_format; }
    Image image(std::size_t i) const override;
    std::uint64_t stamp(std::size_t i) const override;
    std::optional<Shape> imageShape() const override;

private:
    const ImageBlock &blockOf(std::size_t i) const;
    std::span<const std::uint8_t> pixelsOf(std::size_t i) const;

    std::string_view m_format; // the format's name in the registry
    std::vector<ImageBlock> m_blocks; // constant after construction
};

/// Numbers in files count from 0 to 255, from 0 to 16 (scikit-learn's digits) or from 0 to 1. The
/// largest in the dataset tells which: the first of 1, 16 and 255 that is not below it.
double whiteFor(double largest);

/// 0 to `white` become 0 to 255, rounded.
inline std::uint8_t toPixel(double value, double white)
{
    return static_cast<std::uint8_t>(value * 255.0 / white + 0.5);
}

/// Width and height and channels of an image of so many values: a square of 2×2 or more, grey or
/// with three colours; no channels when it is neither.
ImageBlock squareOf(std::size_t values);

} // namespace convscope
