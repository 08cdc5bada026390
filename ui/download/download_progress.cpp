// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/download/download_progress.h"
#include "ui/kit/theme.h"
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QVBoxLayout>
#include <algorithm>

namespace convscope {

namespace {

constexpr int kSteps = 1000; // of the bar: bytes do not fit an int

/// "0:07", "12:30", "1:02:03".
QString timeText(qint64 seconds)
{
    const QString tail = QStringLiteral("%1").arg(seconds % 60, 2, 10, QLatin1Char('0'));
    const qint64 minutes = seconds / 60;
    if (minutes < 60)
        return QStringLiteral("%1:%2").arg(minutes).arg(tail);
    return QStringLiteral("%1:%2:%3")
        .arg(minutes / 60)
        .arg(minutes % 60, 2, 10, QLatin1Char('0'))
        .arg(tail);
}

} // namespace

QString bytesText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

DownloadProgress::DownloadProgress(QWidget *parent)
    : QWidget(parent)
    , m_sentence(new QLabel(this))
    , m_bar(new QProgressBar(this))
    , m_figures(new QLabel(this))
{
    m_sentence->setObjectName(QStringLiteral("downloadActivity"));
    m_figures->setObjectName(QStringLiteral("downloadFigures"));
    m_bar->setObjectName(QStringLiteral("downloadProgress"));
    m_bar->setAccessibleName(tr("Progress of the download"));
    m_bar->setMaximum(kSteps);
    m_bar->setTextVisible(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(int(fontMetrics().height() * kSpacing));
    for (QLabel *label : { m_sentence, m_figures })
        label->setWordWrap(true);
    for (QWidget *part : std::initializer_list<QWidget *> { m_sentence, m_bar, m_figures })
        layout->addWidget(part);
}

void DownloadProgress::setSentence(const QString &sentence)
{
    m_sentence->setText(sentence);
}

void DownloadProgress::setBusy(bool isBusy)
{
    m_bar->setVisible(isBusy);
    m_figures->setVisible(isBusy);
}

void DownloadProgress::begin()
{
    m_figures->setText(QString());
    m_bar->setMaximum(0);
}

void DownloadProgress::setFigures(qint64 done, qint64 total, double bytesPerSecond)
{
    const double part = total > 0 ? double(done) / double(total) : 0;
    m_bar->setMaximum(kSteps);
    m_bar->setValue(int(std::clamp(part, 0.0, 1.0) * kSteps));
    QString text = tr("%1 of %2").arg(bytesText(done), bytesText(total));
    if (bytesPerSecond > 0)
        text = tr("%1 · %2/s · %3 left")
                   .arg(text, bytesText(qint64(bytesPerSecond)),
                       timeText(qint64(double(total - done) / bytesPerSecond)));
    m_figures->setText(text);
}

} // namespace convscope
