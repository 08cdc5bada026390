// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/report/predictions_csv.h"
#include "core/io/tensors/report_text.h"
#include "core/train/loop/trainer_state.h"

namespace convscope {

namespace {

void addPlace(std::vector<std::string> &fields, std::span<const std::string> classes,
    const ImagePrediction &prediction, std::size_t place)
{
    if (place >= prediction.probabilities.size()) {
        fields.insert(fields.end(), { "", "" });
        return;
    }
    const std::size_t k = prediction.classAt(place);
    fields.insert(fields.end(), { classes[k], toText(double(prediction.probabilities[k])) });
}

} // namespace

std::string predictionTable(
    std::span<const std::string> classes, std::span<const ImagePrediction> predictions)
{
    std::vector<std::string> fields { "path", "class", "probability", "second",
        "second_probability", "error" };
    fields.insert(fields.end(), classes.begin(), classes.end());
    std::string text = csvLine(fields);
    for (const ImagePrediction &prediction : predictions) {
        fields = { prediction.path };
        addPlace(fields, classes, prediction, 0);
        addPlace(fields, classes, prediction, 1);
        fields.push_back(prediction.error);
        for (std::size_t k = 0; k < classes.size(); ++k)
            fields.push_back(
                prediction.isError() ? "" : toText(double(prediction.probabilities[k])));
        text += csvLine(fields);
    }
    return text;
}

} // namespace convscope
