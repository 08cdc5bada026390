// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/predict/change_section.h"
#include "ui/images/image_view.h"
#include "ui/images/probability_bars.h"
#include "ui/kit/named.h"
#include "ui/predict/adjustment_sliders.h"
#include "ui/predict/answer_chart.h"
#include "ui/predict/image_canvas.h"
#include "ui/predict/pen_fields.h"
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace convscope {

ChangeSection::ChangeSection(QWidget *parent)
    : QWidget(parent)
    , m_seen(new ImageView(this))
    , m_bars(new ProbabilityBars(this))
    , m_canvas(new ImageCanvas(this))
    , m_pen(new PenFields(this))
    , m_undo(new QPushButton(tr("Undo change"), this))
    , m_reset(new QPushButton(tr("Undo all changes"), this))
    , m_sliders(new AdjustmentSliders(this))
    , m_chart(new AnswerChart(this))
{
    setObjectName(QStringLiteral("changeSection"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(buildAnswer());
    layout->addWidget(m_canvas);
    layout->addWidget(buildSteps());
    layout->addWidget(m_pen);
    layout->addWidget(m_sliders);
    layout->addWidget(m_chart);
    connect(m_canvas, &ImageCanvas::drawing, this, [this](const PenStroke &stroke) {
        ImageEdit edit = m_edit;
        edit.strokes.push_back(stroke);
        Q_EMIT editChanged(edit);
    });
    connect(m_canvas, &ImageCanvas::drawn, this, [this](const PenStroke &stroke) {
        remember({});
        m_edit.strokes.push_back(stroke);
        apply();
    });
    connectFields();
    showEdit();
}

void ChangeSection::connectFields()
{
    connect(m_pen, &PenFields::colourChanged, m_canvas, &ImageCanvas::setPenColour);
    connect(m_pen, &PenFields::widthChanged, m_canvas, &ImageCanvas::setPenWidth);
    connect(m_pen, &PenFields::targetChanged, this, &ChangeSection::startOver);
    connect(m_sliders, &AdjustmentSliders::moved, this, [this](std::size_t kind, double value) {
        remember(kind);
        m_edit.adjustment.*adjustmentKinds()[kind].value = value;
        m_sliders->chooseCurve(kind);
        apply();
    });
    connect(m_sliders, &AdjustmentSliders::curveChosen, this, [this] {
        expectCurve();
        if (isVisible())
            Q_EMIT curveRequested(m_sliders->curveOf());
    });
}

/// The panel's own image and bars may be scrolled out of sight.
QWidget *ChangeSection::buildAnswer()
{
    constexpr int kRows = 3, kLines = 4;
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    const int side = fontMetrics().height() * kLines;
    m_seen->setFixedSize(side, side);
    named(m_seen, QStringLiteral("changedInputView"),
        tr("The changed image as the network sees it"),
        tr("The image with all changes, as the network sees it"));
    m_bars->setMost(kRows);
    m_bars->setObjectName(QStringLiteral("changedBars"));
    layout->addWidget(m_seen);
    layout->addWidget(m_bars, 1);
    return row;
}

QWidget *ChangeSection::buildSteps()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    named(m_undo, QStringLiteral("undoEditButton"), tr("Undo the last change of the image"),
        tr("Take the last stroke or slider back; what is left is as it was, to the byte"));
    named(m_reset, QStringLiteral("resetEditButton"), tr("Undo all changes of the image"),
        tr("The image as it was before anything was changed"));
    layout->addWidget(m_undo);
    layout->addWidget(m_reset);
    connect(m_undo, &QPushButton::clicked, this, &ChangeSection::undo);
    connect(m_reset, &QPushButton::clicked, this, &ChangeSection::reset);
    return row;
}

void ChangeSection::startOver()
{
    m_history.clear();
    m_lastSlider.reset();
    m_edit = {};
    m_edit.onNetworkInput = m_pen->onNetworkInput();
    expectCurve();
    Q_EMIT baseRequested(m_edit.onNetworkInput);
    apply();
}

void ChangeSection::setBase(const std::shared_ptr<const Image> &base)
{
    const auto &before = m_canvas->base();
    if (before && base && (before->width != base->width || before->height != base->height)
        && !m_edit.strokes.empty()) {
        m_history.clear();
        m_edit.strokes.clear();
        Q_EMIT editChanged(m_edit);
    }
    m_canvas->setBase(base);
    m_pen->setErasing(base ? edgeColour(*base) : PenFields::Colour {});
    showEdit();
}

void ChangeSection::setAnswer(
    const FeatureMaps &maps, const QImage &networkInput, const QStringList &classes)
{
    m_classes = classes;
    m_seen->setImage(networkInput);
    m_bars->setProbabilities(maps.probabilities, classes);
    const Shape &shape = maps.input.shape;
    const auto &base = m_canvas->base();
    if (m_edit.onNetworkInput && base
        && (base->width != shape.w || base->height != shape.h || base->channels != shape.c))
        startOver();
}

void ChangeSection::expectCurve()
{
    m_chart->setCurve(nullptr, m_classes);
}

void ChangeSection::setCurve(const std::shared_ptr<const AnswerCurve> &curve)
{
    if (curve->kind == m_sliders->curveOf())
        m_chart->setCurve(curve, m_classes);
}

void ChangeSection::remember(std::optional<std::size_t> slider)
{
    if (!slider || slider != m_lastSlider)
        m_history.push_back(m_edit);
    m_lastSlider = slider;
}

void ChangeSection::undo()
{
    if (m_history.empty())
        return;
    m_edit = std::move(m_history.back());
    m_history.pop_back();
    m_lastSlider.reset();
    apply();
}

void ChangeSection::reset()
{
    ImageEdit unchanged;
    unchanged.onNetworkInput = m_edit.onNetworkInput;
    if (m_edit == unchanged)
        return;
    remember({});
    m_edit = unchanged;
    apply();
}

void ChangeSection::showEdit()
{
    m_canvas->setStrokes(m_edit.strokes);
    m_sliders->setAdjustment(m_edit.adjustment);
    m_chart->setPresent(m_edit.adjustment.*adjustmentKinds()[m_sliders->curveOf()].value);
    ImageEdit unchanged;
    unchanged.onNetworkInput = m_edit.onNetworkInput;
    m_undo->setEnabled(!m_history.empty());
    m_reset->setEnabled(m_edit != unchanged);
}

void ChangeSection::apply()
{
    showEdit();
    Q_EMIT editChanged(m_edit);
}

void ChangeSection::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    Q_EMIT curveRequested(m_sliders->curveOf());
}

void ChangeSection::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    expectCurve(); // changes are not followed meanwhile
    Q_EMIT curveRequested(std::nullopt);
}

} // namespace convscope
