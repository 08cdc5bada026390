// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluation/error_gallery.h"
#include "ui/images/image_grid.h"
#include "ui/images/prepared_image.h"
#include "ui/kit/figure_text.h"
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace convscope {

namespace {

constexpr std::size_t kMaxImages = 400;

QString nameOf(const Evaluation &evaluation, int index)
{
    return QString::fromStdString(evaluation.names[std::size_t(index)]);
}

} // namespace

ErrorGallery::ErrorGallery(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto *title = new QHBoxLayout;
    m_title->setWordWrap(true);
    auto *all = new QPushButton(tr("Show all errors"), this);
    all->setObjectName(QStringLiteral("allErrors"));
    all->setToolTip(
        tr("All images that were taken for something else, the most confident errors first"));
    connect(all, &QPushButton::clicked, this, &ErrorGallery::allRequested);
    title->addWidget(m_title, 1);
    title->addWidget(all);
    m_grid = new ImageGrid(this); // after the button, for the tab key
    m_grid->setObjectName(QStringLiteral("errorGallery"));
    m_grid->setAccessibleName(tr("Images of the chosen cell, or all errors"));
    m_grid->setToolTip(tr("Click an image to look at it in the feature maps"));
    connect(m_grid, &ImageGrid::imageActivated, this, [this](int row) {
        Q_EMIT sampleChosen(
            m_result->dataset, m_result->images.samples[m_shown.at(std::size_t(row))]);
    });
    column->addLayout(title);
    column->addWidget(m_grid, 1);
}

void ErrorGallery::clear()
{
    m_result.reset();
    m_shown.clear();
    m_grid->images().setItems({});
}

void ErrorGallery::setImages(
    std::shared_ptr<const EvaluatedImages> result, const std::optional<ConfusionCell> &cell)
{
    m_result = std::move(result);
    const Evaluation &evaluation = m_result->evaluation;
    std::vector<SampleResult> requested = samplesOf(evaluation, cell);
    m_title->setText(titleOf(requested.size(), cell));
    requested.resize(std::min(requested.size(), kMaxImages));
    m_shown.clear();
    std::vector<ImageGridItem> items;
    for (const SampleResult &sample : requested) {
        m_shown.push_back(sample.index);
        const QString truth = nameOf(evaluation, sample.truth);
        const QString predicted = nameOf(evaluation, sample.predicted);
        items.push_back(
            { preparedImage(m_result->images.image(sample.index), m_result->images.shape),
                cell ? probabilityText(sample.probability)
                     //: the true class, and the class it was taken for
                     : tr("%1 → %2").arg(truth, predicted),
                tr("%1\n“%2”, taken for “%3” with a probability of %4")
                    .arg(QString::fromStdString(m_result->name(sample.index)), truth, predicted,
                        probabilityText(sample.probability)) });
    }
    m_grid->images().setItems(std::move(items));
}

QString ErrorGallery::titleOf(std::size_t images, const std::optional<ConfusionCell> &cell) const
{
    const Evaluation &evaluation = m_result->evaluation;
    const QString number = QLocale().toString(qulonglong(images));
    if (!cell)
        return tr("Errors, the most confident first: %1").arg(number);
    return (cell->truth == cell->predicted
            ? tr("“%1” taken for “%2”, the least confident first: %3")
            : tr("“%1” taken for “%2”, the most confident first: %3"))
        .arg(nameOf(evaluation, cell->truth), nameOf(evaluation, cell->predicted), number);
}

} // namespace convscope
