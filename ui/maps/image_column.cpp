// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/maps/image_column.h"
#include "ui/images/dropped_image.h"
#include "ui/images/image_view.h"
#include "ui/images/map_pixmap.h"
#include "ui/maps/shown_maps.h"
#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace convscope {

ImageColumn::ImageColumn(QWidget *parent)
    : QWidget(parent)
    , m_image(new ImageView(this))
    , m_input(new ImageView(this))
    , m_imageName(new QLabel(this))
{
    m_image->setAccessibleName(tr("Pinned image"));
    m_imageName->setWordWrap(true);
    for (ImageView *view : { m_image, m_input })
        view->setMinimumHeight(fontMetrics().height() * 4); // beyond that, the column scrolls
    m_input->setAccessibleName(tr("What the network sees"));
    m_input->setToolTip(tr("The image after preprocessing: the numbers the first layer works on"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(new QLabel(tr("<b>Pinned image</b>"), this));
    layout->addWidget(m_image);
    layout->addWidget(m_imageName);
    layout->addWidget(buildButtons());
    auto *seen = new QLabel(tr("<b>What the network sees</b>"), this);
    seen->setWordWrap(true);
    layout->addWidget(seen);
    layout->addWidget(m_input);
    layout->addWidget(m_keep);
    layout->addWidget(buildKept());
    layout->addStretch();
}

QWidget *ImageColumn::buildButtons()
{
    auto *row = new QWidget(this);
    auto *pin = new QPushButton(tr("Choose…"), row);
    pin->setObjectName(QStringLiteral("pinImageButton"));
    pin->setAccessibleName(tr("Choose an image"));
    pin->setToolTip(tr("Pin an image of your own; its maps are shown for every layer. Images can "
                       "also be dropped onto this page, or pasted."));
    auto *back = new QPushButton(QStringLiteral("‹"), row);
    auto *forth = new QPushButton(QStringLiteral("›"), row);
    back->setAccessibleName(tr("Previous image of the dataset"));
    forth->setAccessibleName(tr("Next image of the dataset"));
    const int narrow = fontMetrics().height() * 3 / 2;
    for (QPushButton *button : { back, forth }) {
        button->setToolTip(button->accessibleName());
        button->setMaximumWidth(narrow);
    }
    connect(pin, &QPushButton::clicked, this, &ImageColumn::pinImageRequested);
    connect(back, &QPushButton::clicked, this, [this] { Q_EMIT pinSampleRequested(-1); });
    connect(forth, &QPushButton::clicked, this, [this] { Q_EMIT pinSampleRequested(1); });
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, fontMetrics().height() / 2);
    layout->addWidget(back);
    layout->addWidget(pin, 1);
    layout->addWidget(forth);
    m_keep = new QPushButton(tr("Keep this view"), this);
    m_keep->setObjectName(QStringLiteral("keepViewButton"));
    m_keep->setToolTip(tr("Puts the maps aside as they are now, beside those that follow: choose "
                          "another image, or let the network learn on, and compare"));
    connect(m_keep, &QPushButton::clicked, this, &ImageColumn::keepRequested);
    return row;
}

QWidget *ImageColumn::buildKept()
{
    m_kept = new QWidget(this);
    m_kept->setObjectName(QStringLiteral("keptView"));
    m_keptImage = new ImageView(m_kept);
    m_keptImage->setAccessibleName(tr("Image of the kept view"));
    m_keptName = new QLabel(m_kept);
    m_keptName->setWordWrap(true);
    m_follows = new QCheckBox(tr("same weights"), m_kept);
    m_follows->setObjectName(QStringLiteral("followCheck"));
    m_follows->setToolTip(tr("The kept image goes through the same network as the pinned one, so "
                             "that two images are compared; else its maps stay as they were, so "
                             "that two moments are compared"));
    connect(m_follows, &QCheckBox::toggled, this, &ImageColumn::followRequested);
    auto *drop = new QPushButton(tr("Stop comparing"), m_kept);
    drop->setObjectName(QStringLiteral("dropViewButton"));
    drop->setToolTip(tr("Forgets the kept view"));
    connect(drop, &QPushButton::clicked, this, &ImageColumn::dropRequested);
    auto *layout = new QVBoxLayout(m_kept);
    layout->setContentsMargins(0, fontMetrics().height() / 2, 0, 0);
    layout->addWidget(new QLabel(tr("<b>B: kept view</b>"), m_kept));
    layout->addWidget(m_keptImage);
    layout->addWidget(m_keptName);
    layout->addWidget(m_follows);
    layout->addWidget(drop);
    m_kept->hide();
    return m_kept;
}

void ImageColumn::setPinned(const QImage &image, const QString &name)
{
    m_name = name;
    m_image->setImage(image);
    m_imageName->setText(name);
}

void ImageColumn::take(const QMimeData &mime)
{
    const DroppedImage dropped = droppedImage(mime);
    if (!dropped.file.isEmpty())
        Q_EMIT pinFileRequested(dropped.file);
    else if (!dropped.image.isNull())
        Q_EMIT pinDroppedRequested(dropped.image);
    else
        Q_EMIT pinRefused(dropped.error);
}

const QImage &ImageColumn::pinned() const
{
    return m_image->image();
}

void ImageColumn::setInput(const LayerMaps *input)
{
    m_input->setImage(input ? inputImage(*input) : QImage());
}

void ImageColumn::setMarks(const std::vector<MapMark> &marks)
{
    std::vector<QRect> frames;
    for (const MapMark &mark : marks)
        if (mark.layer == QLatin1String("input"))
            frames.push_back(mark.values);
    m_input->setFrames(std::move(frames));
}

void ImageColumn::setKept(const KeptView *kept)
{
    m_kept->setVisible(kept != nullptr);
    if (!kept) {
        m_follows->setChecked(false);
        return;
    }
    m_keptImage->setImage(kept->image);
    m_keptName->setText(viewText(kept->name, *kept->maps));
}

} // namespace convscope
