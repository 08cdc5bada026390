// SPDX-License-Identifier: GPL-3.0-or-later
// NumPy's ndarray.__reduce__ makes an empty array with _reconstruct() and completes it from the
// state (version, shape, dtype, Fortran order, bytes); with protocol 5, _frombuffer() takes bytes,
// dtype, shape and order at once. dtype.__reduce__ gives a name such as "u1" and the state
// (3, byte order, subarray, names, fields, item size, alignment, flags).
#include "core/base/numpy/pickle_numpy.h"
#include "core/base/error.h"
#include <algorithm>
#include <array>
#include <charconv>

namespace convscope {

namespace {

constexpr std::string_view kNdarray = "numpy.ndarray", kDtype = "numpy.dtype",
                           kReconstruct = "numpy.core.multiarray._reconstruct",
                           kScalar = "numpy.core.multiarray.scalar",
                           kFromBuffer = "numpy.core.numeric._frombuffer",
                           kEncode = "_codecs.encode", kBytes = "builtins.bytes";
constexpr std::array kMakers { kNdarray, kDtype, kReconstruct, kScalar, kFromBuffer, kEncode,
    kBytes };

const PickleValue &argument(const PickleSequence &arguments, std::size_t i)
{
    if (i >= arguments.items.size())
        throw Error("too few arguments");
    return *arguments.items[i];
}

const std::string &textOf(const PickleValue &value)
{
    const std::string *text = pickledText(value);
    if (text == nullptr)
        throw Error("it is given no text where one belongs");
    return *text;
}

/// A bool or a whole number, as Python 2 and 3 write flags.
bool flagOf(const PickleValue &value)
{
    if (const auto *flag = std::get_if<bool>(&value.content))
        return *flag;
    if (const auto *number = std::get_if<std::int64_t>(&value.content))
        return *number != 0;
    throw Error("it is given no yes or no where one belongs");
}

const PickleDtype &dtypeOf(const PickleValue &value)
{
    const auto *dtype = std::get_if<PickleDtype>(&value.content);
    if (dtype == nullptr)
        throw Error("it is given no dtype where one belongs");
    return *dtype;
}

std::shared_ptr<const std::string> bytesOf(const PickleValue &value)
{
    const auto *bytes = std::get_if<PickleBytes>(&value.content);
    if (bytes == nullptr)
        throw Error("the array's items are no bytes; it holds Python objects");
    return bytes->bytes;
}

PickleValue dtypeNamed(const std::string &name)
{
    PickleDtype dtype;
    std::size_t count = 0;
    const char *end = name.data() + name.size();
    const bool known = name.size() > 1
        && std::string_view("biufcSU").find(name[0]) != std::string_view::npos
        && std::from_chars(name.data() + 1, end, count).ptr == end;
    const bool isText = known && (name[0] == 'S' || name[0] == 'U');
    if (!known || count > (isText ? 1U << 20U : 16U) || (!isText && count == 0))
        throw Error("NumPy's type '" + name.substr(0, 40)
            + "' is not read; plain numbers and text of fixed length are");
    dtype.kind = name[0];
    dtype.itemSize = name[0] == 'U' ? 4 * count : count;
    return { dtype };
}

std::vector<std::size_t> shapeOf(const PickleValue &value)
{
    std::vector<std::size_t> shape;
    const auto add = [&shape](const PickleValue &side) {
        const auto *number = std::get_if<std::int64_t>(&side.content);
        if (number == nullptr || *number < 0)
            throw Error("an array's shape is not made of whole numbers");
        shape.push_back(static_cast<std::size_t>(*number));
    };
    constexpr std::size_t kMaxDimensions = 32; // NumPy's own limit
    if (const PickleSequence *sides = pickledSequence(value)) {
        if (sides->items.size() > kMaxDimensions)
            throw Error("an array of more than 32 dimensions");
        for (const PickleValue *side : sides->items)
            add(*side);
    } else {
        add(value);
    }
    return shape;
}

/// Shape and dtype must say as many bytes as there are.
void checkSize(const PickleArray &array)
{
    std::size_t bytes = array.dtype.itemSize;
    bool overflows = false;
    bool isEmpty = bytes == 0;
    for (const std::size_t side : array.shape) {
        isEmpty = isEmpty || side == 0;
        overflows = __builtin_mul_overflow(bytes, side, &bytes) || overflows;
    }
    if (isEmpty ? !array.bytes->empty() : overflows || bytes != array.bytes->size())
        throw Error(
            "an array's shape does not fit its " + std::to_string(array.bytes->size()) + " bytes");
}

PickleValue finished(PickleArray array)
{
    checkSize(array);
    return { std::make_unique<PickleArray>(std::move(array)) };
}

/// Protocols 0 to 2 have no bytes, so Python 3 writes them as text to be encoded as Latin-1.
PickleValue encoded(const std::string &text, const std::string &codec, std::size_t room)
{
    if (codec != "latin1" && codec != "latin-1")
        throw Error("it encodes with '" + codec.substr(0, 40) + "'; only latin1 is read");
    const auto isTail = [](char c) { // the second byte of two that UTF-8 makes of one
        return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
    };
    const auto size = text.size() - std::size_t(std::ranges::count_if(text, isTail));
    if (size > room)
        throw Error("it grows beyond the size of the file");
    std::string bytes;
    bytes.reserve(size);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto first = static_cast<unsigned char>(text[i]);
        if (first < 0x80) {
            bytes += text[i];
            continue;
        }
        // UTF-8 (RFC 3629): U+0080 to U+00FF are C2 or C3 and one more byte.
        const unsigned next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
        if ((first != 0xc2 && first != 0xc3) || (next & 0xc0U) != 0x80)
            throw Error("it encodes letters that Latin-1 does not have");
        bytes += static_cast<char>((first & 3U) << 6U | (next & 0x3fU));
        ++i;
    }
    return { PickleBytes { std::make_shared<const std::string>(std::move(bytes)) } };
}

PickleValue arrayFromBuffer(const PickleSequence &arguments)
{
    const std::string &order = textOf(argument(arguments, 3));
    if (order != "C" && order != "F")
        throw Error("an array's order is neither C nor F");
    return finished({ .dtype = dtypeOf(argument(arguments, 1)),
        .shape = shapeOf(argument(arguments, 2)),
        .fortranOrder = order == "F",
        .bytes = bytesOf(argument(arguments, 0)) });
}

PickleValue begunArray(const PickleSequence &arguments)
{
    const auto *type = std::get_if<PickleMaker>(&argument(arguments, 0).content);
    if (type == nullptr || type->name != kNdarray)
        throw Error("it makes something else than numpy.ndarray");
    return { std::make_unique<PickleArray>() }; // without bytes: buildFrom() completes it
}

void buildDtype(PickleDtype &dtype, const PickleSequence &state)
{
    const std::string &order = textOf(argument(state, 1));
    if (order != "<" && order != ">" && order != "|" && order != "=")
        throw Error("a dtype's byte order is unknown");
    for (const std::size_t i : { std::size_t(2), std::size_t(3), std::size_t(4) })
        if (!std::holds_alternative<PickleNone>(argument(state, i).content))
            throw Error("an array with named fields is not read");
    if (state.items.size() > 8)
        throw Error("an array of dates is not read");
    dtype.bigEndian = order == ">";
}

void buildArray(PickleArray &array, const PickleSequence &state)
{
    if (array.bytes)
        throw Error("an array is completed twice");
    PickleArray whole { .dtype = dtypeOf(argument(state, 2)),
        .shape = shapeOf(argument(state, 1)),
        .fortranOrder = flagOf(argument(state, 3)),
        .bytes = bytesOf(argument(state, 4)) };
    checkSize(whole);
    array = std::move(whole);
}

} // namespace

