// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/layout/parts.h"
#include "core/data/dataset/file_names.h"
#include <algorithm>
#include <set>

namespace convscope {

namespace {

/// Its images lie in it side by side, under a name that is no class's.
bool isHeap(const TreeFolder &folder, const TreeFolder &outer)
{
    const std::string name = folder.name();
    return isPlainName(name) || splitWord(name) || isUnlabelledName(name)
        || lowerCase(name) == lowerCase(outer.name());
}

const TreeFolder &unwrapped(const TreeFolder &folder, bool isPart)
{
    const TreeFolder *at = &folder;
    for (;;) {
        const TreeFolders inner = filledFolders(*at);
        if (const TreeFolder *const images = imagesAmong(inner); images && at->images == 0) {
            at = images;
            continue;
        }
        if (at->images > 0 || inner.size() != 1)
            return *at;
        const TreeFolder &only = *inner.front();
        const bool isFlat = filledFolders(only).empty();
        if (isFlat && !isHeap(only, *at))
            return *at; // a class by itself
        if (!isPart && splitWord(only.name()) == Split::Train && !isFlat)
            return *at;
        at = &only;
    }
}

Part partAt(const TreeFolder &top, std::optional<Split> split, bool isUnlabelled)
{
    Part part { &top, split, isUnlabelled, &unwrapped(top, true), {} };
    if (!filledFolders(*part.node).empty())
        for (const TreeFolder &folder : part.node->folders)
            part.classes.push_back(&folder);
    return part;
}

std::set<std::string> classNames(const Part &part)
{
    std::set<std::string> names;
    for (const TreeFolder *folder : part.classes)
        names.insert(lowerCase(folder->name()));
    return names;
}

const Part *partOf(const std::vector<Part> &parts, Split split)
{
    const auto found = std::ranges::find(parts, std::optional(split), &Part::split);
    return found == parts.end() ? nullptr : &*found;
}

/// Where another part validates and none tests, "eval" is what the others call a test.
void tellEvaluationFromTest(std::vector<Part> &parts)
{
    if (partOf(parts, Split::Test))
        return;
    const auto isEvaluation = [](const Part &part) {
        const auto words = wordsOf(part.top->name());
        return part.split == Split::Validation
            && std::ranges::any_of(
                words, [](const std::string &word) { return word.starts_with("eval"); });
    };
    const bool hasOther = std::ranges::any_of(parts,
        [&](const Part &part) { return part.split == Split::Validation && !isEvaluation(part); });
    for (Part &part : parts)
        if (hasOther && isEvaluation(part))
            part.split = Split::Test;
}

/// "rps" beside "rps-test-set": the part that trains may have the name of the set alone.
bool isNameOfTheSet(const Part &part, const std::vector<Part> &splits)
{
    const auto words = wordsOf(part.top->name());
    return std::ranges::any_of(splits, [&](const Part &split) {
        const auto longer = wordsOf(split.top->name());
        return !words.empty() && words.size() < longer.size()
            && std::ranges::equal(words, std::span(longer).first(words.size()));
    }) || std::ranges::any_of(splits, [&](const Part &split) {
        return sharesClasses(part, split);
    });
}

/// Takes the part that trains from `others`, where none is named so and one stands out.
void findTraining(std::vector<Part> &splits, std::vector<Part> &others)
{
    if (partOf(splits, Split::Train) || splits.empty())
        return;
    const auto isSet = [&](const Part &part) {
        return isNameOfTheSet(part, splits);
    };
    if (std::ranges::count_if(others, isSet) != 1)
        return;
    const auto found = std::ranges::find_if(others, isSet);
    found->split = Split::Train;
    splits.insert(splits.begin(), *found);
    others.erase(found);
}

/// The folders named like splits are splits, and not classes that happen to be called so.
bool areSplits(const std::vector<Part> &splits, std::size_t unlabelled, std::size_t others)
{
    const Part *const training = partOf(splits, Split::Train);
    if (!training)
        return splits.size() + unlabelled > 1 && others == 0;
    if (others == 0)
        return splits.size() + unlabelled > 1 || !training->classes.empty();
    const bool share = std::ranges::any_of(splits,
        [&](const Part &part) { return &part != training && sharesClasses(*training, part); });
    return !training->classes.empty() && splits.size() > 1
        && (share || others <= splits.size() + unlabelled);
}

bool areFolds(const TreeFolders &folders)
{
    return folders.size() > 1 && std::ranges::all_of(folders, [](const TreeFolder *folder) {
        return isFoldName(folder->name()) && !filledFolders(*folder).empty();
    });
}

Parts oneWhole(const TreeFolder &folder)
{
    Parts whole;
    whole.parts.push_back({ &folder, {}, false, &folder, {} });
    if (!filledFolders(folder).empty())
        for (const TreeFolder &each : folder.folders)
            whole.parts.front().classes.push_back(&each);
    return whole;
}

Parts partsIn(const TreeFolder &folder)
{
    const TreeFolders filled = filledFolders(folder);
    std::vector<Part> splits, unlabelled, others;
    for (const TreeFolder *each : filled) {
        const auto split = splitWord(each->name());
        const bool isUnlabelled = isUnlabelledName(each->name());
        (isUnlabelled   ? unlabelled
                : split ? splits
                        : others)
            .push_back(partAt(*each, isUnlabelled ? std::nullopt : split, isUnlabelled));
    }
    tellEvaluationFromTest(splits);
    findTraining(splits, others);
    Parts result;
    if (areFolds(filled)) {
        result.by = Parts::By::Folds;
        for (const TreeFolder *each : filled)
            result.parts.push_back(partAt(*each, {}, false));
        return result;
    }
    if (!areSplits(splits, unlabelled.size(), others.size()))
        return oneWhole(folder);
    result.by = Parts::By::Splits;
    result.parts = std::move(splits);
    std::ranges::move(unlabelled, std::back_inserter(result.parts));
    for (const Part &other : others)
        result.beside.push_back(other.top);
    return result;
}

} // namespace

TreeFolders filledFolders(const TreeFolder &folder)
{
    TreeFolders filled;
    for (const TreeFolder &each : folder.folders)
        if (each.total > 0)
            filled.push_back(&each);
    return filled;
}

const TreeFolder *imagesAmong(const TreeFolders &folders)
{
    const TreeFolder *images = nullptr;
    for (const TreeFolder *folder : folders) {
        if (isAnnotationName(folder->name()))
            continue;
        if (images || !isPlainName(folder->name()))
            return nullptr;
        images = folder;
    }
    return folders.size() > 1 ? images : nullptr;
}

const TreeFolder &unwrapped(const TreeFolder &folder)
{
    return unwrapped(folder, false);
}

bool sharesClasses(const Part &a, const Part &b)
{
    const auto names = classNames(a);
    return std::ranges::any_of(
        classNames(b), [&](const std::string &name) { return names.contains(name); });
}

Parts partsOf(const TreeFolder &tree)
{
    const TreeFolder &folder = unwrapped(tree);
    Parts parts = partsIn(folder);
    parts.tree = &tree;
    parts.node = &folder;
    return parts;
}

} // namespace convscope
