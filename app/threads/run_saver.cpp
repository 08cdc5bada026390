// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/threads/run_saver.h"
#include <cstdio>

namespace convscope {

void RunSaver::open(RunFolder folder, const Trainer &trainer)
{
    const std::filesystem::path path = folder.path();
    m_folder = std::make_unique<RunKeeper>(std::move(folder));
    m_keeper = std::make_unique<SnapshotKeeper>(path, trainer);
}

void RunSaver::record(const StepReport &report, const Trainer &trainer)
{
    if (m_folder)
        m_folder->record(report, trainer);
    if (m_keeper)
        m_keeper->record(report, trainer);
    tell();
}

const Trainer &RunSaver::keep(std::unique_ptr<Trainer> trainer)
{
    m_leftover = std::move(trainer);
    return *m_leftover;
}

void RunSaver::finish()
{
    if (m_keeper)
        m_keeper->finish(*m_leftover);
    saveLeftover();
    tell();
}

void RunSaver::saveAgain(const Trainer *trainer)
{
    saveLeftover();
    if (trainer && m_folder) {
        m_folder->save(*trainer);
        m_folder->news(); // this is told in any case
        m_events.post(m_folder->kept());
    }
}

void RunSaver::close()
{
    saveLeftover();
    m_leftover.reset();
    m_keeper.reset();
    m_folder.reset();
}

void RunSaver::settle()
{
    if (m_keeper)
        m_keeper->wait();
    tell();
}

void RunSaver::end(const Trainer *trainer)
{
    if (trainer && m_folder)
        m_folder->save(*trainer);
    saveLeftover();
    if (m_folder && !m_folder->kept().error.empty())
        std::fprintf(stderr, "convscope: %s; the run is kept as it stood after batch %lld\n",
            m_folder->kept().error.c_str(), static_cast<long long>(m_folder->kept().batch));
}

void RunSaver::tell()
{
    if (m_keeper)
        if (auto kept = m_keeper->news())
            m_events.post(std::move(*kept));
    if (m_folder)
        if (const auto kept = m_folder->news())
            m_events.post(*kept);
}

void RunSaver::saveLeftover()
{
    if (!m_leftover)
        return;
    const bool isSaved = !m_folder || m_folder->save(*m_leftover);
    if (m_folder && (m_folder->news() || !isSaved))
        m_events.post(m_folder->kept());
    if (isSaved) {
        m_leftover.reset();
        m_folder.reset();
    }
}

} // namespace convscope
