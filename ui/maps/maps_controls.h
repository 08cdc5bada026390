// SPDX-License-Identifier: GPL-3.0-or-later
// MapsControls: how feature maps are shown, and how often they follow a run. GUI thread only.
#pragma once
#include "ui/maps/inspection_cost.h"
#include "ui/maps/map_columns.h"
#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QLayout;
class QToolButton;

namespace convscope {

/// How maps are saved: of the chosen layer or of all, to look at or to compute with.
struct MapsFile {
    bool allLayers = false;
    bool asArrays = false; ///< else as images; of all layers in a folder
};

class MapsControls : public QWidget {
    Q_OBJECT
public:
    static constexpr double kFirstRate = 5; ///< inspections a second

    explicit MapsControls(QWidget *parent = nullptr);
    MapScale scale() const;
    bool isUnfolded() const;
    void setUnfolded(bool unfolded); ///< tells nobody
    bool showsFilters() const;
    /// As long as the person has not decided; tells nobody.
    void suggestFilters(bool shown);
    /// Whose scores gradients can be of; the choice is kept while the classes are.
    void setClasses(const QStringList &classes);
    int score() const; ///< the class whose score the gradients are of; −1: values
    double rate() const; ///< inspections a second; 0: none
    InspectionCost &cost() { return m_cost; }
    const QList<QAction *> &saveActions() const { return m_saveActions; }
    void setCanSave(bool can); ///< there are maps
    void showCost(); ///< at most once a second

Q_SIGNALS:
    void changed(); ///< a choice that affects the maps that are there
    void unfoldToggled(bool on);
    void filtersToggled(bool on);
    void scoreRequested(int index);
    void rateRequested(double aSecond);
    void saveRequested(const convscope::MapsFile &file);

private:
    QWidget *buildUnfold();
    QWidget *buildFilters();
    QWidget *buildShow();
    QWidget *buildScale();
    QWidget *buildLive();
    QWidget *buildSave();

    QToolButton *m_unfold = nullptr;
    QToolButton *m_filters = nullptr;
    QList<QAction *> m_saveActions;
    bool m_filtersTouched = false; // by the person
    QComboBox *m_show = nullptr;
    QComboBox *m_scale = nullptr;
    QComboBox *m_rate = nullptr;
    QLabel *m_costLabel = nullptr;
    QStringList m_classes;
    InspectionCost m_cost;
    QElapsedTimer m_sinceCost;
    QTimer m_endTimer; // runs out when nothing is looked at any more
};

} // namespace convscope
