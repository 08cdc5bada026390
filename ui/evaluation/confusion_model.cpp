// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluation/confusion_model.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/theme.h"
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

/// Black or white, whichever is easier to read on `background` (relative luminance as WCAG 2.1
/// defines it).
QColor readableOn(const QColor &background)
{
    const auto linear = [](double value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    const double luminance = 0.2126 * linear(background.redF())
        + 0.7152 * linear(background.greenF()) + 0.0722 * linear(background.blueF());
    return (luminance + 0.05) * (luminance + 0.05) > 1.05 * 0.05 ? Qt::black : Qt::white;
}

} // namespace

QColor confusionColour(bool right, double share)
{
    constexpr double kFaint = 0.15, kStrong = 0.6;
    const QColor from = surfaceColour(), to = right ? accentColour() : errorColour();
    const auto mix = [part = kFaint + kStrong * share](int low, int high) {
        return int(low + (high - low) * part);
    };
    return { mix(from.red(), to.red()), mix(from.green(), to.green()),
        mix(from.blue(), to.blue()) };
}

void ConfusionModel::setEvaluation(std::shared_ptr<const EvaluatedImages> evaluated)
{
    beginResetModel();
    m_evaluated = std::move(evaluated);
    m_classes.clear();
    if (m_evaluated)
        m_classes = orderedClasses(m_evaluated->evaluation, m_order);
    endResetModel();
}

void ConfusionModel::setOrder(ClassOrder order)
{
    beginResetModel();
    m_order = order;
    if (m_evaluated)
        m_classes = orderedClasses(m_evaluated->evaluation, order);
    endResetModel();
}

void ConfusionModel::setShowsShares(bool shares)
{
    m_shares = shares;
    if (!m_classes.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, rowCount() - 1), { Qt::DisplayRole });
}

ConfusionCell ConfusionModel::cell(const QModelIndex &index) const
{
    return { int(m_classes[std::size_t(index.row())]),
        int(m_classes[std::size_t(index.column())]) };
}

int ConfusionModel::placeOf(int label) const
{
    return int(std::ranges::find(m_classes, std::size_t(label)) - m_classes.begin());
}

QString ConfusionModel::widestText() const
{
    if (m_shares || !m_evaluated)
        return widestShareText(0);
    std::size_t most = 0;
    for (const auto &row : m_evaluated->evaluation.confusion)
        for (const std::size_t count : row)
            most = std::max(most, count);
    return QLocale().toString(qulonglong(most));
}

int ConfusionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_classes.size());
}

QString ConfusionModel::nameAt(int place) const
{
    return QString::fromStdString(m_evaluated->evaluation.names[m_classes[std::size_t(place)]]);
}

std::size_t ConfusionModel::count(const ConfusionCell &cell) const
{
    return m_evaluated->evaluation.confusion[std::size_t(cell.truth)][std::size_t(cell.predicted)];
}

double ConfusionModel::share(const ConfusionCell &cell) const
{
    const std::size_t all = m_evaluated->evaluation.classes[std::size_t(cell.truth)].support;
    return all ? double(count(cell)) / double(all) : 0;
}

QString ConfusionModel::text(const ConfusionCell &cell) const
{
    if (count(cell) == 0)
        return QStringLiteral("·");
    if (!m_shares)
        return QLocale().toString(qulonglong(count(cell)));
    return shareTextTo(share(cell), 0);
}

QString ConfusionModel::sentence(const ConfusionCell &cell) const
{
    const Evaluation &e = m_evaluated->evaluation;
    const QLocale locale;
    return tr("%1 of the %2 images of “%3” (%4) were taken for “%5”")
        .arg(locale.toString(qulonglong(count(cell))),
            locale.toString(qulonglong(e.classes[std::size_t(cell.truth)].support)),
            QString::fromStdString(e.names[std::size_t(cell.truth)]), shareText(share(cell)),
            QString::fromStdString(e.names[std::size_t(cell.predicted)]));
}

QVariant ConfusionModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ConfusionCell at = cell(index);
    const bool right = at.truth == at.predicted;
    switch (role) {
    case Qt::DisplayRole:
        return text(at);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return sentence(at);
    case Qt::TextAlignmentRole:
        return int(Qt::AlignCenter);
    case Qt::BackgroundRole:
        return count(at) ? QVariant(confusionColour(right, share(at))) : QVariant();
    case Qt::ForegroundRole:
        return count(at) ? readableOn(confusionColour(right, share(at))) : mutedText();
    case CountRole:
        return qulonglong(count(at));
    default:
        return {};
    }
}

QVariant ConfusionModel::headerData(int section, Qt::Orientation, int role) const
{
    if (section < 0 || section >= rowCount())
        return {};
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
        return nameAt(section);
    return {};
}

} // namespace convscope