std::string PickleDtype::name() const
{
    const std::size_t count = kind == 'U' ? itemSize / 4 : itemSize;
    const bool hasOrder = kind == 'U' || (kind != 'S' && itemSize > 1);
    return (!hasOrder ? "|" : bigEndian ? ">" : "<") + std::string(1, kind) + std::to_string(count);
}

std::optional<PickleMaker> pickleMaker(std::string_view module, std::string_view name)
{
    std::string full(module);
    if (full.starts_with("numpy._core")) // its name since NumPy 2
        full.erase(6, 1);
    if (full == "__builtin__") // its name in Python 2
        full = "builtins";
    full += '.';
    full += name;
    for (const std::string_view maker : kMakers)
        if (maker == full)
            return PickleMaker { maker };
    return std::nullopt;
}

PickleValue madeFrom(const PickleMaker &maker, const PickleSequence &arguments, std::size_t room)
{
    if (maker.name == kDtype)
        return dtypeNamed(textOf(argument(arguments, 0)));
    if (maker.name == kReconstruct)
        return begunArray(arguments);
    if (maker.name == kFromBuffer)
        return arrayFromBuffer(arguments);
    if (maker.name == kScalar)
        return finished({ .dtype = dtypeOf(argument(arguments, 0)),
            .shape = {},
            .fortranOrder = false,
            .bytes = bytesOf(argument(arguments, 1)) });
    if (maker.name == kEncode)
        return encoded(textOf(argument(arguments, 0)), textOf(argument(arguments, 1)), room);
    if (maker.name == kBytes && arguments.items.empty()) // how protocol 2 writes b''
        return { PickleBytes { std::make_shared<const std::string>() } };
    throw Error("it calls '" + std::string(maker.name) + "' in an unknown way");
}

void buildFrom(PickleValue &value, const PickleValue &state)
{
    const PickleSequence *parts = pickledSequence(state);
    if (parts == nullptr)
        throw Error("it sets the attributes of an object");
    if (auto *dtype = std::get_if<PickleDtype>(&value.content))
        buildDtype(*dtype, *parts);
    else if (auto *array = std::get_if<std::unique_ptr<PickleArray>>(&value.content))
        buildArray(**array, *parts);
    else
        throw Error("it sets the attributes of something that is no array");
}

} // namespace convscope
