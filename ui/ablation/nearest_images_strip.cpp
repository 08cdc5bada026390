// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ablation/nearest_images_strip.h"
#include "ui/ablation/top_activation_items.h"
#include "ui/images/image_strip.h"
#include "ui/images/prepared_image.h"
#include "ui/kit/fold.h"
#include <QLocale>
#include <QVBoxLayout>

namespace convscope {

namespace {
constexpr int kRows = 3;
}

NearestImagesStrip::NearestImagesStrip(QWidget *parent)
    : QWidget(parent)
    , m_strip(new ImageStrip(kRows))
    , m_fold(new Fold(tr("Nearest neighbours"),
          tr("Training images for which the last hidden layer, from which alone the network "
             "decides, answers most as for this one; by the network as it was trained"),
          m_strip, false, this))
{
    setObjectName(QStringLiteral("alikeStrip"));
    m_fold->setObjectName(QStringLiteral("alikeFold"));
    m_strip->grid().setObjectName(QStringLiteral("alikeGrid"));
    m_strip->grid().setAccessibleName(tr("Most alike training images"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_fold);
    connect(m_fold, &Fold::toggled, this, [this](bool open) {
        if (open)
            look();
        else
            Q_EMIT cancelRequested();
    });
    connect(m_strip, &ImageStrip::cancelRequested, this, &NearestImagesStrip::cancelRequested);
    connect(m_strip, &ImageStrip::imageChosen, this, [this](int row) {
        Q_EMIT sampleChosen(m_found->set.samples[m_found->images[std::size_t(row)].index]);
    });
    update();
}

void NearestImagesStrip::setPossible(bool possible)
{
    m_possible = possible;
    update();
    look();
}

void NearestImagesStrip::setImage(std::vector<float> input)
{
    // The same one comes again after ablation, and with the next weights of a run.
    m_stale = m_stale || input != m_input;
    m_input = std::move(input);
    update();
    look();
}

void NearestImagesStrip::look()
{
    if (!m_possible || m_input.empty() || !m_fold->isOpen() || !m_stale)
        return;
    m_stale = false;
    setProgress(0, 0);
    Q_EMIT requested(m_input);
}

void NearestImagesStrip::update()
{
    setVisible(m_possible && !m_input.empty());
}

void NearestImagesStrip::setProgress(quint64 done, quint64 total)
{
    m_strip->setProgress(done, total);
}

void NearestImagesStrip::setFound(std::shared_ptr<const FoundNearestImages> found)
{
    m_found = std::move(found);
    m_strip->endProgress();
    m_strip->setHeading(
        tr("By the last hidden layer; 1 is the same direction. Images looked at: %1; weights "
           "after batch %2.")
            .arg(lookedAt(m_found->looked, m_found->all),
                QLocale().toString(qlonglong(m_found->batch))));
    std::vector<ImageGridItem> items;
    for (const NearestImage &image : m_found->images) {
        const QString name = QString::fromStdString(
            m_found->classes[std::size_t(m_found->set.labels[image.index])]);
        const QString likeness = QLocale().toString(image.likeness, 'f', 3);
        items.push_back({ preparedImage(m_found->set.image(image.index), m_found->set.shape),
            QStringLiteral("%1\n%2").arg(likeness, name),
            tr("%1: likeness %2 (cosine of the angle; 1 is the same direction)")
                .arg(name, likeness) });
    }
    m_strip->setItems(std::move(items));
}

void NearestImagesStrip::showError(const QString &sentence)
{
    m_strip->endProgress();
    m_strip->setItems({});
    m_strip->setHeading(sentence);
}

void NearestImagesStrip::stop()
{
    m_strip->endProgress();
    m_stale = true;
    m_fold->setOpen(false);
}

void NearestImagesStrip::expectOtherModel()
{
    m_stale = true;
}

void NearestImagesStrip::clear()
{
    m_stale = true;
    m_input.clear(); // another network may take other images
    m_found.reset();
    m_strip->endProgress();
    m_strip->setItems({});
    m_strip->setHeading({});
    update();
}

} // namespace convscope
