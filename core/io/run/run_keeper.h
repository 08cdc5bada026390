// SPDX-License-Identifier: GPL-3.0-or-later
// RunKeeper: keeps a run in its folder while it trains, and goes on where that fails for a time.
// Used by the thread that trains.
#pragma once
#include "core/io/run/run_folder.h"
#include <optional>
#include <string>

namespace convscope {

/// How much of a run its folder holds.
struct KeptRun {
    std::int64_t batch = 0; ///< the run as it stood after this one can be resumed
    std::string error; ///< why what came after cannot be written now; empty: it can
};

/// A full disk, a folder that is gone or may not be written end no run: nothing that it has learnt
/// is lost while the program goes on, and it is written as soon as that is possible again.
class RunKeeper {
public:
    explicit RunKeeper(RunFolder folder);

    /// After every step; see RunFolder::record(), which is tried again after an error.
    void record(const StepReport &report, const Trainer &trainer);
    /// Writes everything out. False: kept().error says why it could not be.
    bool save(const Trainer &trainer);
    /// See RunFolder::recordTest(). @throws Error when it cannot be written.
    void recordTest(const Score &score) { m_folder.recordTest(score); }

    const KeptRun &kept() const { return m_kept; }
    /// When saving has begun to fail, or works again, since this was asked last.
    std::optional<KeptRun> news();
    const std::filesystem::path &path() const { return m_folder.path(); }

private:
    template<typename Write>
    void attempt(Write &&write);

    RunFolder m_folder;
    KeptRun m_kept;
    bool m_hasNews = false;
};

} // namespace convscope
