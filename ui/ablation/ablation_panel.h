// SPDX-License-Identifier: GPL-3.0-or-later
// AblationPanel: what was found out about single maps: each one's ablation score, and which images
// activate one most strongly. GUI thread only.
#pragma once
#include "core/inspect/studies/ablation_scores.h"
#include "ui/ablation/found_activations.h"
#include <QWidget>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QSortFilterProxyModel;
class QTabWidget;
class QTableView;

namespace convscope {

class MessageBar;
class ImageStrip;
class AblationScoreModel;

class AblationPanel : public QWidget {
    Q_OBJECT
public:
    explicit AblationPanel(QWidget *parent = nullptr);

    void setLayers(const std::vector<LayerSummary> &layers); ///< the layers that can be measured
    void setPossible(const QString &obstacle); ///< why nothing can be measured; empty: it can

    void showAblationScores(); ///< brings its page to the front
    void setAblationScoresProgress(quint64 done, quint64 total);
    void endAblationScores();
    void setScores(std::shared_ptr<const AblationScores> scores, Split split);
    void showError(const QString &sentence);

    void showTopActivations(
        const QString &title, const TopActivationsRequest &request); ///< the search begins
    void setTopActivationsProgress(quint64 done, quint64 total);
    void endTopActivations();
    void setTopActivations(std::shared_ptr<const FoundActivations> found);
    void clear(); ///< forgets the findings about another network

Q_SIGNALS:
    /// The layers to measure; none: behind each convolution.
    void ablationScoresRequested(const QStringList &layers);
    void ablationScoresCancelled();
    void mapChosen(const QString &layer, int map);
    void menuRequested(const QString &layer, int map, const QPoint &global);
    void topActivationsRequested(const convscope::TopActivationsRequest &request);
    void topActivationsCancelled();
    void sampleChosen(quint64 sample);
    void closed();

private:
    QWidget *buildAblationScoresPage();
    QWidget *buildAblationScoresControls(QWidget *page);
    QWidget *buildTable(QWidget *page);
    QWidget *buildTopActivationsPage();
    void describeScores();
    int rowAt(const QModelIndex &index) const;

    QString m_obstacle;
    Split m_split = Split::Validation; // that the worths were measured on
    std::shared_ptr<const FoundActivations> m_found;
    QString m_topActivationsTitle;
    std::optional<TopActivationsRequest> m_request;
    AblationScoreModel *m_model;
    QSortFilterProxyModel *m_sorted;
    MessageBar *m_message;
    QTabWidget *m_tabs;
    QComboBox *m_layers = nullptr;
    QPushButton *m_measure = nullptr;
    QPushButton *m_cancel = nullptr;
    QProgressBar *m_progress = nullptr;
    QLabel *m_summary = nullptr;
    QTableView *m_table = nullptr;
    QComboBox *m_by = nullptr;
    ImageStrip *m_strip = nullptr;
};

} // namespace convscope
