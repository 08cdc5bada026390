// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/measure/prepare_evaluation.h"
#include "core/base/error.h"
#include "core/train/measure/evaluation.h"

namespace convscope {

namespace {

class EvaluationImages {
public:
    EvaluationImages(const EvaluationRequest &request, const Progress &progress)
        : m_request(request)
        , m_progress(progress)
        , m_location(request.open ? request.open->config.dataset : request.location)
    {
        if (request.run)
            m_settings = &request.run->config;
        else if (request.open)
            m_settings = &request.open->config;
    }

    PreparedEvaluation prepared()
    {
        if (isOpen()) {
            takeOpen();
        } else {
            openDataset();
            if (m_request.split && m_request.run && m_request.run->listed)
                takeListed();
            else
                takeSplit();
        }
        if (m_result.images.size() == 0)
            failWithoutImages();
        return std::move(m_result);
    }

private:
    /// Whether the model's images are prepared and split as it wants them.
    bool isOpen() const
    {
        if (!m_request.open || !m_request.open->data)
            return false;
        const TrainingData &data = *m_request.open->data;
        return data.preprocessing == m_request.model->preprocessing
            && (!m_request.run || data.fingerprint == m_request.run->fingerprint);
    }

    void takeOpen()
    {
        m_result.whole = m_request.open->whole;
        m_result.dataset = m_request.open->dataset;
        m_result.images = imagesOf(*m_request.open->data, m_request.split);
        if (m_request.run)
            m_result.added = m_result.missing = 0;
    }

    // Images that a run excluded are not judged either: they are in no split, and the network has
    // no answer for a class that it never met.
    void openDataset()
    {
        m_result.whole = m_request.open
            ? m_request.open->whole
            : convscope::openDataset(m_location, m_progress, { m_request.cache, layout() });
        if (!m_request.open)
            requireClearLayout(*m_result.whole, m_location);
        requireLabels(*m_result.whole, m_location);
        m_result.dataset
            = withoutExcluded(m_result.whole, m_settings ? m_settings->excluded : Exclusions {});
    }

    /// The run knows how it understood its own dataset, not another.
    std::string layout() const
    {
        const bool isOwn = m_settings && m_settings->dataset == m_location;
        return m_request.layout.empty() && isOwn ? m_settings->layout : m_request.layout;
    }

    LoadOptions options() const
    {
        LoadOptions options;
        options.cache = m_request.cache;
        if (m_settings)
            options = loadOptions(*m_settings, m_request.cache);
        options.threads = 0; // the run's own say nothing of this computer
        options.preprocessing = m_request.model->preprocessing;
        return options;
    }

    void takeListed()
    {
        FoundImages found
            = findImages(*m_request.run->listed, *m_result.dataset, m_request.split, m_progress);
        take(found);
        LoadedImages loaded
            = loadImages(*m_result.dataset, options(), std::move(found.samples), m_progress);
        m_result.images = std::move(loaded.images);
        m_result.problems = m_result.dataset->problems();
        m_result.problems.insert(
            m_result.problems.end(), loaded.problems.begin(), loaded.problems.end());
    }

    /// The dataset's own split, or the one that the settings draw.
    void takeSplit()
    {
        TrainingData data = loadTrainingData(*m_result.dataset, options(), m_progress);
        if (m_request.run && m_request.run->listed)
            take(findImages(*m_request.run->listed, *m_result.dataset, {}, m_progress));
        else if (m_request.run)
            checkUnchanged(data.fingerprint);
        m_result.images = imagesOf(data, m_request.split);
        m_result.problems = std::move(data.problems);
    }

    /// The first version kept no more of the images than what tells whether they are the same.
    void checkUnchanged(std::uint64_t fingerprint)
    {
        if (fingerprint == m_request.run->fingerprint) {
            m_result.added = m_result.missing = 0;
            return;
        }
        m_result.unlisted = true;
        if (m_request.split && *m_request.split != Split::Train)
            throw Error(m_location
                + ": its images are not those that this run began with, and a run of the first "
                  "version does not say which it was trained on, so some of them could be among "
                  "these; judge all of them instead");
    }

    void take(const FoundImages &found)
    {
        m_result.added = found.added;
        m_result.missing = found.missing;
        m_result.trainedOn = found.trainedOn;
    }

    [[noreturn]] void failWithoutImages() const
    {
        const std::string split(m_request.split ? toString(*m_request.split) : "all");
        if (m_result.missing.value_or(0) > 0)
            throw Error(m_location + ": none of the images that the run had for '" + split
                + "' are there; judge all that are instead");
        throw Error(m_location + ": there are no images for '" + split + "'; judge all instead");
    }

    const EvaluationRequest &m_request;
    const Progress &m_progress;
    std::string m_location;
    const RunConfig *m_settings = nullptr; // that split and exclude; none: a model file, alone
    PreparedEvaluation m_result;
};

} // namespace

PreparedEvaluation prepareEvaluation(const EvaluationRequest &request, const Progress &progress)
{
    return EvaluationImages(request, progress).prepared();
}

} // namespace convscope
