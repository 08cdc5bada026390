// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/loading_row.h"
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace convscope {

using namespace std::chrono_literals;

LoadingRow::LoadingRow(QWidget *parent)
    : QWidget(parent)
    , m_text(new QLabel(this))
    , m_bar(new QProgressBar(this))
{
    m_text->setWordWrap(true);
    m_bar->setObjectName(QStringLiteral("loadingProgress"));
    m_bar->setAccessibleName(tr("Images read"));
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(QStringLiteral("cancelLoading"));
    cancel->setToolTip(tr("Stop reading; what was open before stays open"));
    connect(cancel, &QPushButton::clicked, this, &LoadingRow::cancelRequested);
    auto *row = new QHBoxLayout;
    row->addWidget(m_bar, 1);
    row->addWidget(cancel);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_text);
    layout->addLayout(row);
    m_appear.setSingleShot(true);
    m_appear.setInterval(200ms);
    connect(&m_appear, &QTimer::timeout, this, &QWidget::show);
    hide();
}

void LoadingRow::begin(const QString &text, Appear appear)
{
    m_text->setText(text);
    setProgress(0, 0);
    if (appear == Appear::AtOnce)
        show();
    else
        m_appear.start();
}

void LoadingRow::setProgress(quint64 done, quint64 total)
{
    m_bar->setMaximum(int(total));
    m_bar->setValue(int(done));
    //: images read of all images
    m_bar->setFormat(total > 0
            ? tr("%1 of %2").arg(locale().toString(done), locale().toString(total))
            : QString());
}

void LoadingRow::end()
{
    m_appear.stop();
    hide();
}

} // namespace convscope
