// SPDX-License-Identifier: GPL-3.0-or-later
// RunsModel: the runs on disk as a table. GUI thread only.
#pragma once
#include "core/io/run/run_list.h"
#include <QAbstractTableModel>
#include <QColor>
#include <QMap>

namespace convscope {

/// A run that is shown in the charts behind the present one.
struct ChosenOverlay {
    QString folder, name;
    QColor colour;
    quint64 stamp = 0; ///< tells what is on disk; see listRuns()
    friend bool operator==(const ChosenOverlay &, const ChosenOverlay &) = default;
};

class RunsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        Name,
        Loss,
        State,
        BestLoss,
        Accuracy,
        TestAccuracy,
        Epochs,
        Batches,
        Duration,
        Network,
        Data,
        Started,
        Ended,
        Notes,
        ColumnCount
    };
    enum Role {
        SortRole = Qt::UserRole, ///< a number or a text to sort by
        CurveRole, ///< QPolygonF: loss by batch
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// Rows that are there already stay what they are.
    void setRuns(std::vector<RunSummary> runs);
    /// The run that goes on in this window; empty: none.
    void setGoingOn(const QString &folder);
    bool hasGoingOn() const { return !m_goingOn.isEmpty(); }
    bool isGoingOn(int row) const;
    const RunSummary &run(int row) const { return m_runs[std::size_t(row)]; }
    QString folder(int row) const;
    /// In the order in which they were chosen.
    std::vector<ChosenOverlay> overlays() const;
    void followTheme();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

Q_SIGNALS:
    void notesEdited(const QString &folder, const convscope::RunNotes &notes);
    void overlaysChanged();

private:
    QString text(const RunSummary &run, int row, int column) const;
    QVariant sortValue(const RunSummary &run, int row, int column) const;
    QString toolTip(const RunSummary &run, int row, int column) const;
    QString stateText(const RunSummary &run, int row) const;
    bool isOverlaid(int row) const;
    bool setOverlaid(int row, bool on);
    bool setNotes(int row, RunNotes notes);
    void forgetOverlaysOf(const RunSummary &run);

    std::vector<RunSummary> m_runs;
    QString m_goingOn;
    struct Overlaid {
        std::filesystem::path folder;
        int colour;
    };
    std::vector<Overlaid> m_overlaid;
};

} // namespace convscope
