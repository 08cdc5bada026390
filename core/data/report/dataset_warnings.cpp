// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rounding.h"
#include "core/base/words.h"
#include "core/data/report/dataset_report.h"
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

using Kind = DataWarning::Kind;

constexpr double kUneven = 3; // images of the largest class for one of the smallest
constexpr double kManyCopies = 0.01; // as a share of all images
constexpr double kManyUnusable = 0.05; // as a share of all files
constexpr std::size_t kFewUnusable = 3; // a stray file or two are usual
constexpr std::size_t kMaxNames = 5; // in one sentence

std::size_t crossing(const std::vector<ImageGroup> &groups, bool ImageGroup::*crosses)
{
    return static_cast<std::size_t>(std::count_if(groups.begin(), groups.end(),
        [crosses](const ImageGroup &group) { return group.*crosses; }));
}

/// "2 groups of equal and 1 group of nearly equal images"; empty: none.
std::string groupsText(std::size_t equal, std::size_t nearlyEqual)
{
    std::string text;
    if (equal > 0)
        text = counted(equal, "group") + " of equal";
    if (nearlyEqual > 0)
        text += (text.empty() ? "" : " and ") + counted(nearlyEqual, "group") + " of nearly equal";
    return text.empty() ? text : text + " images";
}

std::string crossingText(const DatasetReport &report, bool ImageGroup::*crosses)
{
    const std::size_t equal = crossing(report.duplicates, crosses);
    const std::size_t nearlyEqual = crossing(report.nearDuplicates, crosses);
    const std::string text = groupsText(equal, nearlyEqual);
    return text.empty() ? text : text + (equal + nearlyEqual == 1 ? " lies" : " lie");
}

using Warnings = std::vector<DataWarning>;

void warnOfClasses(const DatasetReport &report, Warnings &found)
{
    std::vector<std::string> empty;
    std::string used;
    for (const ClassCount &each : report.classes) {
        if (each.count == 0)
            empty.push_back(each.name);
        else
            used = each.name;
    }
    if (report.classes.size() - empty.size() == 1)
        found.push_back({ Kind::OneClass, "All images are of one class (" + shortened(used) + ")",
            "There is nothing to tell apart. Give each class a folder of its own, and open the "
            "folder above them." });
    if (empty.empty())
        return;
    std::string names;
    for (std::size_t i = 0; i < std::min(empty.size(), kMaxNames); ++i)
        names += (i == 0 ? "" : ", ") + shortened(empty[i]);
    if (empty.size() > kMaxNames)
        names += " and " + grouped(empty.size() - kMaxNames) + " more";
    const std::string many
        = empty.size() == 1 ? "1 class has" : grouped(empty.size()) + " classes have";
    found.push_back({ Kind::EmptyClass, many + " no image that can be used (" + names + ")",
        "The network would get an answer that is never right. Mend the files, or leave the class "
        "out." });
}

void warnOfCopiedClasses(const DatasetReport &report, Warnings &found)
{
    for (const CopiedClass &each : report.copiedClasses) {
        const auto own = std::ranges::find(report.classes, each.name, &ClassCount::name);
        found.push_back({ Kind::CopiedClass,
            "The images of " + shortened(each.name) + " are copies of images of "
                + shortened(each.original) + " (" + grouped(each.copies) + " of "
                + grouped(own->count) + ")",
            "It may be a folder of augmented images and no class of its own: the network cannot "
            "tell the two apart. Leave it out; images are augmented here when training." });
    }
}

void warnOfGroups(const DatasetReport &report, Warnings &found)
{
    const std::string conflicts = crossingText(report, &ImageGroup::acrossClasses);
    if (!conflicts.empty())
        found.push_back({ Kind::Conflicts, conflicts + " in more than one class",
            "The network is told two answers for one image, and cannot learn either. Decide "
            "which class is right, and exclude the others." });
    const std::string leaks = crossingText(report, &ImageGroup::acrossSplits);
    if (!leaks.empty())
        found.push_back({ Kind::Leaks, leaks + " in more than one of train, val and test",
            "The network is tested on images it has learned by heart, and looks better than it "
            "is. Exclude the copies in train." });
}

bool hasSplit(const DatasetReport &report, Split split)
{
    return std::ranges::find(report.splits, split, &SplitCount::split) != report.splits.end();
}

/// "3 groups (p12, p14 and 1 more)"
std::string namedGroups(const std::vector<std::string> &names)
{
    constexpr std::size_t kMost = 3;
    std::string text = counted(names.size(), "group") + " (";
    for (std::size_t i = 0; i < std::min(names.size(), kMost); ++i)
        text += (i == 0 ? "" : ", ") + shortened(names[i]);
    return text + (names.size() > kMost ? " and " + grouped(names.size() - kMost) + " more)" : ")");
}

