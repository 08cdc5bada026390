// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/predict/why_section.h"
#include "core/kinds/kinds.h"
#include "ui/kit/named.h"
#include "ui/predict/heat_panel.h"
#include "ui/predict/saliency_text.h"
#include "ui/predict/why_fields.h"
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace convscope {

namespace {

constexpr int kTextLines = 4;

} // namespace

WhySection::WhySection(QWidget *parent)
    : QWidget(parent)
    , m_fields(new WhyFields(this))
    , m_heat(new HeatPanel(this))
    , m_text(new QLabel(this))
    , m_bar(new QProgressBar(this))
    , m_progress(buildProgress())
{
    setObjectName(QStringLiteral("whySection"));
    m_text->setObjectName(QStringLiteral("heatText"));
    m_text->setWordWrap(true);
    // Another sentence must not move what is below, where somebody may be drawing.
    m_text->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_text->setMinimumHeight(fontMetrics().lineSpacing() * kTextLines);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_fields);
    layout->addWidget(m_heat);
    layout->addWidget(m_progress);
    layout->addWidget(m_text);
    const auto showProgress = [this] {
        m_progress->setVisible(question().method == SaliencyMethod::Occlusion);
    };
    showProgress();
    connect(m_fields, &WhyFields::changed, this, showProgress);
    connect(m_fields, &WhyFields::changed, this, &WhySection::ask);
}

QWidget *WhySection::buildProgress()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    named(m_bar, QStringLiteral("whyProgress"), tr("Squares tried"),
        tr("How many squares have been hidden so far"));
    auto *cancel = named(new QToolButton(row), QStringLiteral("cancelWhyButton"),
        tr("Stop explaining"), tr("Stop this computation; change a field to begin again"));
    cancel->setText(tr("Cancel"));
    connect(cancel, &QToolButton::clicked, this, &WhySection::cancelRequested);
    layout->addWidget(m_bar, 1);
    layout->addWidget(cancel);
    row->setEnabled(false);
    return row;
}

SaliencyQuestion WhySection::question() const
{
    return m_fields->question();
}

void WhySection::ask()
{
    if (!m_hasImage || !isVisible())
        return;
    expect();
    Q_EMIT asked(question());
}

void WhySection::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    ask();
}

void WhySection::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    Q_EMIT asked(std::nullopt);
}

void WhySection::setPrediction(const FeatureMaps &maps, const QImage &networkInput)
{
    QStringList classes, layers;
    for (const std::string &text : maps.classes)
        classes << QString::fromStdString(text);
    for (const LayerMaps &layer : maps.layers)
        if (const LayerKind *kind = findKind(layer.kind); kind && has(*kind, ParameterRole::Kernel))
            layers << QString::fromStdString(layer.name);
    const SaliencyQuestion before = question();
    m_fields->setNetwork(classes, layers);
    m_heat->setImage(networkInput);
    if (!std::exchange(m_hasImage, true) || question() != before)
        ask();
}

void WhySection::expect()
{
    showNone(tr("Computing…"));
}

void WhySection::clear()
{
    m_hasImage = false;
    showNone({});
    m_heat->clear();
    Q_EMIT asked(std::nullopt);
}

void WhySection::setAnswer(const std::shared_ptr<const SaliencyAnswer> &answer)
{
    if (!m_hasImage)
        return;
    m_hasAnswer = true;
    const QString name = m_fields->className(answer->classIndex);
    showText(saliencySentence(*answer, name));
    m_heat->setAnswer(answer, name);
}

void WhySection::setProgress(quint64 done, quint64 total)
{
    m_progress->setEnabled(true);
    m_bar->setMaximum(int(total));
    m_bar->setValue(int(done));
}

void WhySection::endProgress()
{
    m_progress->setEnabled(false);
    m_bar->reset();
    if (!m_hasAnswer)
        showText(tr("Not computed."));
}

void WhySection::setError(const QString &sentence)
{
    showNone(sentence);
}

void WhySection::showText(const QString &text)
{
    m_text->setText(text);
    m_heat->setText(text);
}

void WhySection::showNone(const QString &text)
{
    m_hasAnswer = false;
    showText(text);
    m_heat->setAnswer(nullptr, {});
}

} // namespace convscope
