// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/data_header.h"
#include "ui/kit/location_name.h"
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace convscope {

namespace {

constexpr std::size_t kMaxSizes = 3; // told in the header

QString number(std::size_t value)
{
    return QLocale().toString(qulonglong(value));
}

QString countedText(std::size_t value, const QString &one, const QString &many)
{
    return number(value) + QLatin1Char(' ') + (value == 1 ? one : many);
}

QString sizesText(const DatasetReport &report)
{
    const auto &sizes = report.sizes;
    if (sizes.size() == 1)
        return DataHeader::tr("all %1×%2").arg(sizes.front().width).arg(sizes.front().height);
    QStringList texts;
    for (std::size_t i = 0; i < std::min(kMaxSizes, sizes.size()); ++i)
        texts.append(DataHeader::tr("%1×%2 (%3)")
                         .arg(QString::number(sizes[i].width), QString::number(sizes[i].height),
                             number(sizes[i].count)));
    if (sizes.size() > kMaxSizes)
        texts.append(DataHeader::tr("%1 other sizes").arg(number(sizes.size() - kMaxSizes)));
    return texts.join(QStringLiteral(", "));
}

QString partsText(const TrainingData &images)
{
    QStringList parts;
    for (const Split split : { Split::Train, Split::Validation, Split::Test })
        if (const std::size_t count = images.split(split).size())
            parts.append(QStringLiteral("%1 %2").arg(number(count), splitName(split)));
    return parts.join(QStringLiteral(" · "));
}

} // namespace

DataHeader::DataHeader(QWidget *parent)
    : QWidget(parent)
    , m_location(new QLabel(this))
    , m_summary(new QLabel(this))
    , m_checking(new QLabel(this))
{
    auto *enlarge = new QToolButton(this);
    m_location->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_location->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    enlarge->setText(QStringLiteral("⤢"));
    enlarge->setToolTip(
        tr("Show this panel large, in a window of its own; again: back to its place"));
    enlarge->setObjectName(QStringLiteral("enlargeData"));
    enlarge->setAccessibleName(tr("Show the data panel large"));
    enlarge->setAutoRaise(true);
    connect(enlarge, &QToolButton::clicked, this, &DataHeader::enlargeRequested);
    m_summary->setObjectName(QStringLiteral("dataSummary"));
    m_summary->setWordWrap(true);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_checking->setObjectName(QStringLiteral("reportProgress"));
    m_checking->setWordWrap(true);
    m_checking->hide();
    auto *row = new QHBoxLayout;
    row->addWidget(m_location, 1);
    row->addWidget(enlarge);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addLayout(row);
    layout->addWidget(m_summary);
    layout->addWidget(m_checking);
}

void DataHeader::setContent(const DataView &view, const DatasetReport *report)
{
    const QString &location = view.open().location;
    m_location->setText(QStringLiteral("<b>%1</b>").arg(locationName(location).toHtmlEscaped()));
    m_location->setToolTip(QDir::toNativeSeparators(location));
    const TrainingData &images = view.data();
    const std::size_t all = images.train.size() + images.validation.size() + images.test.size();
    const auto format = view.dataset().format();
    const QString form = QString::fromUtf8(format.data(), qsizetype(format.size()))
                             .replace(QLatin1Char('-'), QLatin1Char(' '));
    QStringList lines { tr("%1, %2 (%3)")
                            .arg(countedText(all, tr("image"), tr("images")),
                                countedText(images.classes.size(), tr("class"), tr("classes")),
                                form),
        partsText(images) };
    if (report) {
        const QString colours = report->colour == 0 ? tr("grey")
            : report->colour == report->images
            ? tr("colour")
            : tr("%1 in colour, %2 grey")
                  .arg(number(report->colour), number(report->images - report->colour));
        lines.append(sizesText(*report) + QStringLiteral(" · ") + colours);
    }
    m_summary->setText(lines.join(QLatin1Char('\n')));
}

void DataHeader::setProgress(quint64 done, quint64 total)
{
    m_checking->setText(total > 0 ? tr("Checking images: %1 of %2")
                                        .arg(number(std::size_t(done)), number(std::size_t(total)))
                                  : tr("Checking the images…"));
    m_checking->show();
}

void DataHeader::endProgress()
{
    m_checking->hide();
}

} // namespace convscope
