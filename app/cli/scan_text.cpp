// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/scan_text.h"
#include "app/cli/command.h"
#include "core/base/rounding.h"
#include "core/base/words.h"
#include <algorithm>
#include <map>
#include <ostream>

namespace convscope::cli {

namespace {

constexpr std::size_t kMaxLines = 20; // lines of one list
constexpr std::size_t kMaxNames = 6; // names of one group
constexpr std::size_t kBar = 40; // columns of the longest bar
constexpr std::size_t kWidestName = 32; // beside a bar
constexpr std::size_t kTextWidth = 78;

/// Columns on a terminal: bytes but those that continue a UTF-8 character.
std::size_t widthOf(const std::string &text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(),
        [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string padded(const std::string &text, std::size_t width)
{
    const std::size_t own = widthOf(text);
    return own < width ? text + std::string(width - own, ' ') : text;
}

/// A file's name may hold anything; a terminal shall not obey it.
std::string shown(std::string name)
{
    for (char &c : name)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            c = '?';
    return name;
}

/// Broken between words, each further line indented.
void printWrapped(std::ostream &out, const std::string &text)
{
    std::string line = "  -";
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        const std::string word = text.substr(at, end - at);
        if (widthOf(line) + 1 + widthOf(word) > kTextWidth) {
            out << line << '\n';
            line = "   ";
        }
        line += " " + word;
        at = end + 1;
    }
    out << line << '\n';
}

void printMore(std::ostream &out, std::size_t all, std::size_t most, const char *indent)
{
    if (all > most)
        out << indent << "and " << grouped(all - most) << " more (--json lists all)\n";
}

void printReadings(std::ostream &out, const DatasetLayout &layout)
{
    out << (layout.isClear ? "\nLayouts" : "\nThis folder can be read in several ways") << " ("
        << grouped(layout.readings.size()) << "; --layout NAME chooses)\n";
    std::size_t widest = 0;
    for (const LayoutReading &each : layout.readings)
        widest = std::max(widest, widthOf(each.name));
    for (std::size_t i = 0; i < layout.readings.size(); ++i) {
        const LayoutReading &each = layout.readings[i];
        out << (i == layout.chosen ? "* " : "  ") << padded(shown(each.name), widest) << "  "
            << summaryOf(each) << '\n';
        printWrapped(out, shown(each.reason));
    }
}

/// How the folder was understood, and what else lies in it.
void printLayout(std::ostream &out, const DatasetLayout &layout)
{
    if (layout.readings.size() == 1)
        out << "Layout    " << shown(layout.readings.front().reason) << '\n';
    else if (layout.readings.size() > 1)
        printReadings(out, layout);
    if (!layout.unlabelled.empty())
        out << "\nImages without labels\n";
    for (const UnlabelledPart &part : layout.unlabelled)
        out << "  " << shown(part.name) << "  " << grouped(part.images.size()) << '\n';
    if (!layout.notes.empty())
        out << "\nNotes (" << layout.notes.size() << ")\n";
    for (const std::string &note : layout.notes)
        printWrapped(out, shown(note));
}

void printClasses(std::ostream &out, const DatasetReport &report)
{
    std::size_t widest = 0;
    std::size_t largest = 1;
    for (const ClassCount &each : report.classes) {
        widest = std::max(widest, std::min(widthOf(each.name), kWidestName));
        largest = std::max(largest, each.count);
    }
    out << "\nClasses (" << grouped(report.classes.size()) << ")\n";
    for (const ClassCount &each : report.classes) {
        // A class with images has a bar, however short.
        const std::size_t bar = (each.count * kBar + largest - 1) / largest;
        out << "  " << padded(shown(each.name), widest) << "  " << std::string(bar, '#')
            << (bar > 0 ? " " : "") << grouped(each.count) << '\n';
    }
}

void printCounts(std::ostream &out, const DatasetReport &report)
{
    out << "\nSplits\n";
    for (const SplitCount &each : report.splits)
        out << "  " << padded(std::string(toString(each.split)), 6) << grouped(each.count) << '\n';
    out << "\nSizes (" << grouped(report.sizes.size()) << ")\n";
    for (std::size_t i = 0; i < std::min(report.sizes.size(), kMaxLines); ++i) {
        const SizeCount &each = report.sizes[i];
        out << "  " << padded(std::to_string(each.width) + "x" + std::to_string(each.height), 12)
            << grouped(each.count) << '\n';
    }
    printMore(out, report.sizes.size(), kMaxLines, "  ");
}

void printSubjects(std::ostream &out, const GroupsReport &groups)
{
    if (groups.by == GroupBy::None || groups.suggested)
        return;
    out << "\nGroups by " << toString(groups.by) << " (" << grouped(groups.count) << "), "
        << (groups.cut.empty() ? std::string("none") : grouped(groups.cut.size()))
        << " cut by the dataset's own splits\n";
}

/// "truncated: 5 bytes are missing" is of the kind "truncated".
void printProblems(std::ostream &out, const DatasetReport &report)
{
    if (report.problems.empty())
        return;
    out << "\nProblems (" << grouped(report.problems.size()) << ")\n";
    std::map<std::string, std::vector<std::string>> byKind;
    for (const Problem &each : report.problems) {
        const std::size_t colon = each.reason.find(": ");
        const std::string detail
            = colon == std::string::npos ? "" : " (" + each.reason.substr(colon + 2) + ")";
        byKind[each.reason.substr(0, colon)].push_back(shown(each.path + detail));
    }
    for (const auto &[kind, lines] : byKind) {
        out << "  " << shown(kind) << " (" << grouped(lines.size()) << ")\n";
        for (std::size_t i = 0; i < std::min(lines.size(), kMaxLines); ++i)
            out << "    " << lines[i] << '\n';
        printMore(out, lines.size(), kMaxLines, "    ");
    }
}

std::string crossingsOf(const ImageGroup &group)
{
    if (!group.acrossSplits && !group.acrossClasses)
        return "";
    return std::string("  [in different ") + (group.acrossSplits ? "splits" : "")
        + (group.acrossSplits && group.acrossClasses ? " and " : "")
        + (group.acrossClasses ? "classes" : "") + "]";
}

void printGroups(
    std::ostream &out, const char *title, std::vector<ImageGroup> groups, const Dataset &dataset)
{
    if (groups.empty())
        return;
    // Harmful groups come first, so that a cut list still has them.
    std::stable_sort(groups.begin(), groups.end(), [](const auto &a, const auto &b) {
        return a.acrossClasses + a.acrossSplits > b.acrossClasses + b.acrossSplits;
    });
    out << '\n' << title << " (" << grouped(groups.size()) << ")\n";
    for (std::size_t i = 0; i < std::min(groups.size(), kMaxLines); ++i) {
        const auto &samples = groups[i].samples;
        out << "  ";
        for (std::size_t k = 0; k < std::min(samples.size(), kMaxNames); ++k)
            out << (k == 0 ? "" : ", ") << shown(dataset.samples()[samples[k]].name);
        if (samples.size() > kMaxNames)
            out << " and " << grouped(samples.size() - kMaxNames) << " more";
        out << crossingsOf(groups[i]) << '\n';
    }
    printMore(out, groups.size(), kMaxLines, "  ");
}

void printColours(std::ostream &out, const DatasetReport &report)
{
    const std::size_t grey = report.images - report.colour;
    if (grey == 0)
        out << "in colour\n";
    else if (report.colour == 0)
        out << "grey\n";
    else
        out << grouped(report.colour) << " in colour, " << grouped(grey) << " grey\n";
}

} // namespace

void printReport(std::ostream &out, const DatasetReport &report, const Dataset &dataset)
{
    out << "Format    " << report.format << "\nImages    " << grouped(report.images);
    if (report.images > 0) {
        out << ", ";
        printColours(out, report);
    } else {
        out << '\n';
    }
    printLayout(out, dataset.layout());
    printClasses(out, report);
    printCounts(out, report);
    printSubjects(out, report.groups);
    printProblems(out, report);
    printGroups(out, "Groups of equal images", report.duplicates, dataset);
    printGroups(out, "Groups of nearly equal images", report.nearDuplicates, dataset);
    out << "\nTo beat: right without a network\n  by chance            "
        << percentText(report.baselines.chance) << "\n  most frequent class  "
        << percentText(report.baselines.majority) << "\n  size and colours     "
        << percentText(report.baselines.centroid) << '\n';
    const auto found = warnings(report);
    if (!found.empty())
        out << "\nWarnings (" << found.size() << ")\n";
    for (const DataWarning &each : found)
        printWrapped(out, inWords(each));
}

std::string inWords(const DataWarning &warning)
{
    const bool isImbalance = warning.kind == DataWarning::Kind::Imbalance;
    return shown(textOf(warning)) + (isImbalance ? " (--class-weights balanced)" : "");
}

} // namespace convscope::cli
