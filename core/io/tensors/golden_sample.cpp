// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/tensors/golden_sample.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/base/files/byte_reader.h"
#include "core/base/words.h"
#include "core/io/tensors/number_text.h"
#include "core/io/tensors/seal.h"
#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

namespace convscope {

namespace {

constexpr const char *kInput = "golden_input", *kProbabilities = "golden_probabilities";
constexpr std::size_t kDigits = 8; // digits of a float in hexadecimal

// Something of everything a network may look for: slopes, stripes of several widths, noise.
std::vector<float> drawnInput(const Preprocessing &preprocessing)
{
    constexpr double kMiddle = 127.5, kSlope = 60, kStripe = 45, kNoise = 40;
    Rng rng(1, 1);
    const Shape shape = preprocessing.shape();
    std::vector<std::uint8_t> pixels;
    for (int c = 0; c < shape.c; ++c)
        for (int i = 0; i < shape.h; ++i)
            for (int j = 0; j < shape.w; ++j) {
                const double slope = double(i) / shape.h - double(j) / shape.w;
                const double stripe = std::sin(0.5 * i + c) * std::cos(0.9 * j - c);
                const double value
                    = kMiddle + kSlope * slope + kStripe * stripe + kNoise * (rng.uniform() - 0.5);
                pixels.push_back(static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0)));
            }
    Buffer values(pixels.size());
    normalizePixels(pixels, preprocessing, values);
    return { values.begin(), values.end() };
}

std::vector<float> answerOf(Model &network, std::span<const float> input)
{
    ThreadPool pool(1);
    std::ranges::copy(input, network.input(1));
    network.forward(1, Mode::Infer, pool);
    const auto probabilities = network.probabilities();
    return { probabilities.begin(), probabilities.end() };
}

bool takesLong(const Model &network)
{
    constexpr double kMaxMultiplyAdds = 1e10, kMaxValues = 2e7; // about a second, 80 MB
    double multiplyAdds = 0, values = 0;
    for (const LayerSummary &layer : network.layers()) {
        multiplyAdds += double(layer.multiplyAdds);
        values += double(layer.output.size());
    }
    return multiplyAdds > kMaxMultiplyAdds || values > kMaxValues;
}

std::string asText(std::span<const float> values)
{
    constexpr std::string_view kDigit = "0123456789abcdef";
    std::string text;
    text.reserve(values.size() * kDigits);
    for (const float value : values)
        for (const std::uint8_t byte : std::bit_cast<std::array<std::uint8_t, 4>>(value)) {
            text += kDigit[byte >> 4U];
            text += kDigit[byte & 15U];
        }
    return text;
}

std::vector<float> fromText(const char *name, const std::string &text)
{
    if (text.empty() || text.size() % kDigits != 0)
        throw Error("its " + std::string(name) + " is cut off");
    const std::size_t count = text.size() / kDigits;
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        std::array<std::uint8_t, 4> bytes {};
        for (std::size_t b = 0; b < bytes.size(); ++b) {
            const char *at = text.data() + i * kDigits + 2 * b;
            const auto [end, error] = std::from_chars(at, at + 2, bytes[b], 16);
            if (error != std::errc() || end != at + 2)
                throw Error("its " + std::string(name) + " is damaged");
        }
        values[i] = std::bit_cast<float>(bytes);
    }
    return values;
}

} // namespace

GoldenSample goldenSample(const TrainedModel &model, std::span<const float> input)
{
    const Shape &shape = model.spec.input;
    if (!input.empty() && input.size() != shape.size())
        throw Error("the golden image has " + grouped(input.size())
            + " values, but the model takes " + toString(shape));
    Model network(model.spec);
    network.setParameterValues(model.parameters);
    GoldenSample golden;
    if (input.empty())
        golden.input = drawnInput(model.preprocessing);
    else
        golden.input.assign(input.begin(), input.end());
    golden.probabilities = answerOf(network, golden.input);
    return golden;
}

double largestDifference(std::span<const float> a, std::span<const float> b)
{
    constexpr double kFar = std::numeric_limits<double>::infinity();
    if (a.size() != b.size())
        return kFar;
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (std::isnan(a[i]) != std::isnan(b[i]))
            return kFar;
        if (a[i] != b[i] && !std::isnan(a[i]))
            largest = std::max(largest, std::abs(double(a[i]) - double(b[i])));
    }
    return largest;
}

bool fits(const GoldenSample &golden, const Model &network)
{
    return golden.input.size() == network.spec().input.size()
        && golden.probabilities.size() == std::size_t(network.classes());
}

double largestDifference(Model &network, const GoldenSample &golden)
{
    if (!fits(golden, network))
        return std::numeric_limits<double>::infinity();
    return largestDifference(answerOf(network, golden.input), golden.probabilities);
}

