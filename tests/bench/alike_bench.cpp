// SPDX-License-Identifier: GPL-3.0-or-later
// Finding images that look alike: alike_bench [SEED] plants 1,000 copies among 1,000 images and
// says how many pairs are found, and how many of those found are right; alike_bench DATASET…
// says which pairs are found in datasets, and how long it takes.
#include "core/base/rng.h"
#include "core/base/threads/parallel_for.h"
#include "core/data/decode/image_decode.h"
#include "core/data/formats/samples.h"
#include "core/data/report/near_duplicates.h"
#include "tests/support/image_files.h"
#include "tests/support/memory_dataset.h"
#include <algorithm>
#include <chrono>
#include <ctime>
#include <iomanip>
#include <iostream>
#include <map>
#include <opencv2/imgproc.hpp>
#include <set>

using namespace convscope;

namespace {

constexpr int kOriginals = 1000;

class Chance {
public:
    explicit Chance(std::uint64_t seed)
        : m_rng(seed)
    {
    }
    double between(double least, double most)
    {
        return least + (most - least) * double(m_rng.next()) / 4294967296.0;
    }
    int below(int count) { return int(m_rng.below(std::uint32_t(count))); }

private:
    Rng m_rng;
};

cv::Mat matOf(const Image &image)
{
    cv::Mat mat(image.height, image.width, CV_8UC3);
    std::copy(image.pixels.begin(), image.pixels.end(), mat.data);
    return mat;
}

Image imageOf(const cv::Mat &mat)
{
    const cv::Mat whole = mat.isContinuous() ? mat : mat.clone();
    return { 3, whole.rows, whole.cols, { whole.data, whole.data + whole.total() * 3 } };
}

// ---- what is planted ---------------------------------------------------------------------------

/// Noise of several sizes, one on the other, as in natural surfaces.
cv::Mat noise(Chance &chance, int side)
{
    cv::Mat sum(side, side, CV_32FC3, cv::Scalar::all(0));
    const double roughness = chance.between(0.45, 0.9);
    double amplitude = 1;
    for (int cells = 3 + chance.below(3); cells < side; cells *= 2, amplitude *= roughness) {
        cv::Mat grid(cells, cells, CV_32FC3);
        std::for_each(grid.begin<cv::Vec3f>(), grid.end<cv::Vec3f>(), [&](cv::Vec3f &value) {
            const double grey = chance.between(-1, 1);
            for (int c = 0; c < 3; ++c)
                value[c] = float(grey + 0.4 * chance.between(-1, 1));
        });
        cv::Mat large;
        cv::resize(grid, large, sum.size(), 0, 0, cv::INTER_CUBIC);
        sum += large * amplitude;
    }
    return sum;
}

void addWaves(Chance &chance, cv::Mat &image)
{
    const double steps = chance.between(2, 7) * 2 * CV_PI / image.cols;
    const double angle = chance.between(0, CV_PI);
    for (int y = 0; y < image.rows; ++y)
        for (int x = 0; x < image.cols; ++x) {
            auto &value = image.at<cv::Vec3f>(y, x);
            const double along = x * std::cos(angle) + y * std::sin(angle);
            value += cv::Vec3f::all(float(std::sin(steps * along + 2 * double(value[0]))));
        }
}

void addShapes(Chance &chance, cv::Mat &image)
{
    const int side = image.cols;
    const auto length = [&](double least, double most) {
        return int(chance.between(least, most) * side);
    };
    for (int i = 3 + chance.below(6); i > 0; --i) {
        const cv::Scalar colour(
            chance.between(-2, 2), chance.between(-2, 2), chance.between(-2, 2));
        const cv::Point at(length(0, 1), length(0, 1));
        if (i % 2 == 0)
            cv::circle(image, at, length(0.06, 0.3), colour, cv::FILLED, cv::LINE_AA);
        else
            cv::rectangle(
                image, at, at + cv::Point(length(0.1, 0.5), length(0.1, 0.5)), colour, cv::FILLED);
    }
    image += 0.25 * noise(chance, side);
}

cv::Mat texture(Chance &chance)
{
    cv::Mat image = noise(chance, 32 + chance.below(97));
    const int kind = chance.below(3);
    if (kind == 1)
        addWaves(chance, image);
    else if (kind == 2)
        addShapes(chance, image);
    cv::Mat result;
    image.convertTo(result, CV_8UC3, chance.between(25, 45), chance.between(90, 160));
    return result;
}

/// Parts of the photograph at several sizes, beside each other; textures for the rest.
std::vector<cv::Mat> originals(Chance &chance)
{
    const cv::Mat photo = matOf(decodeImage(sampleBytes("chelsea.png")));
    std::vector<cv::Mat> images;
    for (const int side : { 32, 44, 60, 84, 120 })
        for (int y = 0; y + side <= photo.rows; y += side)
            for (int x = 0; x + side <= photo.cols; x += side)
                images.push_back(photo({ x, y, side, side }).clone());
    while (images.size() < kOriginals)
        images.push_back(texture(chance));
    return images;
}

cv::Mat mirroredOrTurned(const cv::Mat &image, int way)
{
    cv::Mat result = image.clone();
    if ((way & 4) != 0)
        cv::transpose(image, result);
    if ((way & 3) != 0)
        cv::flip(result.clone(), result, (way & 3) == 3 ? -1 : (way & 3) - 1);
    return result;
}

/// Without up to a tenth of each side, half of them brought to the old size again.
cv::Mat cut(Chance &chance, const cv::Mat &image)
{
    const auto range = [&](int side) {
        const double off = chance.between(0, 0.1) * side;
        const int before = int(chance.between(0, off));
        return cv::Range(before, side - int(off) + before);
    };
    cv::Mat part = image(range(image.rows), range(image.cols)).clone();
    if (chance.below(2) == 0)
        cv::resize(part.clone(), part, image.size(), 0, 0, cv::INTER_LINEAR);
    return part;
}

constexpr std::array kChanges { "mirrored or turned", "cut", "brighter or darker", "saved as JPEG",
    "smaller", "all but smaller" };

cv::Mat changed(Chance &chance, cv::Mat image, int how)
{
    const bool all = how == 5;
    if (how == 0 || all)
        image = mirroredOrTurned(image, 1 + chance.below(7));
    if (how == 1 || all)
        image = cut(chance, image);
    if (how == 2 || all)
        image.convertTo(image, -1, chance.between(0.75, 1.3), chance.between(-20, 20));
    if (how == 3 || all)
        image = matOf(decodeImage(test::encodeJpeg(imageOf(image), 45 + chance.below(51))));
    if (how == 4) {
        const double scale = chance.between(0.6, 0.95);
        cv::resize(image.clone(), image, {}, scale, scale, cv::INTER_AREA);
    }
    return image;
}

// ---- what is found -----------------------------------------------------------------------------

/// Of all cores together.
double processorSeconds()
{
    return double(std::clock()) / CLOCKS_PER_SEC;
}

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

using Pairs = std::set<std::pair<std::size_t, std::size_t>>;

/// All pairs within groups.
Pairs pairsOf(const std::vector<ImageGroup> &groups)
{
    Pairs pairs;
    for (const ImageGroup &group : groups)
        for (std::size_t i = 0; i < group.samples.size(); ++i)
            for (std::size_t k = i + 1; k < group.samples.size(); ++k)
                pairs.emplace(group.samples[i], group.samples[k]);
    return pairs;
}

int planted(std::uint64_t seed)
{
    Chance chance(seed);
    test::MemoryDataset dataset({ "image" });
    const auto images = originals(chance);
    for (const cv::Mat &image : images)
        dataset.add(0, imageOf(image));
    for (std::size_t i = 0; i < images.size(); ++i)
        dataset.add(0, imageOf(changed(chance, images[i].clone(), int(i % kChanges.size()))));
    std::vector<ImageFacts> facts(dataset.samples().size());
    parallelFor(
        facts.size(), 0, noProgress, [&](std::size_t i) { facts[i] = factsOf(dataset, i); });
    const auto start = std::chrono::steady_clock::now();
    const Pairs found = pairsOf(nearDuplicates(dataset.samples(), facts));
    const double seconds = secondsSince(start);
    std::map<std::size_t, int> rightOf;
    std::size_t all = 0;
    std::size_t right = 0;
    for (std::size_t i = 0; i < images.size(); ++i) {
        if (facts[i].pixels == facts[i + images.size()].pixels)
            continue; // the same again: found as an equal image
        ++all;
        if (found.contains({ i, i + images.size() })) {
            ++right;
            ++rightOf[i % kChanges.size()];
        }
    }
    std::cout << dataset.samples().size() << " images, " << all << " planted pairs, "
              << found.size() << " found, " << right << " of them right in " << seconds
              << " s: precision " << double(right) / double(found.size()) << ", recall "
              << double(right) / double(all) << '\n';
    for (std::size_t how = 0; how < kChanges.size(); ++how)
        std::cout << "  " << kChanges.at(how) << ": " << rightOf[how] << '\n';
    return 0;
}

void inDataset(const std::string &location)
{
    const auto dataset = openDataset(location, noProgress);
    std::vector<ImageFacts> facts(dataset->samples().size());
    const auto start = std::chrono::steady_clock::now();
    parallelFor(
        facts.size(), 0, noProgress, [&](std::size_t i) { facts[i] = factsOf(*dataset, i); });
    const double reading = secondsSince(start);
    const double processor = processorSeconds();
    const auto groups = nearDuplicates(dataset->samples(), facts);
    const double seconds = secondsSince(start) - reading;
    std::size_t largest = 0;
    for (const ImageGroup &group : groups)
        largest = std::max(largest, group.samples.size());
    std::cout << location << ": " << facts.size() << " images read in " << reading << " s, "
              << groups.size() << " groups of up to " << largest << ", " << pairsOf(groups).size()
              << " pairs in " << seconds << " s (" << processorSeconds() - processor
              << " s of one core)\n";
}

} // namespace

int main(int argc, char **argv)
{
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.empty())
        return planted(1);
    for (const std::string &argument : arguments) {
        if (argument.find_first_not_of("0123456789") == std::string::npos)
            planted(std::stoull(argument));
        else
            inDataset(argument);
    }
    return 0;
}
