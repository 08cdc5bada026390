// SPDX-License-Identifier: GPL-3.0-or-later
// The stack machine of Python's pickletools: each opcode pushes a value, or makes one of those
// above the last mark.
#include "core/base/numpy/pickle.h"
#include "core/base/error.h"
#include "core/base/numpy/pickle_input.h"
#include "core/base/numpy/pickle_numpy.h"
#include "core/base/numpy/pickle_stack.h"
#include "core/base/numpy/pickle_text.h"
#include "core/base/words.h"

namespace convscope {

namespace {

/// Each may take some sixty bytes for one in the file; files of data are mostly numbers in bulk.
constexpr std::size_t kStepsAlways = 16'000;
constexpr std::size_t kBytesPerStep = 4; // bytes of the file for each step beyond these

std::string convertHint()
{
    return "; in Python, numpy.savez('data.npz', **data) writes the arrays in a form that is read";
}

/// Errors of `make` get the hint that NumPy can convert the file.
template<typename Make>
auto orHint(const Make &make)
{
    try {
        return make();
    } catch (const Error &error) {
        throw Error(error.what() + convertHint());
    }
}

class Interpreter {
public:
    explicit Interpreter(std::span<const std::uint8_t> bytes)
        : m_in(bytes)
        , m_room(bytes.size())
    {
    }

    /// @throws Error with the reason alone.
    Pickle run()
    {
        const std::size_t most = kStepsAlways + m_in.left() / kBytesPerStep;
        for (std::size_t step = 0; step < most; ++step) {
            m_at = m_in.position();
            const std::uint8_t code = m_in.u8();
            if (code == '.')
                return end();
            if (!number(code) && !text(code) && !collection(code) && !stackCode(code) && !memo(code)
                && !construction(code))
                refuse(code);
        }
        throw Error("it is made of more than " + grouped(most)
            + " parts, which is too much for its size" + convertHint());
    }
    /// Where the opcode is that is carried out.
    std::size_t position() const { return m_at; }

private:
    using Kind = PickleSequence::Kind;

    Pickle end()
    {
        if (m_in.left() != 0)
            throw Error("more follows where the pickle ends; only files with one pickle are read");
        return m_stack.finish();
    }

    template<typename T>
    void push(T value)
    {
        m_stack.push(PickleValue { std::move(value) });
    }

    bool stackCode(std::uint8_t code)
    {
        switch (code) {
        case '(':
            m_stack.mark();
            return true;
        case '0':
            m_stack.popValueOrMark();
            return true;
        case '1':
            m_stack.popToMark();
            return true;
        case '2':
            m_stack.pushTop();
            return true;
        case 0x80: // PROTO
            if (m_in.u8() > 5)
                throw Error(
                    "it is of a newer protocol than 5; write it with pickle.dump(…, protocol=5)");
            return true;
        case 0x95: // FRAME: how much follows at least
            if (m_in.u64() > m_in.left())
                throw Error("a part is missing at the end; the file is cut off");
            return true;
        default:
            return false;
        }
    }

    // Numbers ---------------------------------------------------------------------------------

    bool number(std::uint8_t code)
    {
        switch (code) {
        case 'I':
            pushWritten();
            return true;
        case 'L':
            push(m_in.writtenWhole());
            return true;
        case 'F':
            push(m_in.writtenDouble());
            return true;
        case 'N':
            push(PickleNone {});
            return true;
        case 0x88:
        case 0x89:
            push(code == 0x88);
            return true;
        case 'K':
            push(std::int64_t { m_in.u8() });
            return true;
        case 'M':
            push(std::int64_t { m_in.u16() });
            return true;
        case 'J':
            push(std::int64_t { static_cast<std::int32_t>(m_in.u32()) });
            return true;
        case 0x8a:
            push(m_in.longNumber(m_in.u8()));
            return true;
        case 0x8b:
            push(m_in.longNumber(m_in.u32()));
            return true;
        case 'G':
            push(m_in.bigEndianDouble());
            return true;
        default:
            return false;
        }
    }

    /// INT: a whole number, or a bool that is written with two digits.
    void pushWritten()
    {
        const std::string_view digits = m_in.line();
        if (digits == "00" || digits == "01")
            push(digits == "01");
        else
            push(wholeOrFail(digits));
    }

    // Text ------------------------------------------------------------------------------------

    void pushBytes(std::string_view bytes)
    {
        push(PickleBytes { std::make_shared<const std::string>(bytes) });
    }

    bool text(std::uint8_t code)
    {
        switch (code) {
        case 'X': // BINUNICODE and its kin
        case 0x8c:
        case 0x8d:
            push(std::string(m_in.text(m_in.lengthFor(code))));
            return true;
        case 'V':
            push(m_in.escapedUnicode());
            return true;
        case 'S':
            pushBytes(m_in.quoted());
            return true;
        case 'T': // BINSTRING, SHORT_BINSTRING: Python 2's str, bytes all the same
        case 'U':
        case 'B': // BINBYTES and its kin, BYTEARRAY8
        case 'C':
        case 0x8e:
        case 0x96:
            pushBytes(m_in.text(m_in.lengthFor(code)));
            return true;
        default:
            return false;
        }
    }