std::optional<std::string> otherAnswer(Model &network, const GoldenSample &golden)
{
    if (takesLong(network))
        return std::nullopt;
    const double difference = largestDifference(network, golden);
    if (difference <= kGoldenTolerance)
        return std::nullopt;
    return "its golden image gets other probabilities than when the file was written (they "
           "differ by up to "
        + shortNumber(difference, 2) + ")";
}

void checkGolden(Model &network, const GoldenSample &golden)
{
    if (!fits(golden, network))
        throw Error("its golden image does not fit its model");
    if (const auto other = otherAnswer(network, golden))
        throw Error(*other
            + ", so its weights were damaged or changed; get the file again, or, if the change was "
              "meant, take golden_input and golden_probabilities out of it");
}

std::map<std::string, std::string> goldenTexts(const GoldenSample &golden)
{
    if (golden.input.size() > kLargestGoldenText)
        return {};
    return { { kInput, asText(golden.input) }, { kProbabilities, asText(golden.probabilities) } };
}

std::optional<GoldenSample> goldenFromTexts(const std::map<std::string, std::string> &texts)
{
    const auto values = texts.find(kInput), probabilities = texts.find(kProbabilities);
    if (values == texts.end() && probabilities == texts.end())
        return std::nullopt;
    if (values == texts.end() || probabilities == texts.end())
        throw Error("it has only one of golden_input and golden_probabilities");
    return GoldenSample { .input = fromText(kInput, values->second),
        .probabilities = fromText(kProbabilities, probabilities->second) };
}

std::vector<NamedTensor> goldenArrays(const GoldenSample &golden, const Shape &input)
{
    const auto tensor = [](std::vector<std::size_t> dims, const std::vector<float> &values) {
        Tensor result(std::move(dims));
        std::ranges::copy(values, result.data());
        return result;
    };
    return { { kInput,
                 tensor({ std::size_t(input.c), std::size_t(input.h), std::size_t(input.w) },
                     golden.input) },
        { kProbabilities, tensor({ golden.probabilities.size() }, golden.probabilities) } };
}

std::optional<GoldenSample> takeGoldenArrays(
    const std::filesystem::path &file, std::vector<NamedTensor> &arrays)
{
    const auto take = [&](const char *name) -> std::optional<std::vector<float>> {
        const auto found = std::ranges::find(arrays, name, &NamedTensor::name);
        if (found == arrays.end())
            return std::nullopt;
        const auto values = std::as_const(found->value).values();
        std::vector<float> taken(values.begin(), values.end());
        arrays.erase(found);
        return taken;
    };
    auto input = take(kInput), probabilities = take(kProbabilities);
    if (!input && !probabilities)
        return std::nullopt;
    if (!input || !probabilities)
        throw Error(file.string() + ": it has only one of golden_input and golden_probabilities");
    return GoldenSample { std::move(*input), std::move(*probabilities) };
}

namespace {

void writeNumbers(const std::filesystem::path &path, std::span<const float> values)
{
    std::string text;
    for (const float value : values)
        text += exactNumber(value) + '\n';
    writeFileAtomically(path, sealedText(std::move(text)));
}

std::vector<float> readNumbers(const std::filesystem::path &path)
{
    constexpr std::size_t kMaxFile = std::size_t(4) << 30U;
    const auto bytes = readFile(path, kMaxFile);
    std::string_view left
        = checkedText(path, { reinterpret_cast<const char *>(bytes.data()), bytes.size() });
    std::vector<float> values;
    while (true) {
        left.remove_prefix(std::min(left.find_first_not_of(" \t\r\n"), left.size()));
        if (left.empty())
            return values;
        const std::string_view word = left.substr(0, left.find_first_of(" \t\r\n"));
        float value = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
        if (error != std::errc() || end != word.data() + word.size())
            throw Error(path.string() + ": value " + grouped(values.size() + 1) + " is no number");
        values.push_back(value);
        left.remove_prefix(word.size());
    }
}

} // namespace

void writeGoldenFiles(const std::filesystem::path &folder, const GoldenSample &golden)
{
    writeNumbers(folder / kGoldenFiles[0], golden.input);
    writeNumbers(folder / kGoldenFiles[1], golden.probabilities);
}

std::optional<GoldenSample> readGoldenFiles(const std::filesystem::path &folder)
{
    const bool input = exists(folder / kGoldenFiles[0]);
    if (input != exists(folder / kGoldenFiles[1]))
        throw Error(folder.string()
            + ": it has only one of golden_input.txt and "
              "golden_probabilities.txt");
    if (!input)
        return std::nullopt;
    return GoldenSample { readNumbers(folder / kGoldenFiles[0]),
        readNumbers(folder / kGoldenFiles[1]) };
}

} // namespace convscope
