// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/curve_readout.h"
#include "ui/charts/axis_text.h"
#include "ui/kit/figure_text.h"
#include <QBoxLayout>
#include <QLabel>
#include <QLocale>

namespace convscope {

namespace {

QString number(double value)
{
    return QLocale().toString(value, 'g', 4);
}

QString joined(const QStringList &parts)
{
    return parts.join(QStringLiteral(" · "));
}

} // namespace

CurveReadout::CurveReadout(QWidget *parent)
    : QWidget(parent)
    , m_place(new QLabel(this))
    , m_figures(new QLabel(this))
    , m_layout(new QBoxLayout(QBoxLayout::LeftToRight, this))
{
    setObjectName(QStringLiteral("curveReadout"));
    setToolTip(tr("The batch under the pointer, or the newest one"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    m_layout->addWidget(m_place);
    m_layout->addWidget(m_figures, 1);
    for (QLabel *label : { m_place, m_figures }) {
        label->setTextFormat(Qt::PlainText);
        label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    }
    m_figures->setMinimumWidth(1);
    arrange();
}

void CurveReadout::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

// Beside each other where there is room. The height follows from the width alone: figures that come
// and go must not make the charts jump.
void CurveReadout::arrange()
{
    const QFontMetrics metrics = fontMetrics();
    const int gap = metrics.averageCharWidth() * 3;
    const int place
        = metrics.horizontalAdvance(QStringLiteral("batch 1,000,000 · epoch 100.00")) + gap;
    const int figures = metrics.horizontalAdvance(
        QStringLiteral("accuracy >99.9 % · smoothed >99.9 % · validation >99.9 %"));
    const bool wide = width() >= place + figures;
    m_layout->setDirection(wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_place->setMinimumWidth(wide ? place : 1);
    m_place->setFixedHeight(metrics.lineSpacing() * (wide ? 2 : 1) + 2);
    m_figures->setFixedHeight(metrics.lineSpacing() * 2 + 2);
    m_place->setText(m_where.join(wide ? QStringLiteral("\n") : QStringLiteral(" · ")));
}

void CurveReadout::setReading(const std::optional<RunCurves::Reading> &reading)
{
    if (!reading) {
        m_where.clear();
        m_place->clear();
        m_figures->clear();
        return;
    }
    const BatchReport &batch = *reading->batch;
    const QString epoch = QLocale().toString(reading->epoch, 'f', 2);
    m_where = { joined({ tr("batch %1").arg(axisText(CurveAxis::Batch, double(batch.batch))),
                    tr("epoch %1").arg(epoch) }),
        joined({ tr("time %1").arg(axisText(CurveAxis::Time, batch.seconds)),
            tr("rate %1").arg(number(batch.learningRate)) }) };
    arrange();
    QStringList loss { tr("loss %1").arg(number(batch.loss)),
        tr("smoothed %1").arg(number(reading->smoothedLoss)) };
    QStringList accuracy { tr("accuracy %1").arg(shareText(batch.accuracy)),
        tr("smoothed %1").arg(shareText(reading->smoothedAccuracy / 100)) };
    if (const EpochReport *validated = reading->validated) {
        loss << tr("validation %1").arg(number(*validated->valLoss));
        accuracy << tr("validation %1").arg(shareText(*validated->valAccuracy));
    }
    m_figures->setText(joined(loss) + QLatin1Char('\n') + joined(accuracy));
    setAccessibleDescription(text());
}

QString CurveReadout::text() const
{
    return m_place->text() + QLatin1Char('\n') + m_figures->text();
}

} // namespace convscope
