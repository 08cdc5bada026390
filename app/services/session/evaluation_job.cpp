// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/session/evaluation_job.h"
#include "core/data/prepare/picture_cache.h"

namespace convscope {

namespace {

void classify(
    EvaluatedPictures &result, const std::vector<std::string> &classes, const Progress &progress)
{
    relabel(result.pictures, classes, result.model->classes);
    ThreadPool pool(0, true);
    result.evaluation = evaluate(*result.model, result.pictures, pool, progress);
}

} // namespace

ImageSet preparedFor(const TrainedModel &model, const LoadedData &loaded,
    std::optional<Split> split, const Progress &progress)
{
    if (model.preprocessing == loaded.data->preprocessing)
        return picturesOf(*loaded.data, split);
    LoadOptions options = loadOptions(loaded.config, cacheFolder());
    options.preprocessing = model.preprocessing;
    return picturesOf(loadTrainingData(*loaded.dataset, options, progress), split);
}

EvaluatedPictures evaluateOn(const ModelOfRun &model, const LoadedData &loaded,
    std::optional<Split> split, const Progress &progress)
{
    EvaluatedPictures result { .model = model.model,
        .origin = model.origin,
        .dataset = loaded.dataset,
        .location = loaded.location.toStdString(),
        .split = split,
        .pictures = {},
        .problems = {},
        .evaluation = {} };
    result.pictures = preparedFor(*model.model, loaded, split, progress);
    classify(result, loaded.data->classes, progress);
    return result;
}

EvaluatedPictures evaluateAnother(
    const ModelOfRun &model, const std::string &location, const Progress &progress)
{
    EvaluatedPictures result { .model = model.model,
        .origin = model.origin,
        .dataset = openDataset(location, progress, cacheFolder()),
        .location = location,
        .split = {},
        .pictures = {},
        .problems = {},
        .evaluation = {} };
    const TrainingData data = loadTrainingData(*result.dataset,
        { .preprocessing = model.model->preprocessing, .cache = cacheFolder() }, progress);
    result.pictures = picturesOf(data, {});
    result.problems = data.problems;
    classify(result, data.classes, progress);
    return result;
}

Split tellingSplit(const TrainingData &data)
{
    for (const Split split : { Split::Test, Split::Validation })
        if (data.split(split).size() > 0)
            return split;
    return Split::Train;
}

} // namespace convscope
