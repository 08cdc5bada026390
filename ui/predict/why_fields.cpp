// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/predict/why_fields.h"
#include "ui/kit/fields/number_fields.h"
#include "ui/kit/fields/wheel_guard.h"
#include "ui/kit/named.h"
#include "ui/predict/saliency_text.h"
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QSignalBlocker>

namespace convscope {

namespace {

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

WhyFields::WhyFields(QWidget *parent)
    : QWidget(parent)
    , m_form(new QFormLayout(this))
    , m_method(new QComboBox(this))
    , m_layer(new QComboBox(this))
    , m_class(new QComboBox(this))
    , m_fill(new QComboBox(this))
    , m_size(new WholeField(this))
    , m_step(new WholeField(this))
{
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    buildChoices();
    buildOcclusion();
    showThose(); // last: it needs all of them
}

void WhyFields::buildChoices()
{
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
        m_form->addRow(title, box);
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            showThose();
            Q_EMIT changed();
        });
    };
    add(tr("Method"), m_method);
    add(tr("Layer"), m_layer);
    add(tr("Class"), m_class);
}

void WhyFields::buildOcclusion()
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
        connect(box, &QSpinBox::valueChanged, this, &WhyFields::changed);
    }
    connect(m_fill, &QComboBox::currentIndexChanged, this, &WhyFields::changed);
    m_form->addRow(tr("Square"), m_size);
    m_form->addRow(tr("Step"), m_step);
    m_form->addRow(tr("Hidden by"), m_fill);
}

void WhyFields::showThose()
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
}

void WhyFields::setNetwork(const QStringList &classes, const QStringList &layers)
{
    if (std::exchange(m_classes, classes) != classes)
        fill(*m_class, classes, tr("predicted"));
    if (std::exchange(m_layers, layers) != layers)
        fill(*m_layer, layers, tr("last one"));
}

QString WhyFields::className(int index) const
{
    return m_classes.value(index, QString::number(index));
}

SaliencyQuestion WhyFields::question() const
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

} // namespace convscope
