// SPDX-License-Identifier: GPL-3.0-or-later
// Python's pickles (protocols 0 to 5), as far as they are data: what readPickle() understands are
// values and NumPy's arrays of plain numbers. It is an interpreter of values; it can run nothing.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace convscope {

struct PickleValue;

struct PickleNone { };

/// bytes, bytearray, and the str of Python 2. Never null.
struct PickleBytes {
    std::shared_ptr<const std::string> bytes;
};

struct PickleSequence {
    enum class Kind { List, Tuple, Set } kind = Kind::List;
    std::vector<const PickleValue *> items;
};

struct PickleDict {
    std::vector<std::pair<const PickleValue *, const PickleValue *>> items; ///< as they came
};

/// A NumPy dtype of plain numbers or text.
struct PickleDtype {
    char kind = 'f'; ///< NumPy's: b i u f c, S (bytes) or U (UTF-32)
    std::size_t itemSize = 0; ///< in bytes
    bool bigEndian = false;
    /// As NumPy writes it: "|u1", "<f4", ">i8".
    std::string name() const;
};

/// A NumPy array, or a number of a NumPy type (an empty shape).
struct PickleArray {
    PickleDtype dtype;
    std::vector<std::size_t> shape;
    bool fortranOrder = false; ///< the first index moves fastest, not the last
    std::shared_ptr<const std::string> bytes; ///< all items; as many as shape and dtype say
};

/// The name of something that makes a value. Only while reading: none is left in a Pickle.
struct PickleMaker {
    std::string_view name;
};

struct PickleValue {
    std::variant<PickleNone, bool, std::int64_t, double, PickleBytes, std::string /* unicode */,
        PickleSequence, PickleDict, PickleDtype, std::unique_ptr<PickleArray>, PickleMaker>
        content;
};

/// The content of a file: a tree of values (parts may be shared, none contains itself), and their
/// memory.
class Pickle {
public:
    Pickle(std::deque<PickleValue> values, const PickleValue *root)
        : m_values(std::move(values))
        , m_root(root)
    {
    }
    Pickle(Pickle &&) = default;
    Pickle &operator=(Pickle &&) = delete;
    Pickle(const Pickle &) = delete;
    Pickle &operator=(const Pickle &) = delete;
    ~Pickle() = default;

    const PickleValue &root() const { return *m_root; }

private:
    std::deque<PickleValue> m_values; // moving a deque leaves its elements where they are
    const PickleValue *m_root;
};

/// Everything is checked against the bytes that are there before memory is taken for it.
/// @throws Error "<name>: …" that names what is not understood, where, and how to convert the file.
Pickle readPickle(const std::string &name, std::span<const std::uint8_t> bytes);

/// The text of bytes or unicode; null for everything else.
const std::string *pickledText(const PickleValue &value);
/// The value of a dict under a key of unicode or bytes; null where `dict` is none or has no such.
const PickleValue *pickledItem(const PickleValue &dict, std::string_view key);
/// Null where `value` is no array.
const PickleArray *pickledArray(const PickleValue &value);
/// Null where `value` is neither list, tuple nor set.
const PickleSequence *pickledSequence(const PickleValue &value);

} // namespace convscope
