// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preparation/images_panel.h"
#include "ui/kit/fields/setting_form.h"
#include "ui/preparation/augmentation_box.h"
#include "ui/preparation/image_chooser.h"
#include "ui/preparation/preparation_box.h"
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace convscope {

using namespace std::chrono_literals;

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
    m_preparation = new PreparationBox(this);
    m_augmentation = new AugmentationBox(this);
    m_halves->addWidget(m_preparation, 1, Qt::AlignTop);
    m_halves->addWidget(m_augmentation, 1, Qt::AlignTop);
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
    connect(&m_preparation->fields(), &SettingForm::changed, this, &ImagesPanel::changed);
    connect(m_augmentation, &AugmentationBox::changed, this, &ImagesPanel::changed);
    connect(m_preparation, &PreparationBox::imageChosen, this, &ImagesPanel::choose);
    connect(&m_preparation->chooser(), &ImageChooser::stepped, this, [this](int by) {
        if (const auto sample = m_choice.neighbour(by))
            choose(*sample);
    });
    updateNote();
}

void ImagesPanel::setConfig(const RunConfig &config)
{
    m_config = config;
    m_preparation->fields().setConfig(config);
    m_augmentation->setConfig(config);
    m_throttle.request();
}

RunConfig ImagesPanel::applied(RunConfig config) const
{
    const Shape before = config.preprocessing.shape();
    config = m_preparation->fields().applied(std::move(config));
    config.augment = m_augmentation->options();
    if (config.preprocessing.shape() != before)
        config.followData = false; // the person's word counts
    return config;
}

void ImagesPanel::setRunning(bool running)
{
    m_running = running;
    m_preparation->fields().setEnabled(!running);
    m_augmentation->setEditable(!running);
    updateNote();
}

void ImagesPanel::setSuits(bool suits)
{
    m_suits = suits;
    updateNote();
    m_throttle.request();
}

void ImagesPanel::setData(
    std::shared_ptr<const Dataset> dataset, std::shared_ptr<const TrainingData> loaded)
{
    const bool isOther = !m_choice.hasData() || &m_choice.dataset() != dataset.get();
    m_choice.setData(std::move(dataset), std::move(loaded));
    m_asked.reset();
    const auto first = m_choice.first();
    if (isOther && first) {
        m_preparation->hidePreview();
        m_augmentation->hidePreview();
    }
    choose(isOther && first ? *first : m_choice.chosen());
    m_preparation->chooser().show();
    updateNote();
}

void ImagesPanel::choose(std::size_t sample)
{
    if (!m_choice.choose(sample))
        return;
    m_preparation->chooser().setImage(m_choice.dataset(), sample);
    m_throttle.request();
}

void ImagesPanel::askForPreview()
{
    if (!m_choice.hasData())
        return;
    PreviewRequest requested = m_choice.request(m_config, m_suits);
    if (m_asked == requested)
        return;
    m_asked = std::move(requested);
    Q_EMIT previewRequested(*m_asked);
}

void ImagesPanel::setPreview(const std::shared_ptr<const ImagePreview> &preview)
{
    m_preparation->setPreview(*preview, m_choice.dataset(), m_choice.trainingImages());
    m_augmentation->setPreview(*preview);
}

void ImagesPanel::updateNote()
{
    QString note;
    if (m_running)
        note = tr("A run is going on, and its images stay as they are. Stop it to change this.");
    else if (!m_choice.hasData())
        note = tr("Open a dataset to see here what the network gets of its images.");
    else if (!m_suits)
        note = tr("The images will be read again when training starts.");
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void ImagesPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_throttle.shown();
}

void ImagesPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    constexpr int kWide = 42; // heights of a line
    const bool isWide = width() > fontMetrics().height() * kWide;
    m_halves->setDirection(isWide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

} // namespace convscope
