// SPDX-License-Identifier: GPL-3.0-or-later
// ErrorGallery: the images of a cell of the confusion matrix, or all errors. EvaluationResults
// fills it; GUI thread only.
#pragma once
#include "core/train/measure/evaluation_measures.h"
#include <QWidget>

class QLabel;

namespace convscope {

class ImageGrid;

class ErrorGallery : public QWidget {
    Q_OBJECT
public:
    explicit ErrorGallery(QWidget *parent = nullptr);
    /// Shows the errors of a cell; without one, all errors.
    void setImages(
        std::shared_ptr<const EvaluatedImages> result, const std::optional<ConfusionCell> &cell);
    void clear();

Q_SIGNALS:
    void allRequested(); ///< all errors shall be shown
    void sampleChosen(const std::shared_ptr<const convscope::Dataset> &dataset, quint64 sample);

private:
    QString titleOf(std::size_t images, const std::optional<ConfusionCell> &cell) const;

    std::shared_ptr<const EvaluatedImages> m_result;
    std::vector<std::size_t> m_shown; // indices into the result's images, as in the grid
    QLabel *m_title;
    ImageGrid *m_grid = nullptr;
};

} // namespace convscope
