// SPDX-License-Identifier: GPL-3.0-or-later
// The records of TensorBoard's event files: TFRecord framing around a protocol buffer `Event`, of
// which only what scalars need is written and read. Pure functions.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace convscope {

struct EventScalar {
    std::string tag; ///< "loss/train"
    float value = 0;
    friend bool operator==(const EventScalar &, const EventScalar &) = default;
};

struct ScalarEvent {
    double wallTime = 0; ///< seconds since 1970
    std::int64_t step = 0;
    std::vector<EventScalar> scalars;
    friend bool operator==(const ScalarEvent &, const ScalarEvent &) = default;
};

/// The first record of every file: the version of its format.
std::string firstEventRecord(double wallTime);
std::string eventRecord(const ScalarEvent &event);

/// An event, and where its record ends in the file.
struct ReadEvent {
    ScalarEvent event;
    std::size_t end = 0;
};
/// The records up to the first that is cut off or damaged.
std::vector<ReadEvent> readEventRecords(std::span<const std::uint8_t> file);

} // namespace convscope
