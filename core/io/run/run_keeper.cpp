// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run/run_keeper.h"
#include <stdexcept>

namespace convscope {

RunKeeper::RunKeeper(RunFolder folder)
    : m_folder(std::move(folder))
    , m_kept { .batch = m_folder.savedBatch(), .error = {} }
{
}

/// `write` says whether it has written all.
template<typename Write>
void RunKeeper::attempt(Write &&write)
{
    const bool failedBefore = !m_kept.error.empty();
    try {
        if (write())
            m_kept.error.clear();
    } catch (const std::runtime_error &error) { // an Error, or one of the file system
        m_kept.error = error.what();
    }
    m_kept.batch = m_folder.savedBatch();
    m_hasNews = m_hasNews || failedBefore == m_kept.error.empty();
}

void RunKeeper::record(const StepReport &report, const Trainer &trainer)
{
    attempt([&] { return m_folder.record(report, trainer); });
}

bool RunKeeper::save(const Trainer &trainer)
{
    attempt([&] {
        m_folder.save(trainer);
        return true;
    });
    return m_kept.error.empty();
}

std::optional<KeptRun> RunKeeper::news()
{
    return std::exchange(m_hasNews, false) ? std::optional(m_kept) : std::nullopt;
}

} // namespace convscope
