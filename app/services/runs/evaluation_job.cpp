// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/runs/evaluation_job.h"
#include "core/base/error.h"
#include "core/data/prepare/image_cache.h"
#include "core/io/run/run_images.h"
#include <array>

namespace convscope {

namespace {

EvaluationRequest requestFor(
    const ModelOfRun &model, const LoadedData *loaded, std::optional<Split> split)
{
    EvaluationRequest request { .model = model.model,
        .run = imagesOfRun(model.origin.run),
        .split = split,
        .location = {},
        .open = {},
        .cache = cacheFolder() };
    if (loaded)
        request.open = *loaded;
    return request;
}

EvaluatedImages evaluated(const ModelOfRun &model, std::string location, std::optional<Split> split,
    PreparedEvaluation prepared, const Progress &progress)
{
    EvaluatedImages result { .model = model.model,
        .origin = model.origin,
        .dataset = prepared.dataset,
        .location = std::move(location),
        .split = split,
        .images = std::move(prepared.images),
        .problems = std::move(prepared.problems),
        .evaluation = {} };
    relabel(result.images, result.dataset->classes(), result.model->classes);
    ThreadPool pool(0, true);
    result.evaluation = evaluate(*result.model, result.images, pool, progress);
    return result;
}

} // namespace

ImageSet preparedFor(const std::shared_ptr<const TrainedModel> &model, const LoadedData &loaded,
    Split split, const Progress &progress)
{
    return prepareEvaluation(requestFor({ model }, &loaded, split), progress).images;
}

TellingImages tellingImages(const ModelOfRun &model, const LoadedData &loaded,
    std::span<const Split> splits, const Progress &progress)
{
    EvaluationRequest request = requestFor(model, &loaded, splits.back());
    for (const Split split : splits.first(splits.size() - 1)) {
        request.split = split;
        try {
            return { split, prepareEvaluation(request, progress) };
        } catch (const Error &) {
            continue; // there are none
        }
    }
    request.split = splits.back();
    return { splits.back(), prepareEvaluation(request, progress) };
}

EvaluatedImages evaluateOn(const ModelOfRun &model, const LoadedData &loaded,
    std::optional<Split> split, const Progress &progress)
{
    return evaluated(model, loaded.location.toStdString(), split,
        prepareEvaluation(requestFor(model, &loaded, split), progress), progress);
}

EvaluatedImages evaluateForReport(
    const ModelOfRun &model, const LoadedData &loaded, const Progress &progress)
{
    constexpr std::array kTelling { Split::Test, Split::Validation, Split::Train };
    TellingImages telling = tellingImages(model, loaded, kTelling, progress);
    return evaluated(
        model, loaded.location.toStdString(), telling.split, std::move(telling.prepared), progress);
}

EvaluatedImages evaluateAnother(
    const ModelOfRun &model, const std::string &location, const Progress &progress)
{
    EvaluationRequest request = requestFor(model, nullptr, {});
    request.location = location;
    return evaluated(model, location, {}, prepareEvaluation(request, progress), progress);
}

} // namespace convscope
