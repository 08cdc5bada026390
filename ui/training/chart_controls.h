// SPDX-License-Identifier: GPL-3.0-or-later
// ChartControls: the row above the charts that says how they are shown. TrainingPanel follows its
// signals and actions; GUI thread only.
#pragma once
#include "core/train/history/run_curves.h"
#include <QAction>
#include <QList>
#include <QWidget>

class QComboBox;
class QLabel;
class QSlider;
class QToolButton;

namespace convscope {

class ChartControls : public QWidget {
    Q_OBJECT
public:
    /// `files` is what the button for saving offers.
    explicit ChartControls(const QList<QAction *> &files, QWidget *parent = nullptr);
    double smoothing() const; ///< from 0 to less than 1

    // All but the last are on or off.
    QAction &logScale() const { return *m_logScale; } ///< of the loss
    QAction &baselines() const { return *m_baselines; }
    QAction &layers() const { return *m_layers; } ///< charts of the single layers
    QAction &table() const { return *m_table; } ///< instead of the charts
    QAction &fit() const { return *m_fit; } ///< forget the zoom

Q_SIGNALS:
    void smoothingChanged();
    void axisChanged(convscope::CurveAxis axis);

private:
    QAction *addSwitch(const QString &text, const char *name, const QString &tip);
    QToolButton *buttonOf(QAction *action, const char *name);
    QWidget *buildSmoothing();
    QComboBox *buildAxis();
    QToolButton *buildSaving(const QList<QAction *> &files);
    void tellSmoothing();

    QAction *m_logScale, *m_baselines, *m_layers, *m_table, *m_fit;
    QSlider *m_smoothing = nullptr;
    QLabel *m_smoothingLabel = nullptr;
};

} // namespace convscope
