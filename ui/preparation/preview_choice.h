// SPDX-License-Identifier: GPL-3.0-or-later
// PreviewChoice: which images the preview is of: the chosen one, and others that differ from it.
// Kept by ImagesPanel; GUI thread only.
#pragma once
#include "core/data/prepare/image_preview.h"
#include "core/train/setup/run_config.h"

namespace convscope {

class PreviewChoice {
public:
    void setData(
        std::shared_ptr<const Dataset> dataset, std::shared_ptr<const TrainingData> loaded);
    bool hasData() const { return m_data != nullptr; }
    // Only with data:
    const Dataset &dataset() const { return *m_dataset; }
    std::size_t trainingImages() const { return m_data->train.size(); }

    bool choose(std::size_t sample); ///< false: the dataset has none of that number
    std::size_t chosen() const { return m_chosen; }
    /// Another sample to begin with; none where nothing is trained on.
    std::optional<std::size_t> first() const;
    /// The training image so many before or after the one chosen last; none where there are none.
    std::optional<std::size_t> neighbour(int by) const;
    /// `suits`: the data were prepared as the config wants them, and their measures hold.
    PreviewRequest request(const RunConfig &config, bool suits) const;

private:
    std::optional<std::size_t> trainingIndex() const; // the chosen sample's

    std::shared_ptr<const Dataset> m_dataset;
    std::shared_ptr<const TrainingData> m_data;
    std::vector<std::size_t> m_others; // samples shown beside the chosen one
    std::size_t m_chosen = 0;
    std::size_t m_place = 0; // in the training split, where ‹ and › go on from
};

} // namespace convscope
