// SPDX-License-Identifier: GPL-3.0-or-later
// RunComparison: a few runs side by side: their results, and the settings in which they differ. GUI
// thread only.
#pragma once
#include "core/io/run/run_list.h"
#include <QAbstractTableModel>

namespace convscope {

class RunComparison : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;
    void setRuns(const std::vector<RunSummary> &runs);
    int differences() const; ///< settings that differ

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row {
        QString name;
        QStringList values;
        int best = -1; ///< the run that did best; -1: no such thing
    };
    enum class Better { Less, More, Neither };
    void addResults(const std::vector<RunSummary> &runs);
    void addFigure(const QString &name, const std::vector<std::optional<double>> &values,
        QString (*text)(const std::optional<double> &), Better better);

    QStringList m_names;
    std::vector<Row> m_rows;
    int m_results = 0; // rows; the settings follow
};

} // namespace convscope
