// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/evaluation_job.h"

namespace convscope {

EvaluatedSplit evaluateOn(
    const TrainedModel &model, const LoadedData &loaded, Split split, const Progress &progress)
{
    EvaluatedSplit result;
    result.split = split;
    result.batch = model.batch;
    if (model.preprocessing == loaded.data->preprocessing) {
        result.pictures = loaded.data->split(split);
    } else {
        LoadOptions options = loadOptions(loaded.config);
        options.preprocessing = model.preprocessing;
        result.pictures = loadTrainingData(*loaded.dataset, options, progress).split(split);
    }
    relabel(result.pictures, loaded.data->classes, model.classes);
    for (const std::size_t sample : result.pictures.samples)
        result.sampleNames.push_back(loaded.dataset->samples()[sample].name);
    ThreadPool pool(0, true);
    result.evaluation = evaluate(model, result.pictures, pool, progress);
    return result;
}

} // namespace convscope
