// SPDX-License-Identifier: GPL-3.0-or-later
// Values to compare a curve with, as thin lines with their names at the right end.
#pragma once
#include <QColor>
#include <QFont>
#include <QRectF>
#include <QString>
#include <functional>
#include <vector>

class QPainter;

namespace convscope {

struct Baseline {
    QString name;
    double y = 0;
    friend bool operator==(const Baseline &, const Baseline &) = default;
};

/// From below; those that nobody could tell apart share a line and a label.
std::vector<Baseline> mergedBaselines(std::vector<Baseline> baselines);

struct BaselineStyle {
    QRectF plot; ///< nothing is drawn outside of it
    std::function<double(double y)> toPixels;
    std::function<QString(double y)> toText;
    QFont font;
    QColor line, text, behind;
};

/// Behind the curves.
void drawBaselines(
    QPainter &painter, const std::vector<Baseline> &baselines, const BaselineStyle &look);

struct BaselineLabel {
    QString text;
    QRectF place;
};
/// The labels of the lines in the plot; no two touch while there is room.
std::vector<BaselineLabel> baselineLabels(
    const std::vector<Baseline> &baselines, const BaselineStyle &look);
/// Before the curves.
void drawBaselineLabels(
    QPainter &painter, const std::vector<Baseline> &baselines, const BaselineStyle &look);

} // namespace convscope
