// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/numpy/pickle_stack.h"
#include "core/base/error.h"
#include <algorithm>

namespace convscope {

namespace {

constexpr std::size_t kMaxDepth = 100;
constexpr std::size_t kMaxSize = 50'000'000; // values, what is shared counted each time

/// The size and depth of the tree under a value.
struct Extent {
    std::size_t size = 1, depth = 1;
    bool isMeasured = false; ///< not yet: it is just being measured
};

/// Walks a tree; parts that are shared are walked once.
class TreeCheck {
public:
    Extent measure(const PickleValue &value, std::size_t above)
    {
        if (above >= kMaxDepth)
            failDepth();
        checkLeaf(value);
        const auto *sequence = std::get_if<PickleSequence>(&value.content);
        const auto *dict = std::get_if<PickleDict>(&value.content);
        if (sequence == nullptr && dict == nullptr)
            return {};
        if (const auto [known, isNew] = m_known.try_emplace(&value); !isNew) {
            if (!known->second.isMeasured)
                throw Error("it contains itself, which data to learn from never does");
            if (above + known->second.depth > kMaxDepth)
                failDepth();
            return known->second;
        }
        Extent extent { .isMeasured = true };
        if (sequence != nullptr)
            for (const PickleValue *item : sequence->items)
                add(extent, *item, above);
        else
            for (const auto &[key, item] : dict->items) {
                add(extent, *key, above);
                add(extent, *item, above);
            }
        m_known[&value] = extent;
        return extent;
    }

private:
    [[noreturn]] static void failDepth()
    {
        throw Error("it is nested more than " + std::to_string(kMaxDepth) + " deep");
    }

    static void checkLeaf(const PickleValue &value)
    {
        if (const auto *maker = std::get_if<PickleMaker>(&value.content))
            throw Error("it holds '" + std::string(maker->name) + "' itself, which is no data");
        if (const PickleArray *array = pickledArray(value); array != nullptr && !array->bytes)
            throw Error("it holds an array without items; the file is damaged");
    }

    void add(Extent &extent, const PickleValue &item, std::size_t above)
    {
        const Extent inner = measure(item, above + 1);
        extent.size += inner.size;
        extent.depth = std::max(extent.depth, inner.depth + 1);
        if (extent.size > kMaxSize)
            throw Error("it mentions the same values so often that it would grow beyond all size");
    }

    std::unordered_map<const PickleValue *, Extent> m_known;
};

} // namespace

void PickleStack::pushSequence(Kind kind, Values items)
{
    push({ PickleSequence { kind, std::move(items) } });
}

void PickleStack::pushTuple(std::size_t count)
{
    if (m_stack.size() - floor() < count)
        throw Error("a value is missing; the file is damaged");
    pushSequence(Kind::Tuple, popAbove(m_stack.size() - count));
}

PickleValue *PickleStack::top() const
{
    if (m_stack.size() <= floor())
        throw Error("a value is missing; the file is damaged");
    return m_stack.back();
}

PickleValue *PickleStack::pop()
{
    PickleValue *value = top();
    m_stack.pop_back();
    return value;
}

PickleStack::Values PickleStack::popAbove(std::size_t place)
{
    const auto first = m_stack.begin() + static_cast<std::ptrdiff_t>(place);
    Values values(first, m_stack.end());
    m_stack.erase(first, m_stack.end());
    return values;
}

PickleStack::Values PickleStack::popToMark()
{
    if (m_marks.empty())
        throw Error("a mark is missing; the file is damaged");
    const std::size_t place = m_marks.back();
    m_marks.pop_back();
    return popAbove(place);
}

void PickleStack::popValueOrMark()
{
    if (!m_marks.empty() && m_marks.back() == m_stack.size())
        m_marks.pop_back();
    else
        pop();
}

// NOLINTNEXTLINE(readability-make-member-function-const): it changes what is on the stack
void PickleStack::extend(const Values &items, Kind kind)
{
    auto *sequence = std::get_if<PickleSequence>(&top()->content);
    if (sequence == nullptr || sequence->kind != kind)
        throw Error("it adds to something that is no list or set; the file is damaged");
    sequence->items.insert(sequence->items.end(), items.begin(), items.end());
}

// NOLINTNEXTLINE(readability-make-member-function-const): as above
void PickleStack::setItems(const Values &items)
{
    auto *dict = std::get_if<PickleDict>(&top()->content);
    if (dict == nullptr || items.size() % 2 != 0)
        throw Error("it adds to something that is no dict; the file is damaged");
    for (std::size_t i = 0; i < items.size(); i += 2)
        dict->items.emplace_back(items[i], items[i + 1]);
}

void PickleStack::fetch(std::uint64_t index)
{
    const auto found = m_memo.find(index);
    if (found == m_memo.end())
        throw Error("it asks for a value that it never stored; the file is damaged");
    m_stack.push_back(found->second);
}

Pickle PickleStack::finish()
{
    const PickleValue *root = pop();
    if (!m_stack.empty() || !m_marks.empty())
        throw Error("it ends before everything in it is used; the file is damaged");
    TreeCheck().measure(*root, 0);
    return { std::move(m_values), root };
}

const std::string *pickledText(const PickleValue &value)
{
    if (const auto *bytes = std::get_if<PickleBytes>(&value.content))
        return bytes->bytes.get();
    return std::get_if<std::string>(&value.content);
}

const PickleValue *pickledItem(const PickleValue &dict, std::string_view key)
{
    const auto *items = std::get_if<PickleDict>(&dict.content);
    if (items == nullptr)
        return nullptr;
    const auto found = std::find_if(items->items.rbegin(), items->items.rend(),
        [key](const auto &item) { // from the end: the last one counts
            const std::string *text = pickledText(*item.first);
            return text != nullptr && *text == key;
        });
    return found == items->items.rend() ? nullptr : found->second;
}

const PickleArray *pickledArray(const PickleValue &value)
{
    const auto *array = std::get_if<std::unique_ptr<PickleArray>>(&value.content);
    return array == nullptr ? nullptr : array->get();
}

const PickleSequence *pickledSequence(const PickleValue &value)
{
    return std::get_if<PickleSequence>(&value.content);
}

} // namespace convscope
