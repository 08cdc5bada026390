// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/layout/folder_readings.h"
#include "core/base/text/unicode.h"
#include "core/base/words.h"
#include "core/data/dataset/file_names.h"
#include <algorithm>
#include <map>
#include <set>

namespace convscope {

namespace {

constexpr std::string_view kClasses = "classes", kSplits = "splits", kFolds = "folds",
                           kSubclasses = "subclasses", kMerged = "merged",
                           kInClasses = "splits-in-classes", kWithout = "without-copies";

/// How the folders of a part become classes.
enum class Level {
    Folders, ///< each is one
    Inner, ///< each folder in them, by both names
    Merged, ///< the same, where folders of one name are one class
    Splits, ///< each is one, and the folders in them are its splits
};

TreeFolders innerFolders(const TreeFolder &folder)
{
    return filledFolders(unwrapped(folder));
}

/// Folders of its own instead of images, at least two.
bool isDeep(const TreeFolder &folder)
{
    return innerFolders(folder).size() > 1 && unwrapped(folder).images == 0;
}

/// COVID/images, where COVID/masks lies beside it.
const TreeFolder &withoutAnnotations(const TreeFolder &folder)
{
    const TreeFolder *at = &folder;
    while (const TreeFolder *const images
        = at->images == 0 ? imagesAmong(filledFolders(*at)) : nullptr)
        at = images;
    return *at;
}

TreeFolders filledOf(const TreeFolders &folders)
{
    TreeFolders filled;
    std::ranges::copy_if(folders, std::back_inserter(filled),
        [](const TreeFolder *folder) { return folder->total > 0; });
    return filled;
}

bool areDeep(const TreeFolders &classes)
{
    const TreeFolders filled = filledOf(classes);
    return filled.size() > 0
        && std::ranges::count_if(filled, [](const TreeFolder *folder) { return isDeep(*folder); })
            * 2
        > static_cast<std::ptrdiff_t>(filled.size());
}

/// cats/train, cats/test, dogs/train, …
bool holdSplits(const TreeFolders &classes)
{
    const TreeFolders filled = filledOf(classes);
    return filled.size() > 1 && std::ranges::all_of(filled, [](const TreeFolder *folder) {
        const TreeFolders inner = innerFolders(*folder);
        return inner.size() > 1 && std::ranges::all_of(inner, [](const TreeFolder *each) {
            return splitWord(each->name()).has_value();
        });
    });
}

/// Different folders hold folders of the same names.
bool sharesInner(const TreeFolders &classes)
{
    std::map<std::string, int> count;
    for (const TreeFolder *folder : filledOf(classes))
        for (const TreeFolder *inner : innerFolders(*folder))
            ++count[lowerCase(inner->name())];
    return std::ranges::any_of(count, [](const auto &each) { return each.second > 1; });
}

/// It holds folders of the same names as those beside it, as archives unpack that were packed
/// twice.
bool repeatsOthers(const TreeFolder &folder, const TreeFolders &classes)
{
    const TreeFolders inner = innerFolders(folder);
    return inner.size() > 1 && std::ranges::all_of(inner, [&](const TreeFolder *each) {
        return std::ranges::any_of(classes, [&](const TreeFolder *other) {
            return other != &folder && lowerCase(other->name()) == lowerCase(each->name());
        });
    });
}

/// The names of most of its images speak of other classes, or its own speaks of copies.
bool isOfCopies(const TreeFolder &folder, const TreeFolders &classes)
{
    if (repeatsOthers(folder, classes))
        return true;
    for (const std::string &word : wordsOf(folder.name()))
        if (word == "aug" || word == "copies" || word.starts_with("augment"))
            return true;
    std::set<std::string> others;
    for (const TreeFolder *each : classes)
        if (each != &folder)
            others.insert(lowerCase(each->name()));
    const auto names = [&](const std::string &file, const auto &isMeant) {
        return std::ranges::any_of(wordsOf(file), isMeant);
    };
    const auto isOther = [&](const std::string &word) {
        return others.contains(word);
    };
    const auto isOwn = [&](const std::string &word) {
        return word == lowerCase(folder.name());
    };
    // In a set where every name has a class in it, this one's have its own.
    return !folder.examples.empty() && std::ranges::all_of(folder.examples, [&](const auto &file) {
        return names(file, isOther) && !names(file, isOwn);
    });
}

TreeFolders copiesAmong(const TreeFolders &classes)
{
    TreeFolders copies;
    const TreeFolders filled = filledOf(classes);
    if (filled.size() > 2)
        std::ranges::copy_if(filled, std::back_inserter(copies),
            [&](const TreeFolder *folder) { return isOfCopies(*folder, filled); });
    return copies;
}

std::size_t placeOf(const std::optional<Split> &split)
{
    return static_cast<std::size_t>(split.value_or(Split::Train));
}

// ---- one reading -------------------------------------------------------------------------------

class ReadingBuilder {
public:
    ReadingBuilder(const Parts &parts, const FindTable &findTable, Level level)
        : m_parts(parts)
        , m_findTable(findTable)
        , m_level(level)
    {
        for (const Part &part : parts.parts)
            if (isTraining(part))
                m_training = &part;
    }

