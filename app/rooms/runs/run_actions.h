// SPDX-License-Identifier: GPL-3.0-or-later
// RunActions: does what the list of runs asks for: notes, deleting, files, overlays in the charts.
// GUI thread only.
#pragma once
#include "app/threads/background_task.h"
#include "core/io/run/run_folder.h"
#include "ui/runs/runs_model.h"
#include <functional>
#include <map>

namespace convscope {

class RunsPanel;
struct Services;

class RunActions : public QObject {
    Q_OBJECT
public:
    /// The questions asked before something is done; tests answer themselves.
    struct Questions {
        std::function<bool(const QString &title, const QString &sentence, const QString &yes)>
            confirm;
        std::function<int(const QString &run)> moreEpochs; ///< 0: none after all
        std::function<bool(const QString &folder)> moveToTrash; ///< not asked of a person
    };

    RunActions(Services &services, RunsPanel &runs, QWidget *window);
    void setQuestions(Questions questions) { m_questions = std::move(questions); }

    void saveReport(const QString &folder, const QString &file);
    void saveTable(const QString &file);

Q_SIGNALS:
    /// A run shall go on, so many epochs longer than was planned.
    void resumeRequested(const QString &folder, int moreEpochs);

private:
    void connectPanel();
    void keepNotes(const QString &folder, const RunNotes &notes);
    void remove(const QStringList &folders);
    void removeForGood(const QStringList &folders);
    void resume(const QString &folder);
    void show(const QString &folder);
    void writeEventFiles(const QStringList &folders);
    void loadOverlays();
    BackgroundTask::Deliver readLogs(const std::vector<ChosenOverlay> &runs);
    void showOverlays();
    void saveFile(
        const QString &file, std::string_view ending, std::function<std::string()> content);

    Services &m_services;
    RunsPanel &m_panel;
    Questions m_questions;
    BackgroundTask m_fileTask, m_removeTask, m_overlayTask;
    struct KnownLogs {
        quint64 stamp = 0;
        std::shared_ptr<const RunLogs> logs;
    };
    std::map<QString, KnownLogs> m_logs; // logs of the runs that are overlaid, by folder
    std::size_t m_epochsSeen = 0;
};

} // namespace convscope
