// SPDX-License-Identifier: GPL-3.0-or-later
// AblationScoresPage: what each map is worth, and what is measured for it. The room of ablation
// measures what it asks for; GUI thread only.
#pragma once
#include "core/inspect/studies/ablation_scores.h"
#include <QWidget>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;

namespace convscope {

class AblationScoreModel;

class AblationScoresPage : public QWidget {
    Q_OBJECT
public:
    explicit AblationScoresPage(QWidget *parent = nullptr);

    void setLayers(const std::vector<LayerSummary> &layers); ///< what can be measured
    void setPossible(const QString &obstacle); ///< why nothing can be measured; empty: it can
    void setProgress(quint64 done, quint64 total); ///< it is being measured
    void endProgress();
    void setScores(std::shared_ptr<const AblationScores> scores, Split split);

Q_SIGNALS:
    /// The layers to measure; none: behind each convolution.
    void requested(const QStringList &layers);
    void cancelled();
    void mapChosen(const QString &layer, int map);
    void menuRequested(const QString &layer, int map, const QPoint &global);

private:
    QWidget *buildControls();
    QWidget *buildTable();
    void describe();
    const AblationScore &scoreAt(const QModelIndex &index) const;

    QString m_obstacle;
    Split m_split = Split::Validation; // that the worths were measured on
    AblationScoreModel *m_model;
    QSortFilterProxyModel *m_sorted;
    QComboBox *m_layers = nullptr;
    QPushButton *m_measure = nullptr;
    QPushButton *m_cancel = nullptr;
    QProgressBar *m_progress = nullptr;
    QLabel *m_summary;
    QTableView *m_table = nullptr;
};

} // namespace convscope
