// SPDX-License-Identifier: GPL-3.0-or-later
// PickleStack: the memory of the machine that reads a pickle: values, stack, marks and memo. Values
// lie in one deque and refer to each other by address, so that neither their number nor their
// nesting matters when they are freed. Every error is an Error with the reason alone.
#pragma once
#include "core/base/numpy/pickle.h"
#include <unordered_map>

namespace convscope {

class PickleStack {
public:
    using Kind = PickleSequence::Kind;
    using Values = std::vector<const PickleValue *>;

    void push(PickleValue value) { m_stack.push_back(&m_values.emplace_back(std::move(value))); }
    void pushTop() { m_stack.push_back(top()); }
    void pushSequence(Kind kind, Values items);
    void pushTuple(std::size_t count); ///< makes the topmost values a tuple
    PickleValue *top() const;
    PickleValue *pop();

    void mark() { m_marks.push_back(m_stack.size()); }
    Values popToMark();
    void popValueOrMark(); ///< whichever is on top

    /// Into the collection on top.
    void extend(const Values &items, Kind kind);
    void setItems(const Values &items); ///< key, value, key, value…

    void store(std::uint64_t index) { m_memo[index] = top(); }
    void storeNext() { store(m_memo.size()); }
    void fetch(std::uint64_t index);

    /// The one value that is left, with its memory. It contains no loops, no PickleMakers, no
    /// unfinished arrays, and is neither too deep nor, with its shared parts repeated, too large.
    Pickle finish();

private:
    std::size_t floor() const { return m_marks.empty() ? 0 : m_marks.back(); }
    Values popAbove(std::size_t place);

    std::deque<PickleValue> m_values;
    std::vector<PickleValue *> m_stack;
    std::vector<std::size_t> m_marks; // heights of the stack
    std::unordered_map<std::uint64_t, PickleValue *> m_memo;
};

} // namespace convscope
