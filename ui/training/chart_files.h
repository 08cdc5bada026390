// SPDX-License-Identifier: GPL-3.0-or-later
// ChartFiles: what leaves the charts, as files and through the clipboard. Menus show its actions,
// the room writes what it asks for; GUI thread only.
#pragma once
#include "ui/training/chart_content.h"
#include <QList>
#include <QObject>
#include <functional>

class QAction;

namespace convscope {

class RunCharts;

class ChartFiles : public QObject {
    Q_OBJECT
public:
    ChartFiles(const ChartContent &content, RunCharts &charts, QObject *parent);

    /// "Save the charts…" and its like, for menus elsewhere too.
    const QList<QAction *> &actions() const { return m_actions; }
    void setEnabled(bool on); ///< there is something to save
    /// As the name ends: .png, .svg or .pdf. @throws Error
    void saveImage(const QString &path);
    /// The part that is shown, as the saved table has it, to be pasted into a spreadsheet.
    /// @throws Error where it is too much for a clipboard.
    std::string shownAsCsv() const;

Q_SIGNALS:
    void tableRequested(const QString &path, double smoothing); ///< everything, as a CSV file
    void saved(const QString &path);
    void failed(const QString &sentence);

private:
    void add(const QString &text, const char *name, const std::function<void()> &act);
    void askAndSave(const QString &format);
    void askAndSaveTable();
    void copyImage();
    void copyTable();

    const ChartContent &m_content;
    RunCharts &m_charts;
    QList<QAction *> m_actions;
};

} // namespace convscope
