// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/decode/image_room.h"
#include "core/base/error.h"
#include "core/base/words.h"
#include <unistd.h>

namespace convscope {

namespace {

constexpr double kAlways = 1 << 20U;
constexpr double kPerByte = 10; // memory besides the pixels, for each byte of the file
constexpr double kPixelsPerByte = 128;
constexpr double kSample = 96; // its name, label and split

double memory()
{
    return static_cast<double>(::sysconf(_SC_PHYS_PAGES))
        * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

} // namespace

void checkImageRoom(
    const std::string &name, std::size_t count, std::size_t imageSize, std::uintmax_t fileBytes)
{
    // As doubles: the product of numbers from a file can overflow.
    const double samples = static_cast<double>(count) * kSample;
    const double pixels = static_cast<double>(count) * static_cast<double>(imageSize);
    const auto bytes = static_cast<double>(fileBytes);
    if (samples > kPerByte * bytes + kAlways || pixels > kPixelsPerByte * bytes + kAlways)
        throw Error(name + ": " + counted(count, "image") + " of " + counted(imageSize, "value")
            + " are more than a file of " + counted(fileBytes, "byte")
            + " can hold; it is damaged or cut off, or made to fill the memory");
    if (pixels > 0.75 * memory())
        throw Error(name + ": its images need "
            + grouped(static_cast<std::size_t>(pixels / kAlways))
            + " MB, which do not fit into this computer's memory; divide the file");
}

} // namespace convscope
