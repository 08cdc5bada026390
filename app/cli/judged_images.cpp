// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/judged_images.h"
#include "app/cli/left_out_options.h"
#include "core/base/error.h"
#include "core/base/words.h"
#include "core/data/prepare/picture_cache.h"
#include "core/io/run/run_folder.h"
#include "core/io/run/run_images.h"
#include "core/train/measure/evaluation.h"
#include <iostream>

namespace convscope::cli {

namespace {

class Judging {
public:
    Judging(const JudgeRequest &request, const TrainedModel &model, const Progress &progress)
        : m_request(request)
        , m_progress(progress)
    {
        m_options.preprocessing = model.preprocessing;
        if (request.cache)
            m_options.cache = cacheFolder();
        if (std::filesystem::is_directory(request.model))
            takeRun();
        openDataset();
    }

    JudgedImages images()
    {
        if (m_recorded && m_request.split)
            takeRecorded();
        else
            takeSplit();
        if (m_judged.images.size() == 0)
            failWithoutImages();
        return std::move(m_judged);
    }

private:
    void takeRun()
    {
        m_run = RunFolder::config(m_request.model);
        m_options.validation = m_run->validation;
        m_options.test = m_run->test;
        m_options.limit = m_run->limit;
        m_options.seed = m_run->seed;
        m_recorded = imagesOfRun(m_request.model);
    }

    // What a run left out is not scored either: it is no part of any split, and the network has no
    // answer for a class that it never met.
    void openDataset()
    {
        m_judged.dataset = convscope::openDataset(m_request.dataset, m_progress, m_options.cache);
        if (!m_run)
            return;
        const std::string missing = describe(m_run->leftOut, *m_judged.dataset);
        if (!missing.empty())
            std::cerr << "not scored, because this run left them out: " << missing << '\n';
        m_judged.dataset = withoutLeftOut(std::move(m_judged.dataset), m_run->leftOut);
    }

    void takeRecorded()
    {
        FoundImages found = findImages(*m_recorded, *m_judged.dataset, m_request.split, m_progress);
        tell(found);
        LoadedImages loaded
            = loadImages(*m_judged.dataset, m_options, std::move(found.samples), m_progress);
        m_judged.images = std::move(loaded.images);
        m_judged.problems = m_judged.dataset->problems();
        m_judged.problems.insert(
            m_judged.problems.end(), loaded.problems.begin(), loaded.problems.end());
    }

    /// The dataset's own split, or the one that the run's settings draw.
    void takeSplit()
    {
        TrainingData data = loadTrainingData(*m_judged.dataset, m_options, m_progress);
        if (m_recorded)
            tell(findImages(*m_recorded, *m_judged.dataset, {}, m_progress));
        else if (m_run)
            checkUnchanged(data.fingerprint);
        m_judged.images = picturesOf(data, m_request.split);
        m_judged.problems = std::move(data.problems);
    }

    /// The first version kept no more of the images than what tells whether they are the same.
    void checkUnchanged(std::uint64_t fingerprint)
    {
        if (RunFolder::hasFingerprint(m_request.model, fingerprint)) {
            m_judged.added = m_judged.missing = 0;
            return;
        }
        const std::string changed = m_request.dataset
            + ": its images are not those that this run began with, and a run of the first version "
              "does not say which it was trained on";
        if (m_request.split && *m_request.split != Split::Train)
            throw Error("--split " + std::string(toString(*m_request.split)) + ": " + changed
                + ", so some of them could be among these; --split all judges all of them");
        std::cerr << "note: " << changed << '\n';
    }

    void tell(const FoundImages &found)
    {
        m_judged.added = found.added;
        m_judged.missing = found.missing;
        if (m_request.split && (found.added > 0 || found.missing > 0))
            std::cerr << "judged by what the run recorded: " << counted(found.added, "image")
                      << " of the dataset that it did not have, " << counted(found.missing, "image")
                      << " of this split missing\n";
        if (found.trainedOn > 0)
            std::cerr << "not judged: " << counted(found.trainedOn, "image")
                      << " with the same bytes as an image that the run was trained on\n";
    }

    [[noreturn]] void failWithoutImages() const
    {
        const std::string split(m_request.split ? toString(*m_request.split) : "all");
        if (m_judged.missing.value_or(0) > 0)
            throw Error("--split " + split + ": none of the images that the run had there are in "
                + m_request.dataset + "; --split all judges all that are");
        throw Error("--split " + split + ": this dataset has no such pictures; try --split all");
    }

    const JudgeRequest &m_request;
    const Progress &m_progress;
    LoadOptions m_options;
    std::optional<RunConfig> m_run; // none: a model file
    std::optional<std::vector<ListedImage>> m_recorded; // none: not by the first version
    JudgedImages m_judged;
};

} // namespace

JudgedImages imagesToJudge(
    const JudgeRequest &request, const TrainedModel &model, const Progress &progress)
{
    return Judging(request, model, progress).images();
}

} // namespace convscope::cli
