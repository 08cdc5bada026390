// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a mapped page that the file has not, or that the disk does not give, raises SIGBUS in the
// thread that reads. The handler puts a page of zeros there, notes it, and the reading goes on.
#include "core/base/files/guarded_mapping.h"
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <mutex>
#include <sys/mman.h>
#include <unistd.h>

namespace convscope {

namespace {

/// Atomics, because the handler may look while another thread maps.
struct Slot {
    std::atomic<std::uintptr_t> begin = 0, end = 0; ///< begin 0: free
    std::atomic<bool> hasFailed = false;
};

constexpr std::size_t kSlots = 256; // mappings at a time: some for each dataset that is open
std::array<Slot, kSlots> g_slots;
std::uintptr_t g_pageSize = 0; // constant before the first mapping
struct sigaction g_before { };
std::mutex g_mutex; // held while a slot is taken

/// Async-signal-safe: atomics and one system call.
void replacePage(int, siginfo_t *info, void *)
{
    const auto at = reinterpret_cast<std::uintptr_t>(info->si_addr);
    for (Slot &slot : g_slots) {
        const std::uintptr_t begin = slot.begin;
        if (begin == 0 || at < begin || at >= slot.end)
            continue;
        const auto page = reinterpret_cast<void *>(at & ~(g_pageSize - 1));
        constexpr int kHow = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
        if (::mmap(page, g_pageSize, PROT_READ, kHow, -1, 0) == MAP_FAILED)
            break;
        slot.hasFailed = true;
        return;
    }
    ::sigaction(SIGBUS, &g_before, nullptr); // not ours: what was to happen happens now
}

void installHandler()
{
    static const bool isInstalled = [] {
        g_pageSize = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
        struct sigaction action { };
        action.sa_sigaction = replacePage;
        action.sa_flags = SA_SIGINFO;
        sigemptyset(&action.sa_mask);
        return ::sigaction(SIGBUS, &action, &g_before) == 0;
    }();
    static_cast<void>(isInstalled);
}

} // namespace

std::unique_ptr<GuardedMapping> GuardedMapping::of(const Descriptor &file, std::size_t size)
{
    installHandler();
    void *bytes = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.number(), 0);
    if (bytes == MAP_FAILED)
        return nullptr;
    const std::lock_guard lock(g_mutex);
    for (std::size_t i = 0; i < kSlots; ++i) {
        Slot &slot = g_slots.at(i);
        if (slot.begin != 0)
            continue;
        const auto begin = reinterpret_cast<std::uintptr_t>(bytes);
        slot.hasFailed = false;
        slot.end = begin + size;
        slot.begin = begin; // last: from here on the handler knows it
        return std::unique_ptr<GuardedMapping>(new GuardedMapping(bytes, size, i));
    }
    ::munmap(bytes, size);
    errno = ENOMEM;
    return nullptr;
}

GuardedMapping::~GuardedMapping()
{
    const std::lock_guard lock(g_mutex);
    ::munmap(m_bytes, m_size);
    g_slots.at(m_slot).begin = 0;
}

bool GuardedMapping::hasFailed() const
{
    return g_slots.at(m_slot).hasFailed;
}

void GuardedMapping::forget() const
{
    ::madvise(m_bytes, m_size, MADV_DONTNEED);
}

} // namespace convscope
