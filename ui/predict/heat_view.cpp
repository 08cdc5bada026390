// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/predict/heat_view.h"
#include "ui/kit/theme.h"
#include "ui/predict/saliency_text.h"
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

QRgb clearRgb(const Rgb &colour, double opacity)
{
    const auto alpha = int(std::lround(std::clamp(opacity, 0.0, 1.0) * 255));
    return qPremultiply(qRgba(colour.r, colour.g, colour.b, alpha));
}

/// How much of the allowed opacity a value gets: all from half of the strongest on. What has two
/// signs is clear at 0; what has one is a little dark there, so that bright stands out on white.
double strength(double value, const ColourScale &scale)
{
    constexpr double kMinOfOneSign = 0.5;
    if (std::isnan(value))
        return 1; // the network got out of hand; it has a colour of its own
    const double share = scale.high > 0 ? std::min(1.0, 2 * std::abs(value) / scale.high) : 0;
    return scale.kind == ColourScale::Kind::Diverging ? share
                                                      : std::lerp(kMinOfOneSign, 1.0, share);
}

} // namespace

HeatView::HeatView(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("heatView"));
    setAccessibleName(tr("Why the network answers so"));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setToolTip(tr("The image as the network sees it; the colours say what speaks for the class"));
}

void HeatView::setImage(const QImage &image)
{
    const bool isOtherShape = image.size() != m_image.size();
    m_image = image;
    if (isOtherShape)
        updateGeometry();
    update();
}

void HeatView::setAnswer(std::shared_ptr<const SaliencyAnswer> answer, const QString &className)
{
    m_answer = std::move(answer);
    m_overlay = {};
    if (m_answer) {
        m_scale = scaleFor(m_answer->map.values, false);
        if (m_answer->question.method != SaliencyMethod::GradCam)
            m_scale = { ColourScale::Kind::Diverging, -std::max(-m_scale.low, m_scale.high),
                std::max(-m_scale.low, m_scale.high) };
        m_overlay = overlay();
    }
    setAccessibleDescription(m_answer ? saliencySentence(*m_answer, className) : QString());
    update();
}

void HeatView::setOpacity(double opacity)
{
    m_opacity = opacity;
    if (m_answer)
        m_overlay = overlay();
    update();
}

QImage HeatView::overlay() const
{
    if (!m_answer)
        return {};
    const SaliencyMap &map = m_answer->map;
    QImage image(map.width, map.height, QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < map.height; ++y) {
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < map.width; ++x) {
            const auto value = double(map.at(y, x));
            line[x] = clearRgb(m_scale.colour(value), m_opacity * strength(value, m_scale));
        }
    }
    return image;
}

int HeatView::legendHeight() const
{
    return fontMetrics().height() * 2;
}

QSize HeatView::sizeHint() const
{
    const int width = fontMetrics().height() * 14;
    return { width, heightForWidth(width) };
}

QSize HeatView::minimumSizeHint() const
{
    const int side = fontMetrics().height() * 7;
    return { side, side + legendHeight() };
}

int HeatView::heightForWidth(int width) const
{
    constexpr double kTallest = 1.5;
    const double shape = m_image.isNull() ? 1 : double(m_image.height()) / m_image.width();
    return int(width * std::min(shape, kTallest)) + legendHeight();
}

QRect HeatView::imageRect() const
{
    const QRect room(1, 1, width() - 2, height() - legendHeight() - 2);
    QRect target({}, m_image.size().scaled(room.size(), Qt::KeepAspectRatio));
    target.moveCenter(room.center());
    return target;
}

void HeatView::paintEvent(QPaintEvent *)
{
    if (m_image.isNull())
        return;
    QPainter painter(this);
    const QRect target = imageRect();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, m_image.width() > target.width());
    painter.drawImage(target, m_image);
    // Grad-CAM's places are larger than pixels and have no edges; the others' have.
    painter.setRenderHint(QPainter::SmoothPixmapTransform,
        m_answer && m_answer->question.method == SaliencyMethod::GradCam);
    painter.drawImage(target, m_overlay);
    painter.setPen(lineColour());
    painter.drawRect(target.adjusted(-1, -1, 0, 0));
    if (m_answer)
        paintLegend(painter,
            QRect(
                target.left(), height() - legendHeight() + 2, target.width(), legendHeight() - 2));
}

void HeatView::paintLegend(QPainter &painter, const QRect &room) const
{
    const int line = fontMetrics().height();
    const QRect bar(room.left(), room.top() + 2, room.width(), line / 2);
    for (int x = 0; x < bar.width(); ++x) {
        const double part = (x + 0.5) / bar.width();
        const Rgb colour = m_scale.colour(m_scale.low + part * (m_scale.high - m_scale.low));
        painter.fillRect(
            bar.left() + x, bar.top(), 1, bar.height(), QColor(colour.r, colour.g, colour.b));
    }
    painter.setPen(lineColour());
    painter.drawRect(bar.adjusted(-1, -1, 0, 0));
    painter.setPen(palette().color(QPalette::WindowText));
    const SaliencyMethod method = m_answer->question.method;
    const QRect below(bar.left(), bar.bottom() + 2, bar.width(), line);
    painter.drawText(below, Qt::AlignLeft, saliencyNumber(method, m_scale.low));
    painter.drawText(below, Qt::AlignRight, saliencyNumber(method, m_scale.high));
    const bool isTwoSided = m_scale.kind == ColourScale::Kind::Diverging;
    painter.setPen(mutedText());
    painter.drawText(
        below, Qt::AlignHCenter, isTwoSided ? tr("against · for") : tr("speaks for it"));
}

QString HeatView::textAt(const QPoint &position) const
{
    const QRect target = imageRect();
    if (!m_answer || m_image.isNull() || !target.contains(position))
        return {};
    const SaliencyMap &map = m_answer->map;
    const int x = (position.x() - target.left()) * map.width / target.width();
    const int y = (position.y() - target.top()) * map.height / target.height();
    //: %1 and %2 are counted from 1; %3 is the number there
    return tr("row %1, column %2: %3")
        .arg(y + 1)
        .arg(x + 1)
        .arg(saliencyNumber(m_answer->question.method, double(map.at(y, x))));
}

bool HeatView::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QString text = textAt(help->pos());
    QToolTip::showText(help->globalPos(), text.isEmpty() ? toolTip() : text, this);
    return true;
}

} // namespace convscope
