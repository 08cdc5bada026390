// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset/image_blocks.h"
#include "core/base/hash.h"
#include "core/base/utf8_name.h"
#include <algorithm>
#include <cmath>

namespace convscope {

ImageBlocks::ImageBlocks(std::string_view format, ImageTable table)
    : m_format(format)
    , m_blocks(std::move(table.blocks))
{
    m_samples = std::move(table.samples);
    m_problems = std::move(table.problems);
    LabelNames::Sorted sorted = table.labels.sorted();
    for (const std::string &name : sorted.names)
        m_classes.push_back(utf8Name(name));
    for (Problem &problem : m_problems)
        problem = { utf8Name(problem.path), utf8Text(problem.reason) };
    for (Sample &sample : m_samples) {
        sample.name = utf8Name(sample.name);
        sample.label = sorted.place[static_cast<std::size_t>(sample.label)];
    }
}

Image ImageBlocks::image(std::size_t i) const
{
    const ImageBlock &block = blockOf(i);
    const auto pixels = pixelsOf(i);
    return { block.channels, block.height, block.width, { pixels.begin(), pixels.end() } };
}

std::uint64_t ImageBlocks::stamp(std::size_t i) const
{
    return Hasher().add(pixelsOf(i)).digest();
}

std::optional<Shape> ImageBlocks::imageShape() const
{
    const ImageBlock &first = m_blocks.front();
    for (const ImageBlock &block : m_blocks)
        if (block.channels != first.channels || block.height != first.height
            || block.width != first.width)
            return {};
    return Shape { first.channels, first.height, first.width };
}

const ImageBlock &ImageBlocks::blockOf(std::size_t i) const
{
    const auto after = std::ranges::upper_bound(m_blocks, i, {}, &ImageBlock::firstSample);
    return *std::prev(after);
}

std::span<const std::uint8_t> ImageBlocks::pixelsOf(std::size_t i) const
{
    const ImageBlock &block = blockOf(i);
    const std::size_t size = block.imageSize();
    return std::span(block.pixels).subspan((i - block.firstSample) * size, size);
}

double whiteFor(double largest)
{
    return largest <= 1 ? 1 : largest <= 16 ? 16 : 255;
}

ImageBlock squareOf(std::size_t values)
{
    for (const std::size_t channels : { std::size_t { 1 }, std::size_t { 3 } }) {
        const std::size_t area = values / channels;
        const auto side = static_cast<std::size_t>(std::lround(std::sqrt(double(area))));
        if (side > 1 && side * side * channels == values)
            return { static_cast<int>(channels), static_cast<int>(side), static_cast<int>(side), 0,
                {} };
    }
    return {};
}

} // namespace convscope
