// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the fields of ImagesPanel, and shows its preview.
#include "core/train/setup/presets.h"
#include "ui/images/prepared_image.h"
#include "ui/kit/fields/setting_form.h"
#include "ui/preparation/augment_form.h"
#include "ui/preparation/epoch_grid.h"
#include "ui/preparation/image_pairs.h"
#include "ui/preparation/images_panel.h"
#include "ui/preparation/value_view.h"
#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <algorithm>

namespace convscope {

namespace {

constexpr std::size_t kOthers = 6; // samples to choose from, beside the chosen one
constexpr std::size_t kMaxToEstimate = 64;

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

/// The meaning of the numbers, in words.
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
    const bool isOther = m_dataset != dataset;
    m_dataset = std::move(dataset);
    m_data = std::move(loaded);
    m_asked.reset();
    m_others = differentSamples(*m_data, kOthers);
    if (isOther && !m_others.empty()) {
        m_preview.reset();
        choose(m_others.front());
    } else {
        choose(m_chosen);
    }
    updateNotes();
}

void ImagesPanel::choose(std::size_t sample)
{
    if (!m_dataset || sample >= m_dataset->samples().size())
        return;
    m_chosen = sample;
    if (const auto index = trainingIndex())
        m_place = *index;
    showName();
    m_throttle.request();
}

void ImagesPanel::step(int by)
{
    if (!m_data || m_data->train.size() == 0)
        return;
    const std::size_t size = m_data->train.size();
    const std::size_t place = std::min(m_place, size - 1);
    choose(m_data->train.samples[(place + (by < 0 ? size - 1 : 1)) % size]);
}

std::optional<std::size_t> ImagesPanel::trainingIndex() const
{
    const auto &samples = m_data->train.samples;
    const auto found = std::ranges::find(samples, m_chosen);
    if (found == samples.end())
        return {};
    return std::size_t(found - samples.begin());
}

PreviewRequest ImagesPanel::request() const
{
    PreviewRequest request;
    request.preprocessing = m_config.preprocessing;
    request.preprocessing.mean.clear();
    request.preprocessing.stddev.clear();
    if (m_suits && m_config.preprocessing.normalization == Normalization::Standard)
        request.preprocessing = m_data->preprocessing;
    request.augment = m_config.augment;
    request.seed = m_config.seed;
    request.samples = { m_chosen };
    for (const std::size_t other : m_others)
        if (other != m_chosen)
            request.samples.push_back(other);
    request.trainingIndex = trainingIndex();
    request.estimateFrom = spreadSamples(*m_data, kMaxToEstimate);
    return request;
}

void ImagesPanel::askForPreview()
{
    if (!m_data)
        return;
    PreviewRequest requested = request();
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
    showName(); // now that it has its width
}

void ImagesPanel::showName()
{
    const Sample &sample = m_dataset->samples()[m_chosen];
    //: %1 a class, %2 a file
    const QString text
        = tr("%1 – %2").arg(QString::fromStdString(m_dataset->classes()[std::size_t(sample.label)]),
            QString::fromStdString(sample.name));
    m_chosenName->setText(
        m_chosenName->fontMetrics().elidedText(text, Qt::ElideMiddle, m_chosenName->width()));
    m_chosenName->setToolTip(text);
    m_chosenName->setAccessibleName(text);
}

void ImagesPanel::showPairs()
{
    std::vector<ImagePair> pairs;
    for (const PreparedImage &image : m_preview->images) {
        ImagePair &pair = pairs.emplace_back();
        const Sample &sample = m_dataset->samples()[image.sample];
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
    m_normalizationNote->setText(normalizationText(*m_preview, m_data->train.size()));
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
    else if (!m_data)
        note = tr("Open a dataset to see here what the network gets of its images.");
    else if (!m_suits)
        note = tr("The images will be read again when training starts.");
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    m_chooser->setVisible(m_data != nullptr);
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

bool ImagesPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_chosenName && event->type() == QEvent::Resize && m_dataset)
        showName(); // in its middle it is cut to what has room now
    return QWidget::eventFilter(watched, event);
}

} // namespace convscope
