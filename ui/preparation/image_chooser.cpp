// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preparation/image_chooser.h"
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace convscope {

ImageChooser::ImageChooser(QWidget *parent)
    : QWidget(parent)
    , m_name(new QLabel(this))
{
    m_name->setObjectName(QStringLiteral("previewName"));
    m_name->installEventFilter(this);
    m_name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(makeStep(
        -1, QStringLiteral("‹"), "previousImage", tr("The training image before this one")));
    row->addWidget(makeStep(1, QStringLiteral("›"), "nextImage", tr("The next training image")));
    row->addWidget(m_name, 1);
}

QToolButton *ImageChooser::makeStep(
    int by, const QString &text, const char *name, const QString &toolTip)
{
    auto *button = new QToolButton(this);
    button->setText(text);
    button->setObjectName(QString::fromLatin1(name));
    button->setToolTip(toolTip);
    button->setAccessibleName(toolTip);
    connect(button, &QToolButton::clicked, this, [this, by] { Q_EMIT stepped(by); });
    return button;
}

void ImageChooser::setImage(const Dataset &dataset, std::size_t sample)
{
    const Sample &image = dataset.samples()[sample];
    //: %1 a class, %2 a file
    m_text = tr("%1 – %2").arg(QString::fromStdString(dataset.classes()[std::size_t(image.label)]),
        QString::fromStdString(image.name));
    m_name->setToolTip(m_text);
    m_name->setAccessibleName(m_text);
    fitName();
}

void ImageChooser::fitName()
{
    m_name->setText(m_name->fontMetrics().elidedText(m_text, Qt::ElideMiddle, m_name->width()));
}

bool ImageChooser::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_name && event->type() == QEvent::Resize)
        fitName();
    return QWidget::eventFilter(watched, event);
}

} // namespace convscope
