// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/baseline_lines.h"
#include "core/curves/curve_layout.h"
#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>

namespace convscope {

namespace {

constexpr double kSame = 0.05; // closer values are written the same

bool isInside(const Baseline &baseline, const BaselineStyle &look)
{
    const double y = look.toPixels(baseline.y);
    return y >= look.plot.top() && y <= look.plot.bottom();
}

} // namespace

std::vector<Baseline> mergedBaselines(std::vector<Baseline> baselines)
{
    std::ranges::stable_sort(baselines, {}, &Baseline::y);
    std::vector<Baseline> merged;
    for (Baseline &baseline : baselines) {
        if (!merged.empty() && baseline.y - merged.back().y < kSame)
            merged.back().name += QStringLiteral(", ") + baseline.name;
        else
            merged.push_back(std::move(baseline));
    }
    return merged;
}

void drawBaselines(
    QPainter &painter, const std::vector<Baseline> &baselines, const BaselineStyle &look)
{
    painter.setPen(QPen(look.line, 1, Qt::DashDotLine));
    for (const Baseline &baseline : baselines) {
        const double y = look.toPixels(baseline.y);
        if (isInside(baseline, look))
            painter.drawLine(QPointF(look.plot.left(), y), QPointF(look.plot.right(), y));
    }
}

std::vector<BaselineLabel> baselineLabels(
    const std::vector<Baseline> &baselines, const BaselineStyle &look)
{
    const QFontMetricsF metrics(look.font);
    const double height = metrics.height() + 2;
    std::vector<Baseline> shown;
    std::ranges::copy_if(baselines, std::back_inserter(shown),
        [&](const Baseline &baseline) { return isInside(baseline, look); });
    std::ranges::reverse(shown); // the highest first: pixels count downwards
    std::vector<double> above; // a label stands on its line where it can
    for (const Baseline &baseline : shown)
        above.push_back(look.toPixels(baseline.y) - height / 2);
    const std::vector<double> places
        = spreadLabels(above, height, look.plot.top(), look.plot.bottom());
    std::vector<BaselineLabel> labels;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const double most = look.plot.width() - 2 * metrics.averageCharWidth();
        const QString text
            = metrics.elidedText(shown[i].name, Qt::ElideRight,
                  most - metrics.horizontalAdvance(look.toText(shown[i].y) + QLatin1Char(' ')))
            + QLatin1Char(' ') + look.toText(shown[i].y);
        const double width = metrics.horizontalAdvance(text) + metrics.averageCharWidth();
        labels.push_back(
            { text, QRectF(look.plot.right() - width, places[i] - height / 2, width, height) });
    }
    return labels;
}

void drawBaselineLabels(
    QPainter &painter, const std::vector<Baseline> &baselines, const BaselineStyle &look)
{
    painter.setFont(look.font);
    for (const BaselineLabel &label : baselineLabels(baselines, look)) {
        QColor behind = look.behind;
        behind.setAlphaF(0.75F); // a curve below stays visible
        painter.fillRect(label.place, behind);
        painter.setPen(look.text);
        painter.drawText(label.place, Qt::AlignCenter, label.text);
    }
}

} // namespace convscope
