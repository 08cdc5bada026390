// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ablation/worth_model.h"
#include "core/base/rounding.h"
#include "core/inspect/maps/map_title.h"
#include <QLocale>
#include <algorithm>
#include <array>
#include <cmath>

namespace convscope {

namespace {

/// Shares as points of a hundred, with a sign: 0.123 lost is "−12.3".
QString change(double lost)
{
    const RoundedFigure points = roundedPercent(-lost);
    const QString sign = points.value < 0 ? QStringLiteral("−")
        : points.value > 0                ? QStringLiteral("+")
                                          : QString();
    return QString::fromUtf8(points.relation) + sign
        + QLocale().toString(std::abs(points.value), 'f', points.digits);
}

} // namespace

void WorthModel::setWorths(std::shared_ptr<const MapWorths> worths)
{
    beginResetModel();
    m_worths = std::move(worths);
    m_layers
        = m_worths ? inferShapes(withNames(m_worths->model->spec)) : std::vector<LayerSummary>();
    endResetModel();
}

int WorthModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_worths ? 0 : static_cast<int>(m_worths->maps.size());
}

int WorthModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QString WorthModel::title(const MapWorth &worth) const
{
    const auto layer = std::ranges::find(m_layers, worth.layer, &LayerSummary::name);
    return QString::fromStdString(
        mapTitle(m_layers, std::size_t(layer - m_layers.begin()), worth.map));
}

QString WorthModel::served(const MapWorth &worth) const
{
    QStringList list;
    for (const int k : servedClasses(worth))
        list << tr("%1 (%2)").arg(QString::fromStdString(m_worths->model->classes[std::size_t(k)]),
            change(worth.classLost[std::size_t(k)]));
    return list.isEmpty() ? tr("none") : list.join(QStringLiteral(", "));
}

QString WorthModel::everyClass(const MapWorth &worth) const
{
    QString list = tr("With this map off, of each class's pictures (in points of 100) as many more "
                      "or fewer are right:");
    for (std::size_t k = 0; k < worth.classLost.size(); ++k)
        list += QLatin1Char('\n')
            + tr("%1: %2 of %3 pictures")
                  .arg(QString::fromStdString(m_worths->model->classes[k]),
                      change(worth.classLost[k]),
                      QLocale().toString(qulonglong(m_worths->support[k])));
    return list;
}

QString WorthModel::text(const MapWorth &worth, int column) const
{
    switch (column) {
    case Map:
        return title(worth);
    case Accuracy:
        return change(worth.accuracyLost);
    case Loss:
        return (worth.lossIncrease > 0 ? QStringLiteral("+") : QString())
            + QLocale().toString(worth.lossIncrease, 'f', 4);
    default:
        return served(worth);
    }
}

QVariant WorthModel::sortValue(int row, int column) const
{
    const MapWorth &shown = worth(row);
    switch (column) {
    case Map:
        return row; // as the layers follow each other
    case Accuracy:
        return shown.accuracyLost;
    case Loss:
        return shown.lossIncrease;
    default: {
        const auto classes = servedClasses(shown);
        return classes.empty() ? int(shown.classLost.size()) : classes.front();
    }
    }
}

QVariant WorthModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(worth(index.row()), index.column());
    case Qt::ToolTipRole:
        return everyClass(worth(index.row()));
    case Qt::TextAlignmentRole:
        return int(
            (index.column() == Accuracy || index.column() == Loss ? Qt::AlignRight : Qt::AlignLeft)
            | Qt::AlignVCenter);
    case kSortRole:
        return sortValue(index.row(), index.column());
    default:
        return {};
    }
}

QVariant WorthModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const std::array<QString, ColumnCount> titles { tr("Map"), tr("Accuracy"), tr("Loss"),
        tr("Serves") };
    const std::array<QString, ColumnCount> tips { tr("The map that is switched off"),
        tr("How the share of right answers changes without the map, in points of 100"),
        tr("How much the mean loss grows without the map; it moves even where no answer changes"),
        tr("The classes that lose the most right answers without the map: at least half of what "
           "the first of them loses") };
    if (role == Qt::DisplayRole)
        return titles[std::size_t(section)];
    if (role == Qt::ToolTipRole)
        return tips[std::size_t(section)];
    return {};
}

} // namespace convscope
