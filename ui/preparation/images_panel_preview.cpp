// SPDX-License-Identifier: GPL-3.0-or-later
// What the fields of ImagesPanel say, and what it shows.
#include "core/train/setup/presets.h"
#include "ui/images/prepared_image.h"
#include "ui/kit/fields/setting_form.h"
#include "ui/preparation/augment_form.h"
#include "ui/preparation/epoch_grid.h"
#include "ui/preparation/image_chooser.h"
#include "ui/preparation/image_pairs.h"
#include "ui/preparation/images_panel.h"
#include "ui/preparation/value_view.h"
#include <QBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>

namespace convscope {

namespace {

QString sizeText(const Shape &shape)
{
    return QStringLiteral("%1×%2").arg(shape.w).arg(shape.h);
}

QString colourText(const Shape &shape)
{
    return shape.c == 3 ? ImagesPanel::tr("colour") : ImagesPanel::tr("grey");
}

QString inShort(const std::vector<double> &values)
{
    QStringList texts;
    for (const double value : values)
        texts.append(QLocale().toString(value, 'f', 3));
    return texts.join(QStringLiteral(" / "));
}

/// What the numbers are, in words.
QString normalizationText(const ImagePreview &preview, std::size_t trainingImages)
{
    const Preprocessing &p = preview.preprocessing;
    switch (p.normalization) {
    case Normalization::None:
        return ImagesPanel::tr("Pixel values as they are, from 0 to 255.");
    case Normalization::Unit:
        return ImagesPanel::tr("Pixel values divided by 255.");
    case Normalization::Standard:
        break;
    }
    const QString from = preview.estimatedFrom > 0
        ? ImagesPanel::tr("estimated from %1 training images; all of them are measured when "
                          "training starts")
              .arg(QLocale().toString(qulonglong(preview.estimatedFrom)))
        : ImagesPanel::tr("of the %1 training images")
              .arg(QLocale().toString(qulonglong(trainingImages)));
    //: %1 and %2 are numbers, one a channel, as shares of white; %3 says where they come from
    return ImagesPanel::tr(
        "Each channel minus its mean (%1), divided by its standard deviation (%2), %3.")
        .arg(inShort(p.mean), inShort(p.stddev), from);
}

} // namespace

void ImagesPanel::setConfig(const RunConfig &config)
{
    m_config = config;
    m_fields->setConfig(config);
    m_augment->setOptions(config.augment);
    m_presetAugment->setEnabled(findPreset(config.preset) != nullptr);
    m_throttle.request();
}

RunConfig ImagesPanel::applied(RunConfig config) const
{
    const Shape before = config.preprocessing.shape();
    config = m_fields->applied(std::move(config));
    config.augment = m_augment->options();
    if (config.preprocessing.shape() != before)
        config.followData = false; // the person's word counts
    return config;
}

void ImagesPanel::resetAugmentation(const AugmentOptions &options)
{
    m_augment->setOptions(options);
    Q_EMIT changed();
}

void ImagesPanel::setRunning(bool running)
{
    m_running = running;
    m_fields->setEnabled(!running);
    m_augmentFields->setEnabled(!running);
    updateNotes();
}

void ImagesPanel::setSuits(bool suits)
{
    m_suits = suits;
    updateNotes();
    m_throttle.request();
}

void ImagesPanel::setData(
    std::shared_ptr<const Dataset> dataset, std::shared_ptr<const TrainingData> loaded)
{
    const bool isOther = !m_choice.hasData() || &m_choice.dataset() != dataset.get();
    m_choice.setData(std::move(dataset), std::move(loaded));
    m_asked.reset();
    const auto first = m_choice.first();
    if (isOther && first)
        m_preview.reset();
    choose(isOther && first ? *first : m_choice.chosen());
    updateNotes();
}

void ImagesPanel::choose(std::size_t sample)
{
    if (!m_choice.choose(sample))
        return;
    m_chooser->setImage(m_choice.dataset(), sample);
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
    m_preview = preview;
    showPairs();
    showValues();
    showEpochs();
    updateNotes();
    m_chooser->fitName(); // now that it has its width
}

void ImagesPanel::showPairs()
{
    std::vector<ImagePair> pairs;
    for (const PreparedImage &image : m_preview->images) {
        ImagePair &pair = pairs.emplace_back();
        const Sample &sample = m_choice.dataset().samples()[image.sample];
        pair.toolTip = QString::fromStdString(sample.name);
        if (!image.error.empty()) {
            pair.beforeText = tr("unreadable");
            pair.toolTip += QStringLiteral(": ") + QString::fromStdString(image.error);
            continue;
        }
        const Shape shape = m_preview->preprocessing.shape();
        pair.before = preparedImage(image.reduced, image.reducedShape);
        pair.after = networkImage(image.values, m_preview->preprocessing);
        pair.beforeText = sizeText(image.original);
        pair.afterText = sizeText(shape);
        pair.toolTip += tr("\n%1 %2, becomes %3 %4")
                            .arg(sizeText(image.original), colourText(image.original),
                                sizeText(shape), colourText(shape));
    }
    m_pairs->setPairs(std::move(pairs));
}

void ImagesPanel::showValues()
{
    const auto &values = m_preview->images.front().values;
    m_values->setValues({ values.begin(), values.end() }, m_preview->preprocessing.shape());
    m_normalizationNote->setText(normalizationText(*m_preview, m_choice.trainingImages()));
}

void ImagesPanel::showEpochs()
{
    std::vector<QImage> images;
    for (const std::vector<Scalar> &values : m_preview->epochs)
        images.push_back(networkImage(values, m_preview->preprocessing));
    m_epochs->setVisible(!images.empty());
    m_epochs->setImages(std::move(images));
    if (m_preview->epochs.empty())
        m_epochsNote->setText(tr("The framed image is not trained on, so it is never changed. "
                                 "Choose a training image with ‹ and ›."));
    else if (m_config.augment.any())
        m_epochsNote->setText(tr("The framed image as training shows it in epochs 1 to 16:"));
    else
        m_epochsNote->setText(tr("Without augmentation every epoch shows the image as it is:"));
}

void ImagesPanel::updateNotes()
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
    m_chooser->setVisible(m_choice.hasData());
    for (QWidget *part : { static_cast<QWidget *>(m_pairsNote), static_cast<QWidget *>(m_pairs),
             static_cast<QWidget *>(m_values), static_cast<QWidget *>(m_normalizationNote),
             static_cast<QWidget *>(m_epochsNote) })
        part->setVisible(m_preview != nullptr);
    if (!m_preview)
        m_epochs->hide();
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
