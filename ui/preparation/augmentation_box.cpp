// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preparation/augmentation_box.h"
#include "core/train/setup/presets.h"
#include "ui/images/prepared_image.h"
#include "ui/preparation/augment_form.h"
#include "ui/preparation/epoch_grid.h"
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace convscope {

AugmentationBox::AugmentationBox(QWidget *parent)
    : QGroupBox(tr("Augmentation"), parent)
    , m_epochsNote(new QLabel(this))
    , m_epochs(new EpochGrid(this))
{
    setToolTip(tr("Training images are changed a little at random, differently in every "
                  "epoch, so that the network learns what does not matter. Validation and "
                  "test images are never changed."));
    m_epochsNote->setObjectName(QStringLiteral("epochsNote"));
    m_epochsNote->setWordWrap(true);
    m_epochsNote->setForegroundRole(QPalette::PlaceholderText);
    m_epochs->setObjectName(QStringLiteral("epochGrid"));
    m_epochs->setAccessibleName(tr("The chosen image in the first sixteen epochs"));
    m_epochs->setToolTip(tr("The framed image exactly as training shows it to the network in "
                            "these epochs: the same seed gives the same changes"));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(buildFields());
    layout->addWidget(m_epochsNote);
    layout->addWidget(m_epochs);
    hidePreview();
}

QWidget *AugmentationBox::buildFields()
{
    m_fields = new QWidget(this);
    m_form = new AugmentForm(m_fields);
    auto *none = new QPushButton(tr("&No augmentation"), m_fields);
    none->setObjectName(QStringLiteral("augmentNone"));
    none->setToolTip(tr("Show every image as it is, in every epoch"));
    m_asPreset = new QPushButton(tr("As the p&reset"), m_fields);
    m_asPreset->setObjectName(QStringLiteral("augmentPreset"));
    m_asPreset->setToolTip(tr("The changes that the chosen preset recommends"));
    connect(m_form, &AugmentForm::changed, this, &AugmentationBox::changed);
    connect(none, &QPushButton::clicked, this, [this] { reset({}); });
    connect(m_asPreset, &QPushButton::clicked, this, [this] {
        if (const Preset *preset = findPreset(m_config.preset))
            reset(preset->config.augment);
    });
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(none);
    buttons->addWidget(m_asPreset);
    auto *layout = new QVBoxLayout(m_fields);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_form);
    layout->addLayout(buttons);
    return m_fields;
}

void AugmentationBox::setConfig(const RunConfig &config)
{
    m_config = config;
    m_form->setOptions(config.augment);
    m_asPreset->setEnabled(findPreset(config.preset) != nullptr);
}

AugmentOptions AugmentationBox::options() const
{
    return m_form->options();
}

void AugmentationBox::reset(const AugmentOptions &options)
{
    m_form->setOptions(options);
    Q_EMIT changed();
}

void AugmentationBox::setEditable(bool isEditable)
{
    m_fields->setEnabled(isEditable);
}

void AugmentationBox::setPreview(const ImagePreview &preview)
{
    std::vector<QImage> images;
    for (const std::vector<Scalar> &values : preview.epochs)
        images.push_back(networkImage(values, preview.preprocessing));
    m_epochs->setVisible(!images.empty());
    m_epochs->setImages(std::move(images));
    if (preview.epochs.empty())
        m_epochsNote->setText(tr("The framed image is not trained on, so it is never changed. "
                                 "Choose a training image with ‹ and ›."));
    else if (m_config.augment.any())
        m_epochsNote->setText(tr("The framed image as training shows it in epochs 1 to 16:"));
    else
        m_epochsNote->setText(tr("Without augmentation every epoch shows the image as it is:"));
    m_epochsNote->show();
}

void AugmentationBox::hidePreview()
{
    m_epochsNote->hide();
    m_epochs->hide();
}

} // namespace convscope
