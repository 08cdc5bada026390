// SPDX-License-Identifier: GPL-3.0-or-later
// ImportTable: which tensor of a file becomes which parameter of a network, as a table. GUI thread
// only.
#pragma once
#include "core/io/import/weight_mapping.h"
#include <QAbstractTableModel>

namespace convscope {

class ImportTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Source, SourceShape, Parameter, ParameterShape, What, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<WeightRow> rows);
    const std::vector<WeightRow> &rows() const { return m_rows; }
    int errors() const; ///< rows that do not fit

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<WeightRow> m_rows;
};

/// A sentence of the core, with what it names of the command line as the window names it.
QString importSentence(const std::string &sentence);

} // namespace convscope
