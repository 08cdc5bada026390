// SPDX-License-Identifier: GPL-3.0-or-later
// BackgroundTask: runs one job at a time off the GUI thread and brings its result back.
// GUI thread only, except for the job itself.
#pragma once
#include "core/base/progress.h"
#include <QObject>
#include <QTimer>
#include <functional>
#include <memory>
#include <vector>

namespace convscope {

class BackgroundTask : public QObject {
    Q_OBJECT
public:
    /// Takes the result; called on the GUI thread, and only if no newer job was started and nobody
    /// cancelled.
    using Deliver = std::function<void()>;
    /// Runs on a thread of its own; must not touch anything of the GUI's.
    using Job = std::function<Deliver(const Progress &progress)>;

    explicit BackgroundTask(QObject *parent = nullptr);
    /// Cancels and waits for the job to notice.
    ~BackgroundTask() override;

    /// The job that is running, if any, is replaced: cancelled, and its result dropped.
    void start(Job job);
    /// Starts the job that `make` gives: at once, or when the one that is running has come to its
    /// end. Of several that wait the newest is made; start() and cancel() drop it.
    void runAgainWhenDone(std::function<Job()> make);
    void cancel();
    bool isBusy() const { return m_current != nullptr; }

Q_SIGNALS:
    void progressed(quint64 done, quint64 total); ///< total 0: not known yet
    void delivered();
    void cancelled();
    void replaced(); ///< a newer job took the place of the one that was running
    void failed(const QString &message);

private:
    struct Running;
    void poll();
    void end(const Running &finished);
    void forgetFinished();

    std::unique_ptr<Running> m_current;
    std::function<Job()> m_again; // empty: nothing waits for the running job
    std::vector<std::unique_ptr<Running>> m_abandoned; // cancelled, not yet come to their end
    QTimer m_pollTimer; // ticks only while there is something to wait for
};

} // namespace convscope
