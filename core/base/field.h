// SPDX-License-Identifier: GPL-3.0-or-later
// Field: one thing that a person may set, described once. Layers, optimizers, schedules and runs
// list theirs; files, the command line, forms and help are derived from the lists. Pure functions.
#pragma once
#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace convscope {

/// Height and width of a kernel, stride, padding …; JSON writes a single number where both agree.
struct Extent {
    int h = 1, w = 1;
    friend bool operator==(const Extent &, const Extent &) = default;
};

/// The value of a field. Which of these it is follows from the field's type.
using FieldValue
    = std::variant<bool, std::uint64_t, double, Extent, std::string, std::vector<std::string>>;
using FieldValues = std::map<std::string, FieldValue, std::less<>>; ///< by name

struct Field {
    enum class Type {
        Flag, ///< bool
        Whole, ///< std::uint64_t
        Real, ///< double
        Extent, ///< two whole numbers
        Text, ///< std::string
        Choice, ///< a std::string that is one of `choices`
        Layer, ///< the std::string that names an earlier layer
        Layers, ///< the names of several
    };
    std::string name; ///< as files write it: "filters"
    Type type = Type::Real;
    std::string help; ///< one line that explains the term
    FieldValue initial; ///< the value where nothing is said
    double minimum = 0, maximum = 0; ///< the range of numbers, and of both sides of an extent
    std::vector<std::string> choices {};
    std::string unit {}; ///< "batches"; empty: a mere number
    std::string follows {}; ///< the field whose value holds where this one is 0; empty: none

    static Field flag(std::string name, bool initial, std::string help);
    static Field whole(
        std::string name, std::uint64_t initial, double minimum, double maximum, std::string help);
    static Field real(
        std::string name, double initial, double minimum, double maximum, std::string help);
    static Field extent(
        std::string name, Extent initial, int minimum, int maximum, std::string help);
    static Field text(std::string name, std::string initial, std::string help);
    static Field choice(
        std::string name, std::string initial, std::vector<std::string> choices, std::string help);
    static Field layer(std::string name, std::string help);
    static Field layers(std::string name, std::string help);
};

/// `value` in the field's own type: a whole double becomes a count, one number an extent of two
/// equal sides. @throws Error naming the field, when the type, the range or the choice is wrong.
FieldValue checked(const Field &field, FieldValue value);

/// `given` in the fields' types, and what it leaves out as it is by itself.
/// @throws Error as checked(), and for a name that no field has.
FieldValues completed(std::span<const Field> fields, const FieldValues &given);

/// "5×5", "yes", "0.001": six digits at most.
std::string readable(const FieldValue &value);

nlohmann::json toJson(const FieldValue &value);
/// Not yet checked against any field. @throws Error naming `name`, for what no field holds.
FieldValue fieldValueFromJson(const std::string &name, const nlohmann::json &value);

// ---- completed values by name; asking for a type that the field does not have is an error of the
// program ----

/// The number of a Real or a Whole field.
double number(const FieldValues &values, std::string_view name);
int integer(const FieldValues &values, std::string_view name);
Extent extent(const FieldValues &values, std::string_view name);
bool flag(const FieldValues &values, std::string_view name);
const std::string &text(const FieldValues &values, std::string_view name);
const std::vector<std::string> &texts(const FieldValues &values, std::string_view name);

/// Fields that follow another have its value where theirs is 0: a pool's stride is its size.
FieldValues resolved(std::span<const Field> fields, FieldValues values);

} // namespace convscope
