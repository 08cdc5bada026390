// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preparation/images_panel.h"
#include "core/train/setup/presets.h"
#include "ui/kit/fields/setting_form.h"
#include "ui/preparation/augment_form.h"
#include "ui/preparation/epoch_grid.h"
#include "ui/preparation/image_chooser.h"
#include "ui/preparation/image_pairs.h"
#include "ui/preparation/value_view.h"
#include <QGroupBox>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace convscope {

using namespace std::chrono_literals;

namespace {

QLabel *noteLabel(QWidget *parent, const char *objectName)
{
    auto *label = new QLabel(parent);
    label->setObjectName(QString::fromLatin1(objectName));
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

} // namespace

ImagesPanel::ImagesPanel(QWidget *parent)
    : QWidget(parent)
    , m_note(new QLabel(this))
    , m_throttle(*this, 50ms, [this] { askForPreview(); })
{
    setObjectName(QStringLiteral("picturesPanel"));
    setAccessibleName(tr("Preparation of the images"));
    m_note->setObjectName(QStringLiteral("picturesNote"));
    m_note->setWordWrap(true);
    auto *content = new QWidget(this);
    m_halves = new QBoxLayout(QBoxLayout::TopToBottom);
    m_halves->addWidget(buildPreparation(), 1, Qt::AlignTop);
    m_halves->addWidget(buildAugmentation(), 1, Qt::AlignTop);
    auto *column = new QVBoxLayout(content);
    column->addWidget(m_note);
    column->addLayout(m_halves);
    column->addStretch();
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    updateNotes();
}

QWidget *ImagesPanel::buildPreparation()
{
    auto *group = new QGroupBox(tr("What the network gets"), this);
    m_pairs = new ImagePairs(group);
    m_pairs->setObjectName(QStringLiteral("preparedPairs"));
    m_pairs->setAccessibleName(tr("Images as they are, and below as the network sees them"));
    connect(m_pairs, &ImagePairs::chosen, this, [this](int pair) {
        if (m_preview && std::size_t(pair) < m_preview->images.size())
            choose(m_preview->images[std::size_t(pair)].sample);
    });
    m_values = new ValueView(group);
    m_values->setObjectName(QStringLiteral("networkValues"));
    m_values->setAccessibleName(tr("The numbers the network gets"));
    m_values->setToolTip(tr("The framed image as the numbers the network gets, how often each "
                            "occurs, and what the colours stand for. Where numbers have two signs, "
                            "blue is below zero, red above."));
    m_normalizationNote = noteLabel(group, "normalizationNote");
    auto *layout = new QVBoxLayout(group);
    m_fields = new SettingForm(Setting::Group::Preparation, group);
    connect(m_fields, &SettingForm::changed, this, &ImagesPanel::changed);
    layout->addWidget(m_fields);
    m_chooser = new ImageChooser(group);
    connect(m_chooser, &ImageChooser::stepped, this, [this](int by) {
        if (const auto sample = m_choice.neighbour(by))
            choose(*sample);
    });
    layout->addWidget(m_chooser);
    m_pairsNote = noteLabel(group, "pairsNote");
    m_pairsNote->setText(tr("Above as they are, below as the network sees them:"));
    layout->addWidget(m_pairsNote);
    layout->addWidget(m_pairs);
    layout->addWidget(m_values);
    layout->addWidget(m_normalizationNote);
    return group;
}

QWidget *ImagesPanel::buildAugmentFields()
{
    m_augmentFields = new QWidget(this);
    m_augment = new AugmentForm(m_augmentFields);
    auto *none = new QPushButton(tr("&No augmentation"), m_augmentFields);
    none->setObjectName(QStringLiteral("augmentNone"));
    none->setToolTip(tr("Show every image as it is, in every epoch"));
    m_presetAugment = new QPushButton(tr("As the p&reset"), m_augmentFields);
    m_presetAugment->setObjectName(QStringLiteral("augmentPreset"));
    m_presetAugment->setToolTip(tr("The changes that the chosen preset recommends"));
    connect(m_augment, &AugmentForm::changed, this, &ImagesPanel::changed);
    connect(none, &QPushButton::clicked, this, [this] { resetAugmentation({}); });
    connect(m_presetAugment, &QPushButton::clicked, this, [this] {
        if (const Preset *preset = findPreset(m_config.preset))
            resetAugmentation(preset->config.augment);
    });
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(none);
    buttons->addWidget(m_presetAugment);
    auto *layout = new QVBoxLayout(m_augmentFields);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_augment);
    layout->addLayout(buttons);
    return m_augmentFields;
}

QWidget *ImagesPanel::buildAugmentation()
{
    auto *group = new QGroupBox(tr("Augmentation"), this);
    group->setToolTip(tr("Training images are changed a little at random, differently in every "
                         "epoch, so that the network learns what does not matter. Validation and "
                         "test images are never changed."));
    m_epochsNote = noteLabel(group, "epochsNote");
    m_epochs = new EpochGrid(group);
    m_epochs->setObjectName(QStringLiteral("epochGrid"));
    m_epochs->setAccessibleName(tr("The chosen image in the first sixteen epochs"));
    m_epochs->setToolTip(tr("The framed image exactly as training shows it to the network in "
                            "these epochs: the same seed gives the same changes"));
    auto *layout = new QVBoxLayout(group);
    layout->addWidget(buildAugmentFields());
    layout->addWidget(m_epochsNote);
    layout->addWidget(m_epochs);
    return group;
}

} // namespace convscope
