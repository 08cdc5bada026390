// SPDX-License-Identifier: GPL-3.0-or-later
// The same images and preprocessings for every way that an image takes to the network.
#pragma once
#include "core/data/prepare/training_data.h"
#include "core/nn/model.h"
#include "core/train/setup/trained_model.h"
#include "tests/support/gif_files.h"
#include "tests/support/temp_folder.h"
#include <algorithm>
#include <stdexcept>

namespace convscope::test {

/// A folder of two classes with images of every kind that decoding treats in its own way.
class TensorCases {
public:
    TensorCases()
    {
        const Image image = patternImage(37, 23);
        add("plain.png", encodeImage(image, ".png"));
        add("photo.jpg", encodeImage(image, ".jpg"));
        for (const int orientation : { 3, 5, 6 })
            add("turned" + std::to_string(orientation) + ".jpg",
                jpegWithExif(encodeImage(image, ".jpg"), orientation, true));
        add("sixteen.png", encodeImage16(image, ".png"));
        add("alpha.png", encodeImage(patternImage(19, 31, 4), ".png"));
        add("grey.png", encodeImage(patternImage(12, 40, 1), ".png"));
        add("palette.gif", encodeGif(patternImage(15, 9)));
        add("small.bmp", encodeImage(patternImage(3, 2), ".bmp"));
        add("exact.png", encodeImage(patternImage(14, 10), ".png"));
    }

    std::string path() const { return m_folder.string(); }
    const std::vector<std::string> &names() const { return m_names; }
    std::string file(const std::string &name) const { return (m_folder / name).string(); }

    /// Each fit with each normalization, grey and in colour.
    static std::vector<Preprocessing> preprocessings()
    {
        std::vector<Preprocessing> result;
        for (const Fit fit : { Fit::Stretch, Fit::Crop, Fit::Pad })
            for (const Normalization normalization :
                { Normalization::None, Normalization::Unit, Normalization::Standard })
                for (const int channels : { 1, 3 })
                    result.push_back({ .channels = channels,
                        .height = 10,
                        .width = 14,
                        .fit = fit,
                        .normalization = normalization,
                        .mean = {},
                        .stddev = {},
                        .grey = fit == Fit::Crop ? Grey::Rec709 : Grey::Rec601 });
        return result;
    }

private:
    void add(const std::string &name, const Bytes &bytes)
    {
        m_names.push_back((m_names.size() % 2 == 0 ? "even/" : "odd/") + name);
        m_folder.write(m_names.back(), bytes);
    }

    TempFolder m_folder;
    std::vector<std::string> m_names;
};

/// The way of training: the dataset, loaded.
class TensorsOfTraining {
public:
    TensorsOfTraining(const TensorCases &cases, const Preprocessing &preprocessing)
        : dataset(openDataset(cases.path(), noProgress))
    {
        LoadOptions options;
        options.preprocessing = preprocessing;
        data = loadTrainingData(*dataset, options, noProgress);
    }

    std::size_t sample(const std::string &name) const
    {
        const auto &samples = dataset->samples();
        const auto found = std::find_if(
            samples.begin(), samples.end(), [&](const Sample &each) { return each.name == name; });
        if (found == samples.end())
            throw std::runtime_error("there is no " + name);
        return static_cast<std::size_t>(found - samples.begin());
    }

    /// As training fills its batches.
    std::vector<float> tensor(const std::string &name) const
    {
        const auto pixels = pixelsOf(name);
        std::vector<Scalar> values(pixels.size());
        normalizePixels(pixels, data.preprocessing, values);
        return { values.begin(), values.end() };
    }

    std::span<const std::uint8_t> pixelsOf(const std::string &name) const
    {
        const auto &samples = data.train.samples;
        const auto found = std::find(samples.begin(), samples.end(), sample(name));
        return data.train.image(static_cast<std::size_t>(found - samples.begin()));
    }

    /// A network whose answer depends on every value of its input.
    std::shared_ptr<const TrainedModel> model() const
    {
        const Model network(withNames({ data.preprocessing.shape(),
                                { { "flatten", {}, {} }, { "dense", {}, { { "units", 2.0 } } } } }),
            5);
        return std::make_shared<const TrainedModel>(TrainedModel { .spec = network.spec(),
            .classes = data.classes,
            .preprocessing = data.preprocessing,
            .parameters = network.parameterValues(),
            .batch = 1,
            .epoch = 1 });
    }

    std::shared_ptr<const Dataset> dataset;
    TrainingData data;
};

} // namespace convscope::test
