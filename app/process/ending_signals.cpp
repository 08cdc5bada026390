// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/process/ending_signals.h"
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <unistd.h>

namespace convscope {

namespace {

constexpr int kStatusOfSignals = 128;
constexpr std::int64_t kSameMoment = 300; // ms

// All that the handler touches is lock-free.
std::atomic<int> g_signal = 0;
std::atomic<std::int64_t> g_since = 0; // ms
std::atomic<void (*)()> g_asked = nullptr;

std::int64_t millisecondsNow()
{
    timespec now {};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

void onSignal(int number)
{
    const int error = errno;
    int none = 0;
    if (g_signal.compare_exchange_strong(none, number)) {
        g_since = millisecondsNow();
        if (void (*asked)() = g_asked)
            asked();
    } else if (millisecondsNow() - g_since > kSameMoment) {
        ::_exit(kStatusOfSignals + number);
    }
    errno = error;
}

} // namespace

void watchEndingSignals(void (*asked)())
{
    g_asked = asked;
    struct sigaction action { };
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (const int number : { SIGHUP, SIGINT, SIGTERM }) {
        struct sigaction before { };
        if (::sigaction(number, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)
            ::sigaction(number, &action, nullptr);
    }
    action.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &action, nullptr);
    ::sigaction(SIGXFSZ, &action, nullptr);
}

int endingSignal()
{
    return g_signal;
}

int endingStatus()
{
    return kStatusOfSignals + endingSignal();
}

} // namespace convscope
