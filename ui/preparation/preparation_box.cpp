// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preparation/preparation_box.h"
#include "ui/images/prepared_image.h"
#include "ui/kit/fields/setting_form.h"
#include "ui/preparation/image_chooser.h"
#include "ui/preparation/image_pairs.h"
#include "ui/preparation/value_view.h"
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

namespace convscope {

namespace {

QString sizeText(const Shape &shape)
{
    return QStringLiteral("%1×%2").arg(shape.w).arg(shape.h);
}

QString colourText(const Shape &shape)
{
    return shape.c == 3 ? PreparationBox::tr("colour") : PreparationBox::tr("grey");
}

QString inShort(const std::vector<double> &values)
{
    QStringList texts;
    for (const double value : values)
        texts.append(QLocale().toString(value, 'f', 3));
    return texts.join(QStringLiteral(" / "));
}

/// The numbers, in words.
QString normalizationText(const ImagePreview &preview, std::size_t trainingImages)
{
    const Preprocessing &p = preview.preprocessing;
    switch (p.normalization) {
    case Normalization::None:
        return PreparationBox::tr("Pixel values as they are, from 0 to 255.");
    case Normalization::Unit:
        return PreparationBox::tr("Pixel values divided by 255.");
    case Normalization::Standard:
        break;
    }
    const QString from = preview.estimatedFrom > 0
        ? PreparationBox::tr("estimated from %1 training images; all of them are measured when "
                             "training starts")
              .arg(QLocale().toString(qulonglong(preview.estimatedFrom)))
        : PreparationBox::tr("of the %1 training images")
              .arg(QLocale().toString(qulonglong(trainingImages)));
    //: %1 and %2 are numbers, one a channel, as shares of white; %3 says where they come from
    return PreparationBox::tr(
        "Each channel minus its mean (%1), divided by its standard deviation (%2), %3.")
        .arg(inShort(p.mean), inShort(p.stddev), from);
}

} // namespace

PreparationBox::PreparationBox(QWidget *parent)
    : QGroupBox(tr("What the network gets"), parent)
    , m_pairs(new ImagePairs(this))
    , m_values(new ValueView(this))
    , m_normalizationNote(makeNote("normalizationNote"))
    , m_fields(new SettingForm(Setting::Group::Preparation, this))
    , m_chooser(new ImageChooser(this))
    , m_pairsNote(makeNote("pairsNote"))
{
    m_pairs->setObjectName(QStringLiteral("preparedPairs"));
    m_pairs->setAccessibleName(tr("Images as they are, and below as the network sees them"));
    connect(m_pairs, &ImagePairs::chosen, this, [this](int pair) {
        if (std::size_t(pair) < m_samples.size())
            Q_EMIT imageChosen(m_samples[std::size_t(pair)]);
    });
    m_values->setObjectName(QStringLiteral("networkValues"));
    m_values->setAccessibleName(tr("The numbers the network gets"));
    m_values->setToolTip(tr("The framed image as the numbers the network gets, how often each "
                            "occurs, and what the colours stand for. Where numbers have two signs, "
                            "blue is below zero, red above."));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_fields);
    layout->addWidget(m_chooser);
    m_pairsNote->setText(tr("Above as they are, below as the network sees them:"));
    layout->addWidget(m_pairsNote);
    layout->addWidget(m_pairs);
    layout->addWidget(m_values);
    layout->addWidget(m_normalizationNote);
    m_chooser->hide();
    setPreviewVisible(false);
}

QLabel *PreparationBox::makeNote(const char *objectName)
{
    auto *label = new QLabel(this);
    label->setObjectName(QString::fromLatin1(objectName));
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

void PreparationBox::setPreviewVisible(bool isVisible)
{
    for (QWidget *part :
        std::initializer_list<QWidget *> { m_pairsNote, m_pairs, m_values, m_normalizationNote })
        part->setVisible(isVisible);
}

void PreparationBox::hidePreview()
{
    setPreviewVisible(false);
}

void PreparationBox::setPreview(
    const ImagePreview &preview, const Dataset &dataset, std::size_t trainingImages)
{
    showPairs(preview, dataset);
    const auto &values = preview.images.front().values;
    m_values->setValues({ values.begin(), values.end() }, preview.preprocessing.shape());
    m_normalizationNote->setText(normalizationText(preview, trainingImages));
    setPreviewVisible(true);
    m_chooser->fitName(); // now that it has its width
}

void PreparationBox::showPairs(const ImagePreview &preview, const Dataset &dataset)
{
    std::vector<ImagePair> pairs;
    m_samples.clear();
    for (const PreparedImage &image : preview.images) {
        m_samples.push_back(image.sample);
        ImagePair &pair = pairs.emplace_back();
        const Sample &sample = dataset.samples()[image.sample];
        pair.toolTip = QString::fromStdString(sample.name);
        if (!image.error.empty()) {
            pair.beforeText = tr("unreadable");
            pair.toolTip += QStringLiteral(": ") + QString::fromStdString(image.error);
            continue;
        }
        const Shape shape = preview.preprocessing.shape();
        pair.before = preparedImage(image.reduced, image.reducedShape);
        pair.after = networkImage(image.values, preview.preprocessing);
        pair.beforeText = sizeText(image.original);
        pair.afterText = sizeText(shape);
        pair.toolTip += tr("\n%1 %2, becomes %3 %4")
                            .arg(sizeText(image.original), colourText(image.original),
                                sizeText(shape), colourText(shape));
    }
    m_pairs->setPairs(std::move(pairs));
}

} // namespace convscope
