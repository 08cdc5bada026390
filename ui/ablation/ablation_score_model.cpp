// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ablation/ablation_score_model.h"
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

void AblationScoreModel::setScores(std::shared_ptr<const AblationScores> scores)
{
    beginResetModel();
    m_scores = std::move(scores);
    m_layers
        = m_scores ? inferShapes(withNames(m_scores->model->spec)) : std::vector<LayerSummary>();
    endResetModel();
}

int AblationScoreModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_scores ? 0 : static_cast<int>(m_scores->maps.size());
}

int AblationScoreModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QString AblationScoreModel::title(const AblationScore &score) const
{
    const auto layer = std::ranges::find(m_layers, score.layer, &LayerSummary::name);
    return QString::fromStdString(
        mapTitle(m_layers, std::size_t(layer - m_layers.begin()), score.map));
}

QString AblationScoreModel::served(const AblationScore &score) const
{
    QStringList list;
    for (const int k : servedClasses(score))
        list << tr("%1 (%2)").arg(QString::fromStdString(m_scores->model->classes[std::size_t(k)]),
            change(score.classLost[std::size_t(k)]));
    return list.isEmpty() ? tr("none") : list.join(QStringLiteral(", "));
}

QString AblationScoreModel::everyClass(const AblationScore &score) const
{
    QString list
        = tr("With this map off, of each class's images (in percentage points) as many more "
             "or fewer are right:");
    for (std::size_t k = 0; k < score.classLost.size(); ++k)
        list += QLatin1Char('\n')
            + tr("%1: %2 of %3 images")
                  .arg(QString::fromStdString(m_scores->model->classes[k]),
                      change(score.classLost[k]),
                      QLocale().toString(qulonglong(m_scores->support[k])));
    return list;
}

QString AblationScoreModel::text(const AblationScore &score, int column) const
{
    switch (column) {
    case Map:
        return title(score);
    case Accuracy:
        return change(score.accuracyLost);
    case Loss:
        return (score.lossIncrease > 0 ? QStringLiteral("+") : QString())
            + QLocale().toString(score.lossIncrease, 'f', 4);
    default:
        return served(score);
    }
}

QVariant AblationScoreModel::sortValue(int row, int column) const
{
    const AblationScore &shown = score(row);
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

QVariant AblationScoreModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(score(index.row()), index.column());
    case Qt::ToolTipRole:
        return everyClass(score(index.row()));
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

QVariant AblationScoreModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const std::array<QString, ColumnCount> titles { tr("Map"), tr("Accuracy"), tr("Loss"),
        tr("Serves") };
    const std::array<QString, ColumnCount> tips { tr("The map that is switched off"),
        tr("How the share of right answers changes without the map, in percentage points"),
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
