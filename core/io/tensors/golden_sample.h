// SPDX-License-Identifier: GPL-3.0-or-later
// GoldenSample: one image and the model's answer to it, kept in every export, so that whoever
// opens the file can see that it still gives the same numbers.
#pragma once
#include "core/nn/model.h"
#include "core/train/setup/trained_model.h"
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace convscope {

struct GoldenSample {
    std::vector<float> input; ///< [C][H][W], as the network gets it
    std::vector<float> probabilities; ///< one a class
    friend bool operator==(const GoldenSample &, const GoldenSample &) = default;
};

/// `input` and the answer to it. Empty: soft stripes and some noise, the same whenever the shape
/// and the preprocessing are. @throws Error when `input` is not of the network's size.
GoldenSample goldenSample(const TrainedModel &model, std::span<const float> input = {});

/// The largest difference between a probability of `network` and the sample's. Not a number is far
/// from every number, and no distance from itself; so are other sizes.
double largestDifference(Model &network, const GoldenSample &golden);
bool fits(const GoldenSample &golden, const Model &network); ///< its sizes
double largestDifference(std::span<const float> a, std::span<const float> b);

/// Kernels for other processors add in another order; what they differ by stays well below.
inline constexpr double kGoldenTolerance = 1e-3;
/// By how much a network that the sample fits gives another answer, as the beginning of a sentence;
/// nothing where it gives the same. Networks that would take very long, or very much memory, for
/// one image are let through: no file may keep who opens it waiting.
std::optional<std::string> otherAnswer(Model &network, const GoldenSample &golden);
/// For a file that holds the network, too. @throws Error saying that what holds the sample was
/// damaged or changed.
void checkGolden(Model &network, const GoldenSample &golden);

/// As texts: float32, little-endian, hexadecimal; "golden_input" and "golden_probabilities".
/// Nothing for an image of more than kLargestGoldenText values, which no header has room for.
std::map<std::string, std::string> goldenTexts(const GoldenSample &golden);
/// Nothing where there are no such texts, as in files of older versions. @throws Error where they
/// are damaged.
std::optional<GoldenSample> goldenFromTexts(const std::map<std::string, std::string> &texts);
inline constexpr std::size_t kLargestGoldenText = 4'000'000;

/// As arrays of the same names. No layer's parameter can be called so: those have a dot.
std::vector<NamedTensor> goldenArrays(const GoldenSample &golden, const Shape &input);
/// Takes them out of the arrays of `file`; nothing where there are none. @throws Error "<file>: …".
std::optional<GoldenSample> takeGoldenArrays(
    const std::filesystem::path &file, std::vector<NamedTensor> &arrays);

/// As text files in a folder, one value a line.
inline constexpr std::array<const char *, 2> kGoldenFiles { "golden_input.txt",
    "golden_probabilities.txt" };
void writeGoldenFiles(const std::filesystem::path &folder, const GoldenSample &golden);
/// Nothing where there are none. @throws Error naming the file.
std::optional<GoldenSample> readGoldenFiles(const std::filesystem::path &folder);

} // namespace convscope
