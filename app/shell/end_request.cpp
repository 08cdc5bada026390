// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/end_request.h"
#include "app/process/ending_signals.h"
#include "app/shell/main_window.h"
#include <QApplication>
#include <QSocketNotifier>
#include <atomic>
#include <fcntl.h>
#include <unistd.h>

namespace convscope {

namespace {

std::atomic<int> g_wakeUp = -1; // the end of the pipe that the handler writes to

void wakeUp()
{
    const char byte = 0;
    [[maybe_unused]] const auto written = ::write(g_wakeUp, &byte, sizeof byte);
}

} // namespace

EndRequest::EndRequest(QObject *parent)
    : QObject(parent)
{
    if (::pipe2(m_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return; // no descriptors left: signals end the program as they always did
    g_wakeUp = m_pipe[1];
    auto *notifier = new QSocketNotifier(m_pipe[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this, notifier] {
        notifier->setEnabled(false); // once is enough
        Q_EMIT received();
    });
    watchEndingSignals(wakeUp);
}

EndRequest::~EndRequest()
{
    g_wakeUp = -1;
    for (const int end : m_pipe)
        if (end >= 0)
            ::close(end);
}

void EndRequest::closes(MainWindow &window)
{
    connect(this, &EndRequest::received, &window, [&window] {
        window.setQuitQuestion([] { return true; });
        window.close();
        QApplication::exit(endingStatus());
    });
}

} // namespace convscope
