// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/predict/heat_panel.h"
#include "ui/kit/fields/wheel_guard.h"
#include "ui/kit/named.h"
#include "ui/predict/heat_view.h"
#include <QDialog>
#include <QLabel>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

namespace convscope {

HeatPanel::HeatPanel(QWidget *parent)
    : QWidget(parent)
    , m_view(new HeatView(this))
    , m_opacity(new QSlider(Qt::Horizontal, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    layout->addWidget(buildOpacity());
}

QWidget *HeatPanel::buildOpacity()
{
    constexpr int kPercent = 100, kFirst = 75;
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    named(m_opacity, QStringLiteral("heatOpacitySlider"), tr("Opacity of the colours"),
        tr("How much the colours cover the image"));
    m_opacity->setRange(0, kPercent);
    m_opacity->setValue(kFirst);
    WheelGuard::protect(*m_opacity);
    auto *label = new QLabel(tr("Opacity"), row);
    label->setBuddy(m_opacity);
    auto *enlarge = named(new QToolButton(row), QStringLiteral("enlargeHeatButton"),
        tr("Enlarge the explanation"), tr("Show the explanation in a window of its own"));
    enlarge->setText(tr("Enlarge"));
    layout->addWidget(label);
    layout->addWidget(m_opacity, 1);
    layout->addWidget(enlarge);
    connect(enlarge, &QToolButton::clicked, this, &HeatPanel::enlarge);
    connect(m_opacity, &QSlider::valueChanged, this, [this](int value) {
        forEachView([&](HeatView &view) { view.setOpacity(double(value) / kPercent); });
    });
    return row;
}

void HeatPanel::setImage(const QImage &image)
{
    m_image = image;
    forEachView([&](HeatView &view) { view.setImage(image); });
}

void HeatPanel::setAnswer(
    const std::shared_ptr<const SaliencyAnswer> &answer, const QString &className)
{
    m_className = className;
    forEachView([&](HeatView &view) { view.setAnswer(answer, className); });
}

void HeatPanel::setText(const QString &text)
{
    m_text = text;
    if (m_largeText)
        m_largeText->setText(text);
}

void HeatPanel::clear()
{
    setImage({});
    setAnswer(nullptr, {});
    if (m_dialog)
        m_dialog->hide();
}

void HeatPanel::forEachView(const std::function<void(HeatView &)> &use)
{
    use(*m_view);
    if (m_large)
        use(*m_large);
}

void HeatPanel::buildDialog()
{
    m_dialog = new QDialog(this);
    m_dialog->setObjectName(QStringLiteral("heatDialog"));
    m_dialog->setWindowTitle(tr("Why this answer"));
    m_large = new HeatView(m_dialog);
    m_large->setObjectName(QStringLiteral("largeHeatView"));
    m_largeText = new QLabel(m_dialog);
    m_largeText->setWordWrap(true);
    auto *layout = new QVBoxLayout(m_dialog);
    layout->addWidget(m_large, 1);
    layout->addWidget(m_largeText);
    const int line = fontMetrics().height();
    m_dialog->resize(line * 32, line * 38);
    m_large->setOpacity(double(m_opacity->value()) / m_opacity->maximum());
    m_large->setImage(m_image);
    m_large->setAnswer(m_view->answer(), m_className);
    m_largeText->setText(m_text);
}

void HeatPanel::enlarge()
{
    if (!m_dialog)
        buildDialog();
    m_dialog->show();
    m_dialog->raise();
    m_dialog->activateWindow();
}

} // namespace convscope
