// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run/logs/event_record.h"
#include "core/base/crc32c.h"
#include "core/base/error.h"
#include "core/io/tensors/protobuf.h"
#include <bit>

namespace convscope {

namespace {

// message Event { double wall_time = 1; int64 step = 2; string file_version = 3;
//                 Summary summary = 5; }
enum EventField : std::uint32_t { WallTime = 1, Step = 2, FileVersion = 3, SummaryOf = 5 };
// message Summary { repeated Value value = 1; }
// message Value { string tag = 1; float simple_value = 2; }
constexpr std::uint32_t kValue = 1;
enum ValueField : std::uint32_t { Tag = 1, SimpleValue = 2 };

ProtobufMessage withTime(double wallTime)
{
    ProtobufMessage event;
    event.addDouble(WallTime, wallTime);
    return event;
}

/// TFRecord masks its checksums, because the data may hold checksums themselves.
std::uint32_t maskedCrc(std::string_view bytes)
{
    const std::uint32_t crc = crc32c(bytes);
    return ((crc >> 15U) | (crc << 17U)) + 0xa282ead8U;
}

std::string framed(const std::string &event)
{
    std::string record;
    addLittle(record, std::uint64_t(event.size()));
    addLittle(record, maskedCrc(record));
    record += event;
    addLittle(record, maskedCrc(event));
    return record;
}

std::string_view asText(std::span<const std::uint8_t> bytes)
{
    return { reinterpret_cast<const char *>(bytes.data()), bytes.size() };
}

EventScalar scalarFrom(std::span<const std::uint8_t> bytes)
{
    EventScalar scalar;
    BoundedReader reader("event", bytes);
    while (reader.left() > 0) {
        const ProtobufField field = takeProtobufField(reader);
        if (field.number == Tag)
            scalar.tag = field.text();
        else if (field.number == SimpleValue)
            scalar.value = std::bit_cast<float>(std::uint32_t(field.value));
    }
    return scalar;
}

ScalarEvent eventFrom(std::span<const std::uint8_t> bytes)
{
    ScalarEvent event;
    BoundedReader reader("event", bytes);
    while (reader.left() > 0) {
        const ProtobufField field = takeProtobufField(reader);
        if (field.number == WallTime)
            event.wallTime = std::bit_cast<double>(field.value);
        else if (field.number == Step)
            event.step = std::int64_t(field.value);
        if (field.number != SummaryOf)
            continue;
        BoundedReader values("event", field.bytes);
        while (values.left() > 0)
            if (const ProtobufField value = takeProtobufField(values); value.number == kValue)
                event.scalars.push_back(scalarFrom(value.bytes));
    }
    return event;
}

ScalarEvent takeRecord(BoundedReader &reader)
{
    const auto head = reader.take(sizeof(std::uint64_t), "a length");
    const std::uint32_t headCrc = reader.u32Little("a checksum");
    BoundedReader length("event", head);
    if (maskedCrc(asText(head)) != headCrc)
        reader.fail("a record's length is damaged");
    const auto bytes = reader.take(length.u64Little("a length"), "a record");
    if (maskedCrc(asText(bytes)) != reader.u32Little("a checksum"))
        reader.fail("a record is damaged");
    return eventFrom(bytes);
}

} // namespace

std::string firstEventRecord(double wallTime)
{
    ProtobufMessage event = withTime(wallTime);
    event.addBytes(FileVersion, "brain.Event:2");
    return framed(event.bytes());
}

std::string eventRecord(const ScalarEvent &event)
{
    ProtobufMessage summary;
    for (const EventScalar &scalar : event.scalars) {
        ProtobufMessage value;
        value.addBytes(Tag, scalar.tag);
        value.addFloat(SimpleValue, scalar.value);
        summary.addMessage(kValue, value);
    }
    ProtobufMessage message = withTime(event.wallTime);
    message.addNumber(Step, event.step);
    message.addMessage(SummaryOf, summary);
    return framed(message.bytes());
}

std::vector<ReadEvent> readEventRecords(std::span<const std::uint8_t> file)
{
    std::vector<ReadEvent> events;
    BoundedReader reader("event", file);
    try {
        while (reader.left() > 0) {
            ScalarEvent event = takeRecord(reader);
            events.push_back({ std::move(event), reader.position() });
        }
    } catch (const Error &) {
        return events; // the rest was cut off, or is not ours
    }
    return events;
}

} // namespace convscope
