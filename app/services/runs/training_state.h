// SPDX-License-Identifier: GPL-3.0-or-later
// The requests that wait for data before a run, and where the run stands. Pure functions, no Qt.
#pragma once
#include "core/train/setup/run_config.h"
#include <filesystem>
#include <variant>

namespace convscope::training {

// The requests of a person that need the prepared data.
struct Begin {
    bool paused = false; ///< after its first batch
    bool operator==(const Begin &) const = default;
};
struct Check { ///< before training
    bool operator==(const Check &) const = default;
};
struct Continue { ///< the run in `folder`, to the bit
    std::filesystem::path folder;
    RunConfig config;
    bool operator==(const Continue &) const = default;
};
using Request = std::variant<Begin, Check, Continue>;

struct Idle {
    bool operator==(const Idle &) const = default;
};
struct WaitingForData {
    Request request;
    bool operator==(const WaitingForData &) const = default;
};
struct Launching { ///< the training thread was asked, and has not answered
    bool operator==(const Launching &) const = default;
};
struct Running {
    bool operator==(const Running &) const = default;
};
struct Paused {
    bool operator==(const Paused &) const = default;
};
using State = std::variant<Idle, WaitingForData, Launching, Running, Paused>;

struct Asked { ///< by a person
    Request request;
    bool dataSuits = false; ///< the open data are prepared as the request needs them
};
struct DataReady { }; ///< prepared anew
struct DataGone { }; ///< could not be read, or the person cancelled it
struct DataReplaced { }; ///< another dataset is being opened
struct Started { }; ///< by the training thread, as all below
struct Rested { };
struct Resumed { };
struct Finished { };
struct Failed { }; ///< also a start that failed
using Event = std::variant<Asked, DataReady, DataGone, DataReplaced, Started, Rested, Resumed,
    Finished, Failed>;

/// The state after `event`; where the event has no meaning in `state`, that state.
State next(const State &state, const Event &event);

/// The request that waits for the data in `state`; null: none.
const Request *waitingFor(const State &state);

} // namespace convscope::training
