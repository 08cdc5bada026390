// SPDX-License-Identifier: GPL-3.0-or-later
// An open TIFF: libtiff over bytes in memory, and what it says of its values.
#pragma once
#include "core/data/decode/image_header.h"
#include <array>
#include <memory>
#include <string>
#include <tiffio.h>
#include <vector>

namespace convscope {

struct CloseTiff {
    void operator()(TIFF *tiff) const { TIFFClose(tiff); }
};

/// The first directory of a TIFF. `bytes` outlive it.
class TiffFile {
public:
    explicit TiffFile(std::span<const std::uint8_t> bytes);
    TIFF *get() const { return m_tiff.get(); }
    /// `otherwise` where the tag is not there and has no default.
    std::uint32_t number(std::uint32_t tag, std::uint32_t otherwise = 0) const;
    std::uint16_t shortNumber(std::uint32_t tag, std::uint16_t otherwise = 0) const;

    struct Source {
        std::span<const std::uint8_t> bytes;
        std::uint64_t at = 0;
    };

private:
    std::unique_ptr<Source> m_source;
    std::unique_ptr<TIFF, CloseTiff> m_tiff;
};

/// TIFF 6.0's words for how the values are stored.
struct TiffFormat {
    std::uint32_t bits = 1, samples = 1, photometric = 0, sampleFormat = 1;
    bool planes = false; ///< each sample in rows of its own
    bool byLibrary = false; ///< colour spaces that libtiff itself turns into RGB
    bool premultiplied = false;
    int channels = 1; ///< of the raster
    std::array<std::vector<std::uint8_t>, 3> palette;

    bool isFloat() const { return sampleFormat != SAMPLEFORMAT_UINT || bits > 16; }
    std::uint32_t stored() const { return planes ? 1 : samples; } ///< samples side by side
    /// The value of white, before few bits are spread to 8.
    double white() const;
};

/// @throws Error "not a supported image: …" or "damaged: …".
TiffFormat tiffFormatOf(const TiffFile &file);

[[noreturn]] void failTiff();

} // namespace convscope
