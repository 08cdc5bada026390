// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/event_record.h"
#include "core/base/byte_reader.h"
#include "core/base/crc32c.h"
#include "core/base/error.h"
#include <bit>
#include <optional>

namespace convscope {

namespace {

// Protocol buffers' wire format: a key is (field number << 3) | kind.
enum Kind : std::uint32_t { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };
// message Event { double wall_time = 1; int64 step = 2; string file_version = 3;
//                 Summary summary = 5; }
enum EventField : std::uint32_t { WallTime = 1, Step = 2, FileVersion = 3, SummaryOf = 5 };
// message Summary { repeated Value value = 1; }
// message Value { string tag = 1; float simple_value = 2; }
constexpr std::uint32_t kValue = 1;
enum ValueField : std::uint32_t { Tag = 1, SimpleValue = 2 };

template<typename T>
void addLittle(std::string &out, T value)
{
    for (std::size_t byte = 0; byte < sizeof(T); ++byte)
        out += char((value >> (8 * byte)) & 0xffU);
}

void addVarint(std::string &out, std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7U)
        out += char((value & 0x7fU) | 0x80U);
    out += char(value);
}

void addKey(std::string &out, std::uint32_t field, Kind kind)
{
    addVarint(out, (field << 3U) | kind);
}

void addBytes(std::string &out, std::uint32_t field, std::string_view bytes)
{
    addKey(out, field, Bytes);
    addVarint(out, bytes.size());
    out += bytes;
}

std::string withTime(double wallTime)
{
    std::string event;
    addKey(event, WallTime, Fixed64);
    addLittle(event, std::bit_cast<std::uint64_t>(wallTime));
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

std::uint64_t takeVarint(BoundedReader &reader)
{
    constexpr unsigned kMostBits = 63;
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift <= kMostBits; shift += 7) {
        const std::uint64_t byte = reader.u8("a number");
        value |= (byte & 0x7fU) << shift;
        if (byte < 0x80)
            return value;
    }
    reader.fail("a number in it is too long");
}

/// A field of a message: a number, or bytes. Bit patterns of numbers stay as they are.
struct Field {
    std::uint64_t number = 0;
    std::uint64_t value = 0;
    std::span<const std::uint8_t> bytes;
};

Field takeField(BoundedReader &reader)
{
    const std::uint64_t key = takeVarint(reader);
    Field field { .number = key >> 3U, .value = 0, .bytes = {} };
    switch (key & 7U) {
    case Varint:
        field.value = takeVarint(reader);
        break;
    case Fixed64:
        field.value = reader.u64Little("a number");
        break;
    case Bytes:
        field.bytes = reader.take(takeVarint(reader), "a field");
        break;
    case Fixed32:
        field.value = reader.u32Little("a number");
        break;
    default:
        reader.fail("a field in it is of an unknown kind");
    }
    return field;
}

EventScalar scalarFrom(std::span<const std::uint8_t> bytes)
{
    EventScalar scalar;
    BoundedReader reader("event", bytes);
    while (reader.left() > 0) {
        const Field field = takeField(reader);
        if (field.number == Tag)
            scalar.tag = asText(field.bytes);
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
        const Field field = takeField(reader);
        if (field.number == WallTime)
            event.wallTime = std::bit_cast<double>(field.value);
        else if (field.number == Step)
            event.step = std::int64_t(field.value);
        if (field.number != SummaryOf)
            continue;
        BoundedReader values("event", field.bytes);
        while (values.left() > 0)
            if (const Field value = takeField(values); value.number == kValue)
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
    std::string event = withTime(wallTime);
    addBytes(event, FileVersion, "brain.Event:2");
    return framed(event);
}

std::string eventRecord(const ScalarEvent &event)
{
    std::string summary;
    for (const EventScalar &scalar : event.scalars) {
        std::string value;
        addBytes(value, Tag, scalar.tag);
        addKey(value, SimpleValue, Fixed32);
        addLittle(value, std::bit_cast<std::uint32_t>(scalar.value));
        addBytes(summary, kValue, value);
    }
    std::string bytes = withTime(event.wallTime);
    addKey(bytes, Step, Varint);
    addVarint(bytes, std::uint64_t(event.step));
    addBytes(bytes, SummaryOf, summary);
    return framed(bytes);
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
