// SPDX-License-Identifier: GPL-3.0-or-later
// CurveTable: the figures behind the charts, a row a batch. GUI thread only.
#pragma once
#include "core/train/history/run_curves.h"
#include <QAbstractTableModel>

namespace convscope {

class CurveTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        Batch,
        Epoch,
        Time,
        Loss,
        SmoothedLoss,
        Accuracy,
        SmoothedAccuracy,
        Rate,
        ValidationLoss,
        ValidationAccuracy,
        Columns
    };
    CurveTable(const std::vector<BatchReport> &batches, const std::vector<EpochReport> &epochs,
        const RunCurves &curves, QObject *parent = nullptr);

    void takeNew(); ///< after the curves did
    void restart(); ///< after they did
    void smoothingChanged();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString cell(std::size_t row, int column) const;
    const EpochReport *validationOf(std::int64_t batch) const;

    const std::vector<BatchReport> &m_batches;
    const std::vector<EpochReport> &m_epochs;
    const RunCurves &m_curves;
    CurveView m_smoothedLoss, m_smoothedAccuracy;
    int m_rows = 0;
};

} // namespace convscope
