// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset/cifar_images.h"
#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/utf8_name.h"

namespace convscope {

Image CifarImages::image(std::size_t i) const
{
    const auto planes = m_planes[i];
    Image image { 3, kCifarSide, kCifarSide, std::vector<std::uint8_t>(kCifarPixels) };
    for (std::size_t p = 0; p < kCifarPixels; ++p)
        image.pixels[p] = planes[p % 3 * kCifarArea + p / 3];
    return image;
}

std::uint64_t CifarImages::stamp(std::size_t i) const
{
    return Hasher().add(m_planes[i]).digest();
}

void CifarImages::setClasses(const std::vector<std::string> &names, int count)
{
    for (const std::string &name : names)
        m_classes.push_back(utf8Name(name));
    for (int label = int(m_classes.size()); label < count; ++label)
        m_classes.push_back(std::to_string(label));
    m_classes.resize(std::size_t(count));
}

void CifarImages::addImage(const std::filesystem::path &file, std::size_t index, std::int64_t label,
    Split split, std::span<const std::uint8_t> planes)
{
    if (label < 0 || label >= std::int64_t(m_classes.size()))
        throw Error(file.string() + ": image " + std::to_string(index) + " has the label "
            + std::to_string(label) + "; expected 0 to " + std::to_string(m_classes.size() - 1)
            + ", so this is no CIFAR file");
    m_planes.push_back(planes);
    m_samples.push_back(
        { int(label), utf8Name(file.filename().string()) + " #" + std::to_string(index), split });
}

} // namespace convscope
