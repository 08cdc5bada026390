// SPDX-License-Identifier: GPL-3.0-or-later
// WorthModel: what each map of a network is worth, as a table. GUI thread only.
#pragma once
#include "core/inspect/studies/map_worth.h"
#include <QAbstractTableModel>

namespace convscope {

class WorthModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Map, Accuracy, Loss, Classes, ColumnCount };
    static constexpr int kSortRole = Qt::UserRole; ///< a number to sort by

    using QAbstractTableModel::QAbstractTableModel;

    void setWorths(std::shared_ptr<const MapWorths> worths);
    const std::shared_ptr<const MapWorths> &worths() const { return m_worths; }
    const MapWorth &worth(int row) const { return m_worths->maps[std::size_t(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString title(const MapWorth &worth) const;
    QString text(const MapWorth &worth, int column) const;
    QString served(const MapWorth &worth) const;
    QString everyClass(const MapWorth &worth) const;
    QVariant sortValue(int row, int column) const;

    std::shared_ptr<const MapWorths> m_worths;
    std::vector<LayerSummary> m_layers; // of their model
};

} // namespace convscope