    // Collections -----------------------------------------------------------------------------

    bool collection(std::uint8_t code)
    {
        switch (code) {
        case ')':
        case 0x85:
        case 0x86:
        case 0x87:
            m_stack.pushTuple(code == ')' ? 0U : code - 0x84U);
            return true;
        case 't':
            m_stack.pushSequence(Kind::Tuple, m_stack.popToMark());
            return true;
        case 'l':
            m_stack.pushSequence(Kind::List, m_stack.popToMark());
            return true;
        case ']':
            m_stack.pushSequence(Kind::List, {});
            return true;
        case 0x8f:
            m_stack.pushSequence(Kind::Set, {});
            return true;
        case 0x91:
            m_stack.pushSequence(Kind::Set, m_stack.popToMark());
            return true;
        case '}':
            push(PickleDict {});
            return true;
        default:
            return filling(code);
        }
    }

    bool filling(std::uint8_t code)
    {
        switch (code) {
        case 'a': {
            const PickleValue *item = m_stack.pop();
            m_stack.extend({ item }, Kind::List);
            return true;
        }
        case 'e':
            m_stack.extend(m_stack.popToMark(), Kind::List);
            return true;
        case 0x90:
            m_stack.extend(m_stack.popToMark(), Kind::Set);
            return true;
        case 'd': {
            const auto items = m_stack.popToMark();
            push(PickleDict {});
            m_stack.setItems(items);
            return true;
        }
        case 's': {
            const PickleValue *value = m_stack.pop();
            const PickleValue *key = m_stack.pop();
            m_stack.setItems({ key, value });
            return true;
        }
        case 'u':
            m_stack.setItems(m_stack.popToMark());
            return true;
        default:
            return false;
        }
    }

    // The memo --------------------------------------------------------------------------------

    bool memo(std::uint8_t code)
    {
        switch (code) {
        case 'p': // PUT, BINPUT, LONG_BINPUT
        case 'q':
        case 'r':
            m_stack.store(m_in.indexFor(code));
            return true;
        case 'g': // GET, BINGET, LONG_BINGET
        case 'h':
        case 'j':
            m_stack.fetch(m_in.indexFor(code));
            return true;
        case 0x94:
            m_stack.storeNext();
            return true;
        default:
            return false;
        }
    }

    // The objects that a pickle may make by name ------------------------------------------------

    void pushMaker(std::string_view module, std::string_view name, const char *code)
    {
        const auto maker = pickleMaker(module, name);
        if (!maker)
            throw Error("it asks Python to run or to make '" + printable(module) + "."
                + printable(name) + "' (" + code
                + "), and nothing is run here: only plain values and NumPy's arrays are read"
                + convertHint());
        push(*maker);
    }

    void pushNamedOnStack()
    {
        const PickleValue *name = m_stack.pop();
        const PickleValue *module = m_stack.pop();
        if (pickledText(*name) == nullptr || pickledText(*module) == nullptr)
            throw Error("a name is missing; the file is damaged");
        pushMaker(*pickledText(*module), *pickledText(*name), "STACK_GLOBAL");
    }

    void reduce()
    {
        const PickleValue *arguments = m_stack.pop();
        const PickleValue *callable = m_stack.pop();
        const auto *maker = std::get_if<PickleMaker>(&callable->content);
        const auto *given = std::get_if<PickleSequence>(&arguments->content);
        if (maker == nullptr || given == nullptr)
            throw Error("it calls something that cannot be called; the file is damaged");
        PickleValue made = orHint([&] { return madeFrom(*maker, *given, m_room); });
        if (const auto *bytes = std::get_if<PickleBytes>(&made.content))
            m_room -= bytes->bytes->size(); // a text is encoded once, not once a mention
        m_stack.push(std::move(made));
    }

    bool construction(std::uint8_t code)
    {
        switch (code) {
        case 'c': {
            const std::string_view module = m_in.line();
            pushMaker(module, m_in.line(), "GLOBAL");
            return true;
        }
        case 0x93:
            pushNamedOnStack();
            return true;
        case 'R':
            reduce();
            return true;
        case 'b': {
            const PickleValue *state = m_stack.pop();
            PickleValue *value = m_stack.top();
            orHint([&] { buildFrom(*value, *state); });
            return true;
        }
        default:
            return false;
        }
    }

    [[noreturn]] void refuse(std::uint8_t code)
    {
        if (code == 'i') {
            const std::string_view module = m_in.line();
            pushMaker(module, m_in.line(), "INST");
        }
        throw Error(unreadOpcode(code) + convertHint());
    }

    PickleInput m_in;
    std::size_t m_at = 0;
    std::size_t m_room; // bytes that _codecs.encode may still make
    PickleStack m_stack;
};

} // namespace

Pickle readPickle(const std::string &name, std::span<const std::uint8_t> bytes)
{
    Interpreter interpreter(bytes);
    try {
        return interpreter.run();
    } catch (const Error &error) {
        throw Error(
            name + ": byte " + std::to_string(interpreter.position()) + ": " + error.what());
    }
}

} // namespace convscope
