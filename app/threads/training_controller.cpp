// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/threads/training_controller.h"
#include "ui/training/run_model.h"
#include <chrono>

namespace convscope {

using namespace std::chrono_literals;

namespace {

template<typename... Ts>
struct Overloaded : Ts... {
    using Ts::operator()...;
};
template<typename... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

QStringList asStrings(const std::vector<std::string> &texts)
{
    QStringList list;
    for (const std::string &text : texts)
        list.append(QString::fromStdString(text));
    return list;
}

} // namespace

TrainingController::TrainingController(RunModel &model, QObject *parent)
    : QObject(parent)
    , m_model(model)
{
    m_drainTimer.setInterval(33ms);
    connect(&m_drainTimer, &QTimer::timeout, this, &TrainingController::drain);
}

void TrainingController::send(const Command &command)
{
    m_thread.send(command);
    ++m_sent;
    if (!m_drainTimer.isActive())
        m_drainTimer.start();
}

void TrainingController::enter(State state)
{
    if (std::exchange(m_state, state) != state)
        Q_EMIT stateChanged();
}

void TrainingController::drain()
{
    std::vector<StepReport> reports;
    for (const Event &event : m_thread.takeEvents())
        handle(event, reports);
    tell(reports);
    // After the events: a snapshot is put away before the thread says that it rests.
    if (const auto snapshot = m_thread.takeSnapshot())
        Q_EMIT snapshotTaken(snapshot);
    if (isQuiet())
        Q_EMIT settled();
}

/// Tells the reports that came since the last time; a best network may have been beaten meanwhile,
/// and of many only the last is told.
void TrainingController::tell(std::vector<StepReport> &reports)
{
    if (!reports.empty())
        m_model.append(std::exchange(reports, {}));
    if (const auto best = std::exchange(m_bestFound, {}))
        Q_EMIT bestFound(best);
}

/// Observers of the model have every report that came before the event they are told of.
void TrainingController::handle(const Event &event, std::vector<StepReport> &reports)
{
    const auto flush = [&] {
        tell(reports);
    };
    const Overloaded handlers {
        [&](const StepReport &report) { reports.push_back(report); },
        [&](const Started &run) {
            flush();
            m_kept = {};
            m_model.start(run.batchesTotal, run.epochs, asStrings(run.classes),
                { run.folder, run.config.dataset, true });
            m_model.setValidationImages(run.validationImages);
            m_model.append(run.history);
            enter(State::Running);
            Q_EMIT started(run.config);
        },
        [&](const BestModel &best) { m_bestFound = best.model; },
        [&](Paused) { flush(), enter(State::Paused), Q_EMIT paused(); },
        [&](Resumed) { flush(), enter(State::Running), Q_EMIT resumed(); },
        [&](const Finished &result) { flush(), enter(State::Idle), Q_EMIT finished(result); },
        [&](const Failed &failure) { flush(), enter(State::Idle), Q_EMIT failed(failure); },
        [&](const Noted &note) { flush(), Q_EMIT noted(QString::fromStdString(note.sentence)); },
        [&](const KeptSnapshots &kept) { Q_EMIT snapshotsKept(kept); },
        [&](const KeptRun &kept) {
            m_kept = kept;
            Q_EMIT runKept(kept);
        },
        [&](Resting resting) {
            if (resting.served == m_sent)
                m_drainTimer.stop();
        },
    };
    std::visit(handlers, event);
}

} // namespace convscope