/// Names of the images are only a hint; a table is not.
void warnOfSuggestedGroups(const DatasetReport &report, Warnings &found)
{
    const GroupsReport &groups = report.groups;
    const bool isDrawn = !hasSplit(report, Split::Validation);
    if (groups.cut.empty() && !isDrawn)
        return;
    const std::string by = groups.by == GroupBy::Folder ? "The folders" : "The names";
    const std::string cut = groups.cut.empty()
        ? ", and a split drawn by lot would cut them"
        : ", and train, val and test cut " + namedGroups(groups.cut);
    found.push_back({ Kind::Subjects,
        by + " suggest " + counted(groups.count, "group") + " of images of one subject" + cut,
        std::string("Images of one patient, plant, video or site are alike: tested on those it "
                    "has met, the network looks better than it is. ")
            + (groups.cut.empty() ? "" : "Put each group into one of the folders. ")
            + (isDrawn ? "Where the names mean that, group by '" + std::string(toString(groups.by))
                        + "', and no group is divided when validation images are drawn."
                       : "Choose 'none' as the group where the names mean something else.") });
}

void warnOfSubjects(const DatasetReport &report, Warnings &found)
{
    const GroupsReport &groups = report.groups;
    if (groups.suggested)
        return warnOfSuggestedGroups(report, found);
    if (!groups.cut.empty())
        found.push_back({ Kind::Subjects,
            namedGroups(groups.cut) + (groups.cut.size() == 1 ? " lies" : " lie")
                + " in more than one of train, val and test",
            "The dataset's own splits stay as they are, and the network is tested on subjects "
            "that it has met. Put each group into one of the folders." });
    if (groups.undivided > 0 && !hasSplit(report, Split::Validation))
        found.push_back({ Kind::Subjects,
            "All images of " + std::string(groups.undivided == 1 ? "1 class are" : "")
                + (groups.undivided == 1 ? "" : grouped(groups.undivided) + " classes are each")
                + " of one group",
            "A group is never divided, so none of them can be kept apart to judge the network. "
            "More subjects are needed, or another kind of group." });
}

std::string adviceFor(const std::string &measure)
{
    if (measure == "size")
        return "Crop or pad the images rather than stretch them, or bring all to one size";
    if (measure == "brightness")
        return "Vary brightness and contrast by augmentation";
    return "Train on grey images";
}

void warnOfShortcuts(const DatasetReport &report, Warnings &found)
{
    for (const Shortcut &each : report.shortcuts)
        found.push_back({ Kind::Shortcut,
            "The " + each.measure + " alone tells the class of " + percentText(each.accuracy, 0)
                + " of the images (the most frequent class is right for "
                + percentText(report.baselines.majority, 0) + ")",
            "The network may learn that instead of what the images show. " + adviceFor(each.measure)
                + ", and see whether the classes were pictured in different ways." });
}

void warnOfImbalance(const DatasetReport &report, Warnings &found)
{
    if (report.imbalance < kUneven)
        return;
    const auto fewer = [](const ClassCount &a, const ClassCount &b) {
        return a.count < b.count;
    };
    std::vector<ClassCount> classes = report.classes;
    std::erase_if(classes, [](const ClassCount &each) { return each.count == 0; });
    const auto [smallest, largest] = std::minmax_element(classes.begin(), classes.end(), fewer);
    found.push_back({ Kind::Imbalance,
        "The classes are uneven (" + counted(largest->count, "image") + " of "
            + shortened(largest->name) + ", " + grouped(smallest->count) + " of "
            + shortened(smallest->name) + ")",
        "Rare classes are easily neglected while the accuracy still looks good. Use balanced "
        "class weights, and watch each class." });
}

void warnOfCopies(const DatasetReport &report, Warnings &found)
{
    std::size_t copies = 0;
    for (const auto *groups : { &report.duplicates, &report.nearDuplicates })
        for (const ImageGroup &group : *groups)
            if (!group.acrossClasses && !group.acrossSplits)
                copies += group.samples.size() - 1;
    if (copies == 0 || double(copies) < kManyCopies * double(report.images))
        return;
    found.push_back({ Kind::Duplicates,
        counted(copies, "image") + (copies == 1 ? " is a copy" : " are copies")
            + " of others, or nearly so",
        "They count more than the rest, and where validation images are drawn by lot, copies "
        "come to lie on both sides. Exclude all but one of each group." });
}

void warnOfProblems(const DatasetReport &report, Warnings &found)
{
    const std::size_t bad = report.problems.size();
    const std::size_t all = bad + report.images;
    if (bad < kFewUnusable || double(bad) < kManyUnusable * double(all))
        return;
    found.push_back({ Kind::Unusable,
        grouped(bad) + " of " + counted(all, "file") + " cannot be used",
        "Are these the right ones, and were they copied completely? The list of problems has the "
        "reason for each." });
}

} // namespace

std::string textOf(const DataWarning &warning)
{
    return warning.what + ". " + warning.advice;
}

std::vector<DataWarning> warnings(const DatasetReport &report)
{
    Warnings found;
    warnOfClasses(report, found);
    warnOfCopiedClasses(report, found);
    warnOfGroups(report, found);
    warnOfSubjects(report, found);
    warnOfShortcuts(report, found);
    warnOfImbalance(report, found);
    warnOfCopies(report, found);
    warnOfProblems(report, found);
    return found;
}

} // namespace convscope
