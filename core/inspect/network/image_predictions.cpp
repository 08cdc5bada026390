// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/network/image_predictions.h"
#include "core/base/error.h"
#include "core/data/decode/image_decode.h"
#include "core/train/measure/evaluation.h"
#include <algorithm>
#include <cassert>
#include <numeric>

namespace convscope {

namespace fs = std::filesystem;

namespace {

bool isHidden(const fs::path &path)
{
    return path.filename().string().starts_with('.');
}

/// The files in `folder` and below it. Folders that cannot be entered are passed over.
std::vector<std::string> filesIn(const fs::path &folder)
{
    std::vector<std::string> files;
    std::error_code error;
    auto entry = fs::recursive_directory_iterator(
        folder, fs::directory_options::skip_permission_denied, error);
    for (; !error && entry != fs::end(entry); entry.increment(error)) {
        std::error_code unknown;
        if (isHidden(entry->path()))
            entry.disable_recursion_pending();
        else if (entry->is_regular_file(unknown))
            files.push_back(entry->path().string());
    }
    std::ranges::sort(files);
    return files;
}

} // namespace

std::vector<std::string> imageFiles(const std::vector<std::string> &paths)
{
    std::vector<std::string> files;
    for (const std::string &path : paths) {
        std::error_code error;
        if (!fs::is_directory(path, error)) {
            files.push_back(path);
            continue;
        }
        const std::vector<std::string> inside = filesIn(path);
        files.insert(files.end(), inside.begin(), inside.end());
    }
    return files;
}

std::size_t ImagePrediction::classAt(std::size_t place) const
{
    assert(place < probabilities.size());
    std::vector<std::size_t> order(probabilities.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::stable_sort(
        order, std::greater<>(), [this](std::size_t k) { return probabilities[k]; });
    return order[place];
}

ImagePrediction predictImage(Predictor &predictor, const std::string &path, const Image &image)
{
    try {
        std::vector<float> probabilities = predictor.predict(image);
        requireAnswer(probabilities);
        return { path, std::move(probabilities), {} };
    } catch (const Error &error) {
        return { path, {}, error.what() };
    }
}

ImagePrediction predictFile(Predictor &predictor, const std::string &path)
{
    try {
        return predictImage(predictor, path, readImage(path));
    } catch (const Error &error) {
        return { path, {}, error.what() };
    }
}

} // namespace convscope
