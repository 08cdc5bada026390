// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ablation/top_activations_page.h"
#include "ui/ablation/top_activation_items.h"
#include "ui/images/image_strip.h"
#include <QComboBox>
#include <QVBoxLayout>

namespace convscope {

namespace {

QString hintText()
{
    return TopActivationsPage::tr(
        "Right-click a map and choose “Strongest answers (top activations)”");
}

} // namespace

TopActivationsPage::TopActivationsPage(QWidget *parent)
    : QWidget(parent)
    , m_strip(new ImageStrip(1, this))
    , m_by(new QComboBox(m_strip))
{
    m_strip->grid().setObjectName(QStringLiteral("excitingGrid"));
    m_strip->grid().setAccessibleName(tr("Training images with the map's strongest answers"));
    m_by->setObjectName(QStringLiteral("excitedBy"));
    m_by->addItem(tr("by the highest value"), int(ActivationMeasure::Highest));
    m_by->addItem(tr("by the mean"), int(ActivationMeasure::Mean));
    m_by->setAccessibleName(tr("How the strength of an answer is measured"));
    m_by->setToolTip(tr("The highest value of the map finds a pattern wherever it is in the "
                        "image; the mean finds images that are full of it"));
    m_strip->addControl(m_by);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(
        fontMetrics().height() / 2, fontMetrics().height() / 3, fontMetrics().height() / 2, 0);
    layout->addWidget(m_strip);
    layout->addStretch();
    connect(m_by, &QComboBox::currentIndexChanged, this, &TopActivationsPage::followMeasure);
    connect(m_strip, &ImageStrip::cancelRequested, this, &TopActivationsPage::cancelled);
    connect(m_strip, &ImageStrip::imageChosen, this, [this](int row) {
        const auto &image = m_found->found.images[std::size_t(row)];
        Q_EMIT sampleChosen(m_found->set.samples[image.index]);
    });
    m_strip->setHeading(hintText());
}

void TopActivationsPage::search(const QString &title, const TopActivationsRequest &request)
{
    m_title = title;
    m_request = request;
    followMeasure();
}

void TopActivationsPage::followMeasure()
{
    if (!m_request)
        return;
    m_request->by = static_cast<ActivationMeasure>(m_by->currentData().toInt());
    Q_EMIT requested(*m_request);
}

void TopActivationsPage::setProgress(quint64 done, quint64 total)
{
    m_strip->setProgress(done, total);
}

void TopActivationsPage::endProgress()
{
    m_strip->endProgress();
}

void TopActivationsPage::setFound(std::shared_ptr<const FoundActivations> found)
{
    m_found = std::move(found);
    m_strip->setHeading(topActivationsHeading(*m_found, m_title));
    m_strip->setItems(topActivationItems(*m_found));
}

void TopActivationsPage::clear()
{
    m_found.reset();
    m_request.reset();
    m_strip->setItems({});
    m_strip->setHeading(hintText());
}

} // namespace convscope
