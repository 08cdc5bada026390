// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/predict/why_section.h"
#include "core/kinds/kinds.h"
#include "ui/kit/fields/number_fields.h"
#include "ui/kit/fields/wheel_guard.h"
#include "ui/kit/named.h"
#include "ui/predict/heat_panel.h"
#include "ui/predict/saliency_text.h"
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace convscope {

namespace {

constexpr int kTextLines = 4;

/// The choice stays where it can.
void fill(QComboBox &box, const QStringList &texts, const QString &first)
{
    const QString before = box.currentText();
    const QSignalBlocker quiet(box);
    box.clear();
    box.addItem(first);
    box.addItems(texts);
    box.setCurrentIndex(std::max(0, box.findText(before)));
}

} // namespace

WhySection::WhySection(QWidget *parent)
    : QWidget(parent)
    , m_form(new QFormLayout)
    , m_method(new QComboBox(this))
    , m_layer(new QComboBox(this))
    , m_class(new QComboBox(this))
    , m_fill(new QComboBox(this))
    , m_size(new WholeField(this))
    , m_step(new WholeField(this))
    , m_heat(new HeatPanel(this))
    , m_text(new QLabel(this))
    , m_bar(new QProgressBar(this))
{
    setObjectName(QStringLiteral("whySection"));
    buildFields(*m_form);
    buildOcclusion(*m_form);
    m_text->setObjectName(QStringLiteral("heatText"));
    m_text->setWordWrap(true);
    // Another sentence must not move what is below, where somebody may be drawing.
    m_text->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_text->setMinimumHeight(fontMetrics().lineSpacing() * kTextLines);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(m_form);
    layout->addWidget(m_heat);
    m_progress = buildProgress();
    layout->addWidget(m_progress);
    layout->addWidget(m_text);
    showFields(); // last: it needs all of them
}

void WhySection::buildFields(QFormLayout &form)
{
    form.setContentsMargins(0, 0, 0, 0);
    form.setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    named(m_method, QStringLiteral("whyMethodCombo"), tr("Way to explain the answer"), {});
    for (const SaliencyMethod method : { SaliencyMethod::GradCam, SaliencyMethod::Occlusion,
             SaliencyMethod::GradientTimesInput }) {
        m_method->addItem(saliencyTitle(method), int(method));
        m_method->setItemData(m_method->count() - 1, saliencyTip(method), Qt::ToolTipRole);
    }
    named(m_layer, QStringLiteral("whyLayerCombo"), tr("Convolution that Grad-CAM looks at"),
        tr("The convolution whose maps are looked at: late ones know what they see, early ones "
           "where it is"));
    named(m_class, QStringLiteral("whyClassCombo"), tr("Class to explain"),
        tr("The class whose score or probability is explained"));
    fill(*m_layer, {}, tr("last one"));
    fill(*m_class, {}, tr("predicted"));
    const auto add = [&](const QString &title, QComboBox *box) {
        keepNarrow(*box);
        WheelGuard::protect(*box);
        form.addRow(title, box);
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            showFields();
            ask();
        });
    };
    add(tr("Method"), m_method);
    add(tr("Layer"), m_layer);
    add(tr("Class"), m_class);
}

void WhySection::buildOcclusion(QFormLayout &form)
{
    constexpr int kMax = 512;
    named(m_size, QStringLiteral("occlusionSizeSpin"), tr("Side of the hidden square"),
        tr("Side of the square that is hidden, in pixels of what the network sees; automatic: a "
           "fifth of the shorter side"));
    named(m_step, QStringLiteral("occlusionStepSpin"), tr("Step of the hidden square"),
        tr("How far the square moves each time; smaller steps take longer. Automatic: half of it"));
    named(m_fill, QStringLiteral("occlusionFillCombo"), tr("What hides"),
        tr("What the square is filled with: the image's own mean, or grey"));
    m_fill->addItem(tr("mean"), int(OcclusionFill::Mean));
    m_fill->addItem(tr("grey"), int(OcclusionFill::Grey));
    keepNarrow(*m_fill);
    WheelGuard::protect(*m_fill);
    for (WholeField *box : { m_size, m_step }) {
        box->setRange(0, kMax);
        box->setSpecialValueText(tr("automatic"));
        connect(box, &QSpinBox::valueChanged, this, &WhySection::ask);
    }
    connect(m_fill, &QComboBox::currentIndexChanged, this, &WhySection::ask);
    form.addRow(tr("Square"), m_size);
    form.addRow(tr("Step"), m_step);
    form.addRow(tr("Hidden by"), m_fill);
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

void WhySection::showFields()
{
    const auto method = SaliencyMethod(m_method->currentData().toInt());
    m_method->setToolTip(saliencyTip(method));
    const auto showRow = [&](QWidget *field, bool on) {
        field->setVisible(on);
        m_form->labelForField(field)->setVisible(on);
    };
    showRow(m_layer, method == SaliencyMethod::GradCam);
    for (QWidget *field : std::initializer_list<QWidget *> { m_size, m_step, m_fill })
        showRow(field, method == SaliencyMethod::Occlusion);
    m_progress->setVisible(method == SaliencyMethod::Occlusion);
}

SaliencyQuestion WhySection::question() const
{
    SaliencyQuestion question;
    question.method = SaliencyMethod(m_method->currentData().toInt());
    if (m_layer->currentIndex() > 0)
        question.layer = m_layer->currentText().toStdString();
    question.classIndex = m_class->currentIndex() - 1;
    question.occlusion
        = { m_size->value(), m_step->value(), OcclusionFill(m_fill->currentData().toInt()) };
    return question;
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
    if (std::exchange(m_classes, classes) != classes)
        fill(*m_class, classes, tr("predicted"));
    if (std::exchange(m_layers, layers) != layers)
        fill(*m_layer, layers, tr("last one"));
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

QString WhySection::className(int index) const
{
    return m_classes.value(index, QString::number(index));
}

void WhySection::setAnswer(const std::shared_ptr<const SaliencyAnswer> &answer)
{
    if (!m_hasImage)
        return;
    m_hasAnswer = true;
    const QString name = className(answer->classIndex);
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
