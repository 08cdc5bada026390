// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/curve_table.h"
#include "ui/charts/axis_text.h"
#include "ui/kit/figure_text.h"
#include <QLocale>
#include <algorithm>

namespace convscope {

namespace {

QString number(double value)
{
    return QLocale().toString(value, 'g', 6);
}

} // namespace

CurveTable::CurveTable(const std::vector<BatchReport> &batches,
    const std::vector<EpochReport> &epochs, const RunCurves &curves, QObject *parent)
    : QAbstractTableModel(parent)
    , m_batches(batches)
    , m_epochs(epochs)
    , m_curves(curves)
    , m_smoothedLoss(curves.smoothedLoss())
    , m_smoothedAccuracy(curves.smoothedAccuracy())
{
}

void CurveTable::takeNew()
{
    const int rows = static_cast<int>(m_curves.loss().size());
    if (rows > m_rows) {
        beginInsertRows({}, m_rows, rows - 1);
        m_rows = rows;
        endInsertRows();
    }
    // The last batch of an epoch gets its validation later than its row.
    constexpr int kLate = 2;
    if (m_rows > 0)
        Q_EMIT dataChanged(index(std::max(0, m_rows - kLate), ValidationLoss),
            index(m_rows - 1, ValidationAccuracy));
}

void CurveTable::restart()
{
    beginResetModel();
    m_rows = static_cast<int>(m_curves.loss().size());
    endResetModel();
}

void CurveTable::smoothingChanged()
{
    if (m_rows > 0)
        Q_EMIT dataChanged(index(0, SmoothedLoss), index(m_rows - 1, SmoothedAccuracy));
}

int CurveTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int CurveTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(Columns);
}

const EpochReport *CurveTable::validationOf(std::int64_t batch) const
{
    const auto found = std::ranges::lower_bound(m_epochs, batch, {}, &EpochReport::batch);
    const bool ends = found != m_epochs.end() && found->batch == batch && found->valLoss;
    return ends ? &*found : nullptr;
}

QString CurveTable::cell(std::size_t row, int column) const
{
    const BatchReport &batch = m_batches[row];
    const EpochReport *validation = column >= ValidationLoss ? validationOf(batch.batch) : nullptr;
    switch (column) {
    case Batch:
        return axisText(CurveAxis::Batch, double(batch.batch));
    case Epoch:
        return QString::number(batch.epoch);
    case Time:
        return axisText(CurveAxis::Time, batch.seconds);
    case Loss:
        return number(batch.loss);
    case SmoothedLoss:
        return number(m_smoothedLoss[row].y);
    case Accuracy:
        return shareTextTo(batch.accuracy, 2);
    case SmoothedAccuracy:
        return shareTextTo(m_smoothedAccuracy[row].y / 100, 2);
    case Rate:
        return number(batch.learningRate);
    case ValidationLoss:
        return validation ? number(*validation->valLoss) : QString();
    case ValidationAccuracy:
        return validation ? shareTextTo(*validation->valAccuracy, 2) : QString();
    default:
        return {};
    }
}

QVariant CurveTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    return role == Qt::DisplayRole ? cell(std::size_t(index.row()), index.column()) : QVariant();
}

QVariant CurveTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const QStringList names { tr("batch"), tr("epoch"), tr("time"), tr("loss"),
        tr("loss, smoothed"), tr("accuracy"), tr("accuracy, smoothed"), tr("learning rate"),
        tr("validation loss"), tr("validation accuracy") };
    return names.value(section);
}

} // namespace convscope