    ReadingBuilder &without(const TreeFolders &folders)
    {
        m_without = folders;
        return *this;
    }

    Reading build()
    {
        addPassed(*m_parts.tree, *m_parts.node);
        m_reading.outside.push_back(m_parts.node->path);
        for (const TreeFolder *folder : m_parts.beside)
            m_reading.excluded.push_back({ folder->path, "beside train, val and test, left out" });
        for (const Part &part : m_parts.parts)
            add(part);
        useOneSpelling();
        std::set<std::string> names;
        for (const ClassPart &part : m_reading.classes)
            names.insert(part.name);
        for (const std::string &name : m_empty)
            names.erase(name);
        m_reading.summary.classes = names.size();
        return std::move(m_reading);
    }

private:
    bool isTraining(const Part &part) const
    {
        return !part.isUnlabelled && part.split.value_or(Split::Train) == Split::Train;
    }

    void add(const Part &part)
    {
        if (part.isUnlabelled || (part.classes.empty() && m_findTable(*part.node).empty()))
            return addUnlabelled(*part.top, part.split);
        if (!part.classes.empty() && m_training && !isTraining(part)
            && !sharesClasses(*m_training, part))
            return addStrange(part);
        addPassed(*part.top, *part.node);
        m_reading.outside.push_back(part.node->path);
        if (part.classes.empty())
            addTable(part);
        else
            for (const TreeFolder *folder : part.classes)
                addFolder(*folder, part.split);
    }

    /// What lies on the way from a folder to one deep in it.
    void addPassed(const TreeFolder &from, const TreeFolder &to)
    {
        const TreeFolder *at = &from;
        while (at->path != to.path) {
            m_reading.outside.push_back(at->path);
            const TreeFolder *next = nullptr;
            for (const TreeFolder &inner : at->folders)
                if (inner.path == to.path || to.path.starts_with(inner.path + '/'))
                    next = &inner;
                else if (inner.total > 0)
                    m_reading.excluded.push_back({ inner.path, "beside the images, left out" });
            at = next;
        }
    }

    /// "cats" in the folder test is the class "Cats" of the folder train. Two folders side by side
    /// are two classes, whatever their names.
    void useOneSpelling()
    {
        std::map<std::string, std::map<std::optional<Split>, std::set<std::string>>> spellings;
        noteLookAlikes();
        for (const ClassPart &part : m_reading.classes)
            spellings[lowerCase(part.name)][part.split].insert(part.name);
        for (ClassPart &part : m_reading.classes) {
            const auto &bySplit = spellings[lowerCase(part.name)];
            const std::set<std::string> &first = bySplit.begin()->second;
            if (std::ranges::any_of(
                    bySplit, [](const auto &each) { return each.second.size() > 1; })) {
                noteOnce("Classes differ in case only: " + lowerCase(part.name)
                    + "; rename their folders if they are one.");
            } else if (part.name != *first.begin()) {
                noteOnce("The class " + *first.begin() + " is written " + part.name + " in "
                    + part.folder + ".");
                part.name = *first.begin();
            }
        }
    }

    /// Side by side, one with composed letters, one with decomposed ones: nobody sees a difference.
    void noteLookAlikes()
    {
        std::map<std::pair<std::string, std::optional<Split>>, std::string> folders;
        for (const ClassPart &part : m_reading.classes) {
            const auto [other, isNew] = folders.try_emplace({ part.name, part.split }, part.folder);
            if (!isNew && other->second != part.folder
                && composed(other->second) == composed(part.folder))
                noteOnce("Two folders are named " + part.name
                    + ", in composed and in decomposed letters; they are taken as one class.");
        }
    }

    void noteOnce(const std::string &note)
    {
        if (std::ranges::find(m_reading.notes, note) == m_reading.notes.end())
            m_reading.notes.push_back(note);
    }

    void addTable(const Part &part)
    {
        m_reading.tables.push_back({ part.node->path, m_findTable(*part.node), {}, part.split });
        m_reading.summary.images[placeOf(part.split)] += part.node->total;
    }

    void addUnlabelled(const TreeFolder &folder, const std::optional<Split> &split = {})
    {
        m_reading.unlabelled.push_back({ folder.path, folder.name(), folder.total, split });
    }

    /// Its folders are no class that is trained on, so they tell nothing of what they show.
    void addStrange(const Part &part)
    {
        addUnlabelled(*part.top, part.split);
        m_reading.notes.push_back("The folders in " + part.top->path
            + " have no name of a class in " + m_training->top->path
            + ", so its images count as images without labels.");
    }

    void addFolder(const TreeFolder &folder, const std::optional<Split> &split)
    {
        if (std::ranges::find(m_without, &folder) != m_without.end())
            m_reading.excluded.push_back({ folder.path, "copies of other classes, left out" });
        else if (isUnlabelledName(folder.name()) && folder.total > 0)
            addUnlabelled(folder);
        else if (m_level == Level::Folders)
            addClass(folder, folder.name(), split);
        else
            addInner(folder, split);
    }

