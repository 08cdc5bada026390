// SPDX-License-Identifier: GPL-3.0-or-later
// Every state with every event.
#include "app/services/runs/training_state.h"
#include "tests/support/qt_test.h"
#include <QTest>
#include <array>

namespace convscope::test::training_state_test {

using namespace training;

namespace {

Continue someRun()
{
    Continue run { .folder = "runs/a", .config = {} };
    run.config.epochs = 7;
    return run;
}

const std::array<Request, 4> kRequests { Begin {}, Begin { true }, Check {}, someRun() };

std::vector<State> allStates()
{
    std::vector<State> states { Idle {}, Launching {}, Running {}, Paused {} };
    for (const Request &request : kRequests)
        states.emplace_back(WaitingForData { request });
    return states;
}

/// From every state that `leads` says so `after` is next; all others stay as they are.
template<typename Leads>
void expectOnly(const Event &event, const State &after, Leads leads)
{
    for (const State &state : allStates())
        QVERIFY2(next(state, event) == (leads(state) ? after : state),
            qPrintable(QStringLiteral("state %1, event %2").arg(state.index()).arg(event.index())));
}

template<typename... Ts>
bool is(const State &state)
{
    return (std::holds_alternative<Ts>(state) || ...);
}

} // namespace

class TrainingStateTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anotherDatasetDropsWhateverWaits()
    {
        for (const Event &event : std::array<Event, 2> { DataReplaced {}, DataGone {} })
            expectOnly(event, Idle {}, is<WaitingForData>);
    }

    void whatIsAskedForBeginsAtOnceWhereTheDataSuits()
    {
        for (const Request &request : kRequests) {
            const State after
                = std::holds_alternative<Check>(request) ? State(Idle {}) : State(Launching {});
            expectOnly(Asked { request, true }, after, is<Idle, WaitingForData>);
        }
    }

    void otherwiseItWaitsAndTheLastOneCounts()
    {
        for (const Request &request : kRequests)
            expectOnly(
                Asked { request, false }, WaitingForData { request }, is<Idle, WaitingForData>);
    }

    void dataThatIsReadyLaunchesARunButNoCheck()
    {
        for (const State &state : allStates()) {
            const Request *request = waitingFor(state);
            const State after = !request                  ? state
                : std::holds_alternative<Check>(*request) ? State(Idle {})
                                                          : State(Launching {});
            QVERIFY(next(state, DataReady {}) == after);
        }
    }

    void theThreadStartsWhatWasLaunched() { expectOnly(Started {}, Running {}, is<Launching>); }

    void aRunRestsAndGoesOn()
    {
        expectOnly(Rested {}, Paused {}, is<Launching, Running>);
        expectOnly(Resumed {}, Running {}, is<Paused>);
    }

    void theEndOfARunLeavesWhatWaitsAlone()
    {
        for (const Event &event : std::array<Event, 2> { Finished {}, Failed {} })
            expectOnly(event, Idle {}, is<Launching, Running, Paused>);
    }

    void onlyWhatWaitsForDataIsARequest()
    {
        for (const State &state : allStates())
            QCOMPARE(waitingFor(state) != nullptr, is<WaitingForData>(state));
    }
};

CONVSCOPE_QT_TEST(TrainingStateTest)

} // namespace convscope::test::training_state_test

#include "training_state_test.moc"
