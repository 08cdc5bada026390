// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/formats/sample_digits.h"
#include "core/base/files/byte_reader.h"
#include "core/base/hash.h"
#include "core/data/formats/samples.h"
#include <cassert>
#include <charconv>

namespace convscope {

namespace {

constexpr int kSide = 8;
constexpr std::size_t kPixels = 64;
constexpr int kInk = 16; // the darkest value of the original

/// Reads the built-in file: one digit a line, 64 values from 0 to 16 and the digit, between commas.
class SampleDigits final : public Dataset {
public:
    SampleDigits()
    {
        constexpr std::size_t kLimit = std::size_t { 1 } << 20U;
        const auto text = gunzip("digits.csv.gz", sampleBytes("digits.csv.gz"), kLimit);
        for (int digit = 0; digit < 10; ++digit)
            m_classes.push_back(std::to_string(digit));
        std::vector<int> line;
        for (std::size_t at = 0, end = 0; at < text.size(); at = end + 1) {
            end = at;
            while (end < text.size() && text[end] != '\n')
                ++end;
            addLine(std::span(text).subspan(at, end - at));
        }
    }

    std::string_view format() const override { return "digits"; }
    std::optional<Shape> imageShape() const override { return Shape { 1, kSide, kSide }; }
    Image image(std::size_t i) const override
    {
        const auto pixels = pixelsOf(i);
        return { 1, kSide, kSide, { pixels.begin(), pixels.end() } };
    }
    std::uint64_t stamp(std::size_t i) const override { return Hasher().add(pixelsOf(i)).digest(); }

private:
    void addLine(std::span<const std::uint8_t> line)
    {
        const char *at = reinterpret_cast<const char *>(line.data());
        const char *const end = at + line.size();
        int value = 0;
        for (std::size_t i = 0; i < kPixels; ++i) {
            at = std::from_chars(at, end, value).ptr + 1;
            m_pixels.push_back(static_cast<std::uint8_t>((value * 255 + kInk / 2) / kInk));
        }
        std::from_chars(at, end, value);
        assert(value >= 0 && value <= 9); // our own file
        m_samples.push_back({ value, "digit #" + std::to_string(m_samples.size()), {} });
    }

    std::span<const std::uint8_t> pixelsOf(std::size_t i) const
    {
        return std::span(m_pixels).subspan(i * kPixels, kPixels);
    }

    std::vector<std::uint8_t> m_pixels; // constant after construction
};

} // namespace

std::unique_ptr<Dataset> openSampleDigits()
{
    return std::make_unique<SampleDigits>();
}

} // namespace convscope
