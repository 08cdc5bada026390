// SPDX-License-Identifier: GPL-3.0-or-later
// AblationScoreModel: the ablation score of each map of a network, as a table. GUI thread only.
#pragma once
#include "core/inspect/studies/ablation_scores.h"
#include <QAbstractTableModel>

namespace convscope {

class AblationScoreModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Map, Accuracy, Loss, Classes, ColumnCount };
    static constexpr int kSortRole = Qt::UserRole; ///< a number to sort by

    using QAbstractTableModel::QAbstractTableModel;

    void setScores(std::shared_ptr<const AblationScores> scores);
    const std::shared_ptr<const AblationScores> &scores() const { return m_scores; }
    const AblationScore &score(int row) const { return m_scores->maps[std::size_t(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString title(const AblationScore &score) const;
    QString text(const AblationScore &score, int column) const;
    QString served(const AblationScore &score) const;
    QString everyClass(const AblationScore &score) const;
    QVariant sortValue(int row, int column) const;

    std::shared_ptr<const AblationScores> m_scores;
    std::vector<LayerSummary> m_layers; // layers of the scores' model
};

} // namespace convscope
