// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/field.h"
#include "core/base/error.h"
#include "core/base/whole_number.h"
#include <algorithm>
#include <array>
#include <cmath>

namespace convscope {

namespace {

using nlohmann::json;

std::string shownBound(double value)
{
    std::string text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.'))
        text.pop_back();
    return text;
}

std::string joinedNames(std::span<const std::string> names)
{
    std::string text;
    for (const std::string &name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

void checkRange(const Field &field, double value, bool whole)
{
    if (value >= field.minimum && value <= field.maximum && (!whole || value == std::floor(value)))
        return;
    throw Error("'" + field.name + "' is " + shownBound(value) + "; it must be "
        + (whole ? "a whole number " : "") + "from " + shownBound(field.minimum) + " to "
        + shownBound(field.maximum));
}

[[noreturn]] void refuseType(const Field &field)
{
    static constexpr std::array kTypes { "true or false", "a number", "a number",
        "a whole number or [height, width]", "a text", "a text", "a text",
        "a list of layers' names" };
    throw Error("'" + field.name + "' must be " + kTypes[std::size_t(field.type)]);
}

FieldValue checkedWhole(const Field &field, const FieldValue &value)
{
    if (const double *real = std::get_if<double>(&value)) {
        checkRange(field, *real, true);
        return static_cast<std::uint64_t>(*real);
    }
    if (!std::holds_alternative<std::uint64_t>(value))
        refuseType(field);
    checkRange(field, double(std::get<std::uint64_t>(value)), true);
    return value;
}

FieldValue checkedReal(const Field &field, const FieldValue &value)
{
    const auto *whole = std::get_if<std::uint64_t>(&value);
    if (!whole && !std::holds_alternative<double>(value))
        refuseType(field);
    const double real = whole ? double(*whole) : std::get<double>(value);
    checkRange(field, real, false);
    return real;
}

FieldValue checkedExtent(const Field &field, const FieldValue &value)
{
    if (const auto *extent = std::get_if<Extent>(&value)) {
        checkRange(field, extent->h, true);
        checkRange(field, extent->w, true);
        return value;
    }
    const FieldValue side = checkedWhole(field, value);
    const int both = static_cast<int>(std::get<std::uint64_t>(side));
    return Extent { both, both };
}

FieldValue checkedText(const Field &field, const FieldValue &value)
{
    const std::string *text = std::get_if<std::string>(&value);
    if (!text)
        refuseType(field);
    if (!field.choices.empty() && std::ranges::count(field.choices, *text) == 0)
        throw Error("'" + field.name + "' is '" + *text + "'; it must be one of "
            + joinedNames(field.choices));
    return value;
}

template<typename T>
FieldValue checkedAs(const Field &field, const FieldValue &value)
{
    if (!std::holds_alternative<T>(value))
        refuseType(field);
    return value;
}

template<typename T>
const T &valueAs(const FieldValues &values, std::string_view name)
{
    return std::get<T>(values.find(name)->second);
}

} // namespace

Field Field::flag(std::string name, bool initial, std::string help)
{
    return { std::move(name), Type::Flag, std::move(help), initial };
}

Field Field::whole(
    std::string name, std::uint64_t initial, double minimum, double maximum, std::string help)
{
    return { std::move(name), Type::Whole, std::move(help), initial, minimum, maximum };
}

Field Field::real(
    std::string name, double initial, double minimum, double maximum, std::string help)
{
    return { std::move(name), Type::Real, std::move(help), initial, minimum, maximum };
}

Field Field::extent(
    std::string name, convscope::Extent initial, int minimum, int maximum, std::string help)
{
    return { std::move(name), Type::Extent, std::move(help), initial, double(minimum),
        double(maximum) };
}

Field Field::text(std::string name, std::string initial, std::string help)
{
    return { std::move(name), Type::Text, std::move(help), std::move(initial) };
}

Field Field::choice(
    std::string name, std::string initial, std::vector<std::string> choices, std::string help)
{
    return { std::move(name), Type::Choice, std::move(help), std::move(initial), 0, 0,
        std::move(choices) };
}

Field Field::layer(std::string name, std::string help)
{
    return { std::move(name), Type::Layer, std::move(help), std::string() };
}

Field Field::layers(std::string name, std::string help)
{
    return { std::move(name), Type::Layers, std::move(help), std::vector<std::string>() };
}

FieldValue checked(const Field &field, FieldValue value)
{
    switch (field.type) {
    case Field::Type::Flag:
        return checkedAs<bool>(field, value);
    case Field::Type::Whole:
        return checkedWhole(field, value);
    case Field::Type::Real:
        return checkedReal(field, value);
    case Field::Type::Extent:
        return checkedExtent(field, value);
    case Field::Type::Layers:
        if (const auto *one = std::get_if<std::string>(&value))
            return std::vector<std::string> { *one };
        return checkedAs<std::vector<std::string>>(field, value);
    case Field::Type::Text:
    case Field::Type::Choice:
    case Field::Type::Layer:
        break;
    }
    return checkedText(field, value);
}

FieldValues completed(std::span<const Field> fields, const FieldValues &given)
{
    FieldValues complete;
    for (const Field &field : fields) {
        const auto found = given.find(field.name);
        complete.emplace(
            field.name, found == given.end() ? field.initial : checked(field, found->second));
    }
    for (const auto &[name, value] : given) {
        if (complete.contains(name))
            continue;
        std::vector<std::string> known;
        for (const Field &field : fields)
            known.push_back(field.name);
        throw Error("unknown option '" + name + "'; "
            + (known.empty() ? "this kind has none" : "known are " + joinedNames(known)));
    }
    return complete;
}

std::string readable(const FieldValue &value)
{
    if (const auto *extent = std::get_if<Extent>(&value))
        return std::to_string(extent->h) + "×" + std::to_string(extent->w);
    if (const auto *real = std::get_if<double>(&value)) {
        std::array<char, 32> text {};
        std::snprintf(text.data(), text.size(), "%.6g", *real);
        return text.data();
    }
    if (const auto *whole = std::get_if<std::uint64_t>(&value))
        return std::to_string(*whole);
    if (const auto *flag = std::get_if<bool>(&value))
        return *flag ? "yes" : "no";
    if (const auto *texts = std::get_if<std::vector<std::string>>(&value))
        return joinedNames(*texts);
    return std::get<std::string>(value);
}

json toJson(const FieldValue &value)
{
    if (const auto *extent = std::get_if<Extent>(&value))
        return extent->h == extent->w ? json(extent->h) : json::array({ extent->h, extent->w });
    if (const auto *real = std::get_if<double>(&value)) {
        constexpr double kExact = 1e15; // larger ones are written as what they are, not as counts
        if (*real == std::floor(*real) && std::abs(*real) < kExact)
            return static_cast<std::int64_t>(*real);
        return *real;
    }
    if (const auto *whole = std::get_if<std::uint64_t>(&value))
        return *whole;
    if (const auto *flag = std::get_if<bool>(&value))
        return *flag;
    if (const auto *texts = std::get_if<std::vector<std::string>>(&value))
        return *texts;
    return std::get<std::string>(value);
}

FieldValue fieldValueFromJson(const std::string &name, const json &value)
{
    if (value.is_boolean())
        return value.get<bool>();
    if (value.is_number_unsigned())
        return value.get<std::uint64_t>();
    if (value.is_number())
        return value.get<double>();
    if (value.is_string())
        return value.get<std::string>();
    const auto isSide = [](const json &side) {
        return side.is_number_integer() && side >= -1000000 && side <= 1000000;
    };
    if (value.is_array() && value.size() == 2 && isSide(value[0]) && isSide(value[1]))
        return Extent { value[0].get<int>(), value[1].get<int>() };
    if (value.is_array() && std::ranges::all_of(value, &json::is_string))
        return value.get<std::vector<std::string>>();
    throw Error(
        "'" + name + "' must be a number, [height, width], true, false, a text or a list of names");
}

double number(const FieldValues &values, std::string_view name)
{
    const FieldValue &value = values.find(name)->second;
    const auto *whole = std::get_if<std::uint64_t>(&value);
    return whole ? double(*whole) : std::get<double>(value);
}

int integer(const FieldValues &values, std::string_view name)
{
    return static_cast<int>(number(values, name));
}

Extent extent(const FieldValues &values, std::string_view name)
{
    return valueAs<Extent>(values, name);
}

bool flag(const FieldValues &values, std::string_view name)
{
    return valueAs<bool>(values, name);
}

const std::string &text(const FieldValues &values, std::string_view name)
{
    return valueAs<std::string>(values, name);
}

const std::vector<std::string> &texts(const FieldValues &values, std::string_view name)
{
    return valueAs<std::vector<std::string>>(values, name);
}

FieldValues resolved(std::span<const Field> fields, FieldValues values)
{
    for (const Field &field : fields) {
        if (field.follows.empty())
            continue;
        FieldValue &own = values.find(field.name)->second;
        const FieldValue &other = values.find(field.follows)->second;
        if (auto *sides = std::get_if<Extent>(&own)) {
            const Extent &followed = std::get<Extent>(other);
            *sides = { sides->h ? sides->h : followed.h, sides->w ? sides->w : followed.w };
        } else if (number(values, field.name) == 0) {
            own = other;
        }
    }
    return values;
}

} // namespace convscope