    void addInner(const TreeFolder &folder, const std::optional<Split> &split)
    {
        const TreeFolders inner = innerFolders(folder);
        m_reading.outside.push_back(unwrapped(folder).path);
        for (const TreeFolder *each : inner) {
            if (m_level == Level::Splits)
                addClass(*each, folder.name(), splitWord(each->name()));
            else
                addClass(*each,
                    m_level == Level::Merged ? each->name() : folder.name() + '/' + each->name(),
                    split);
        }
        if (inner.empty())
            addClass(folder, folder.name(), split);
    }

    void addClass(
        const TreeFolder &whole, const std::string &name, const std::optional<Split> &split)
    {
        const TreeFolder &folder = withoutAnnotations(whole);
        if (&folder != &whole)
            addPassed(whole, folder);
        m_reading.classes.push_back({ folder.path, name, split });
        LayoutReading &summary = m_reading.summary;
        summary.images[placeOf(split)] += folder.total;
        if (folder.total == 0)
            m_empty.insert(name);
        else
            m_empty.erase(name);
        if (summary.example.empty())
            takeExample(folder, name);
    }

    void takeExample(const TreeFolder &folder, const std::string &name)
    {
        if (!folder.examples.empty()) {
            m_reading.summary.example = folder.path + '/' + folder.examples.front();
            m_reading.summary.exampleClass = name;
            return;
        }
        for (const TreeFolder &inner : folder.folders)
            if (m_reading.summary.example.empty())
                takeExample(inner, name);
    }

    const Parts &m_parts;
    const FindTable &m_findTable;
    Level m_level;
    const Part *m_training = nullptr;
    TreeFolders m_without;
    std::set<std::string> m_empty; // classes without an image so far
    Reading m_reading;
};

// ---- all readings ------------------------------------------------------------------------------

std::string partNames(const Parts &parts)
{
    std::string names;
    for (const Part &part : parts.parts)
        names += (names.empty() ? "" : ", ") + part.top->name();
    return names;
}

std::string inSplits(const Parts &parts)
{
    switch (parts.by) {
    case Parts::By::Splits:
        return "; the folders " + partNames(parts) + " are its parts";
    case Parts::By::Folds:
        return "; the folds are taken together, and a share of them validates";
    case Parts::By::Nothing:
        return "";
    }
    return "";
}

Reading named(Reading reading, std::string_view name, std::string reason)
{
    reading.summary.name = name;
    reading.summary.reason = std::move(reason);
    return reading;
}

Reading onLevel(const Parts &parts, const FindTable &findTable, Level level, std::string_view name,
    const std::string &reason)
{
    return named(
        ReadingBuilder(parts, findTable, level).build(), name, reason + inSplits(parts) + ".");
}

std::string_view plainNameOf(const Parts &parts)
{
    return parts.by == Parts::By::Splits ? kSplits
        : parts.by == Parts::By::Folds   ? kFolds
                                         : kClasses;
}

/// Two levels of folders: nothing in their names says which are the classes.
void addDeeper(std::vector<Reading> &readings, const Parts &parts, const TreeFolders &classes,
    const FindTable &findTable)
{
    readings.front().isClear = false;
    readings.push_back(onLevel(parts, findTable, Level::Inner, kSubclasses,
        "The folders one level down are the classes, each by itself"));
    if (sharesInner(classes))
        readings.push_back(onLevel(parts, findTable, Level::Merged, kMerged,
            "The folders one level down are the classes, and those of the same name are one"));
}

} // namespace

Reading flatReading(const TreeFolder &tree, const FindTable &findTable)
{
    Parts parts = partsOf(tree);
    for (Part &part : parts.parts)
        part.classes.clear(); // none of them has any
    return ReadingBuilder(parts, findTable, Level::Folders).build();
}

std::vector<Reading> folderReadings(const TreeFolder &tree, const FindTable &findTable)
{
    const Parts parts = partsOf(tree);
    const auto deciding
        = std::ranges::find_if(parts.parts, [](const Part &part) { return !part.classes.empty(); });
    if (deciding == parts.parts.end())
        return {};
    const TreeFolders &classes = deciding->classes;
    if (parts.by == Parts::By::Nothing && holdSplits(classes))
        return { onLevel(parts, findTable, Level::Splits, kInClasses,
            "Each folder is a class, and holds its own train, validation or test folders") };
    std::vector<Reading> readings { onLevel(parts, findTable, Level::Folders, plainNameOf(parts),
        "Each folder is a class, whatever lies deeper in it") };
    if (const TreeFolders copies = copiesAmong(classes); !copies.empty()) {
        readings.front().isClear = false;
        readings.insert(readings.begin(),
            named(ReadingBuilder(parts, findTable, Level::Folders).without(copies).build(),
                kWithout,
                "Each folder is a class, but " + copies.front()->name()
                    + ", whose images seem to be copies of the others'" + inSplits(parts) + "."));
        readings.front().isClear = false;
    }
    if (areDeep(classes))
        addDeeper(readings, parts, classes, findTable);
    return readings;
}

} // namespace convscope
