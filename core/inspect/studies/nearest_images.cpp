// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/studies/nearest_images.h"
#include "core/base/error.h"
#include <algorithm>
#include <cmath>
#include <numeric>

namespace convscope {

namespace {

/// The input of the last layer with weights.
std::span<const Scalar> lastHidden(const InstrumentedModel &network)
{
    std::size_t last = network.layers().size() - 1;
    while (last > 0 && network.layers()[last].parameters == 0)
        --last;
    return last == 0 ? network.input() : network.output(last - 1);
}

/// Scales to length 1, so that a product of two is the cosine of their angle; zeros, and values
/// with infinities, become zeros.
void putDirection(std::span<const Scalar> from, std::span<float> to)
{
    double squares = 0;
    for (const Scalar value : from)
        squares += double(value) * double(value);
    const double scale = squares > 0 && std::isfinite(squares) ? 1 / std::sqrt(squares) : 0;
    std::ranges::transform(from, to.begin(),
        [scale](Scalar value) { return scale == 0 ? 0.0F : float(double(value) * scale); });
}

} // namespace

NearestImages::NearestImages(std::shared_ptr<const TrainedModel> model, const ImageSet &set,
    std::size_t limit, const Progress &progress)
    : m_model(std::move(model))
    , m_all(set.size())
{
    DatasetPass walk(m_model);
    m_width = lastHidden(walk.network()).size();
    const std::size_t room = std::max<std::size_t>(kMaxBytes / (m_width * sizeof(float)), 1);
    m_which = spreadEvenly(set.size(), limit == 0 ? room : std::min(limit, room));
    m_values.resize(m_which.size() * m_width);
    walk.run(
        set, m_which, progress, [&](InstrumentedModel &network, std::size_t place, std::size_t) {
            putDirection(
                lastHidden(network), std::span(m_values).subspan(place * m_width, m_width));
        });
}

std::vector<NearestImage> NearestImages::nearest(
    std::span<const float> input, std::size_t most) const
{
    InstrumentedModel network(m_model);
    if (input.size() != network.input().size())
        throw Error("the image was prepared for another network; drop it again");
    std::ranges::copy(input, network.input().begin());
    network.forward();
    std::vector<float> own(m_width);
    putDirection(lastHidden(network), own);
    std::vector<NearestImage> nearestImages;
    for (std::size_t i = 0; i < m_which.size(); ++i) {
        const float *other = m_values.data() + i * m_width;
        nearestImages.push_back(
            { m_which[i], std::inner_product(own.begin(), own.end(), other, 0.0) });
    }
    std::ranges::stable_sort(nearestImages, std::greater<> {}, &NearestImage::likeness);
    nearestImages.resize(std::min(nearestImages.size(), most));
    return nearestImages;
}

} // namespace convscope
