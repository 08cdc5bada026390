// SPDX-License-Identifier: GPL-3.0-or-later
// RunSaver: saves the run of the training thread in its folder, with snapshots, and keeps one that
// is over until it is saved. The training thread's only; knows no Qt.
#pragma once
#include "app/threads/mailbox.h"
#include "app/threads/training_messages.h"

namespace convscope {

/// Tells of what is kept, and of what cannot be, by KeptRun and KeptSnapshots.
class RunSaver {
public:
    explicit RunSaver(Mailbox<Event> &events)
        : m_events(events)
    {
    }

    /// A run begins that is saved in `folder`; one without a folder opens none.
    void open(RunFolder folder, const Trainer &trainer);
    void record(const StepReport &report, const Trainer &trainer); ///< after every step
    /// The run is over: its trainer stays until it is saved; see finish().
    const Trainer &keep(std::unique_ptr<Trainer> trainer);
    void finish(); ///< saves the one that keep() took
    void saveAgain(const Trainer *trainer); ///< null: none goes on
    void abandon() { m_folder.reset(); } ///< the run has failed: nothing more is saved of it
    void close(); ///< for another run: of this one nothing stays but what its folder has

    void settle(); ///< waits until all is written, and tells
    /// The thread ends. What cannot be saved by now is lost, and said on standard error.
    void end(const Trainer *trainer);

private:
    void saveLeftover();
    void tell();

    Mailbox<Event> &m_events;
    std::unique_ptr<Trainer> m_leftover; // of a run that is over and is not saved
    std::unique_ptr<RunKeeper> m_folder; // null: nothing is saved
    std::unique_ptr<SnapshotKeeper> m_keeper; // null: none are kept
};

} // namespace convscope
