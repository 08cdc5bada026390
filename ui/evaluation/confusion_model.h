// SPDX-License-Identifier: GPL-3.0-or-later
// ConfusionModel: the confusion matrix of an evaluation as a table, in any order of the classes.
// GUI thread only.
#pragma once
#include "core/train/measure/evaluation_measures.h"
#include <QAbstractTableModel>
#include <QColor>

namespace convscope {

/// The colour of a cell that has this share of its row: more images, more colour.
QColor confusionColour(bool right, double share);

class ConfusionModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role { CountRole = Qt::UserRole }; ///< a number, whatever is shown

    using QAbstractTableModel::QAbstractTableModel;
    void setEvaluation(std::shared_ptr<const EvaluatedImages> evaluated);
    void setOrder(ClassOrder order);
    void setShowsShares(bool shares);

    /// The classes of a place in the table.
    ConfusionCell cell(const QModelIndex &index) const;
    /// The place where a class is now, as row and as column.
    int placeOf(int label) const;
    /// The text that takes the most room in a cell.
    QString widestText() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override { return rowCount(parent); }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString nameAt(int place) const;
    std::size_t count(const ConfusionCell &cell) const;
    double share(const ConfusionCell &cell) const; // the cell's share of its row
    QString text(const ConfusionCell &cell) const;
    QString sentence(const ConfusionCell &cell) const;

    std::shared_ptr<const EvaluatedImages> m_evaluated;
    ClassOrder m_order = ClassOrder::Dataset;
    std::vector<std::size_t> m_classes; // by place
    bool m_shares = false;
};

} // namespace convscope
