// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/runs/training_state.h"

namespace convscope::training {

namespace {

template<typename... Ts>
bool isAnyOf(const State &state)
{
    return (std::holds_alternative<Ts>(state) || ...);
}

/// A check has nothing to launch: it works on a copy, beside whatever comes next.
State launched(const Request &request)
{
    return std::holds_alternative<Check>(request) ? State(Idle {}) : State(Launching {});
}

struct Next {
    const State &state;

    State operator()(const Asked &asked) const
    {
        if (!isAnyOf<Idle, WaitingForData>(state))
            return state;
        return asked.dataSuits ? launched(asked.request) : WaitingForData { asked.request };
    }
    State operator()(DataReady) const
    {
        const Request *request = waitingFor(state);
        return request ? launched(*request) : state;
    }
    State operator()(DataGone) const { return withoutRequest(); }
    State operator()(DataReplaced) const { return withoutRequest(); }
    State operator()(Started) const { return isAnyOf<Launching>(state) ? Running {} : state; }
    State operator()(Rested) const
    {
        return isAnyOf<Launching, Running>(state) ? Paused {} : state;
    }
    State operator()(Resumed) const { return isAnyOf<Paused>(state) ? Running {} : state; }
    State operator()(Finished) const { return withoutRun(); }
    State operator()(Failed) const { return withoutRun(); }

private:
    State withoutRequest() const { return isAnyOf<WaitingForData>(state) ? Idle {} : state; }
    /// A request that waits for data has to do with no run that ends.
    State withoutRun() const { return isAnyOf<WaitingForData>(state) ? state : Idle {}; }
};

} // namespace

State next(const State &state, const Event &event)
{
    return std::visit(Next { state }, event);
}

const Request *waitingFor(const State &state)
{
    const auto *waiting = std::get_if<WaitingForData>(&state);
    return waiting ? &waiting->request : nullptr;
}

} // namespace convscope::training
