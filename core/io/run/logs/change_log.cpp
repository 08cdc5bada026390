// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run/logs/change_log.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/train/loop/trainer_state.h"
#include <sstream>

namespace convscope {

namespace {

constexpr std::size_t kMaxChangeLog = 16U << 20U;
constexpr const char *kChangesHeader = "batch,name,from,to";

SettingChange changeFromLine(const std::string &line)
{
    std::istringstream text(line);
    std::string batch, name, from, to;
    std::getline(text, batch, ',');
    std::getline(text, name, ',');
    std::getline(text, from, ',');
    std::getline(text, to);
    return { .batch = integerFromText(batch),
        .setting = liveSetting(name).field.name,
        .from = numberFromText(from),
        .to = numberFromText(to) };
}

} // namespace

FileMark writeChanges(const std::filesystem::path &file, const std::vector<SettingChange> &changes)
{
    std::string text = std::string(kChangesHeader) + "\n";
    for (const SettingChange &change : changes)
        text += std::to_string(change.batch) + "," + change.setting + "," + toText(change.from)
            + "," + toText(change.to) + "\n";
    writeFileAtomically(file, text);
    return markOf(text);
}

std::vector<SettingChange> readChanges(
    const std::filesystem::path &file, const std::optional<FileMark> &mark)
{
    std::vector<SettingChange> changes;
    if (!mark && !std::filesystem::exists(file))
        return changes;
    std::istringstream text(readMarked(file, mark, kMaxChangeLog));
    std::string line;
    if (!std::getline(text, line) || line != kChangesHeader)
        throw Error(file.string() + ": its first line is not '" + kChangesHeader + "'");
    for (int number = 2; std::getline(text, line); ++number) {
        try {
            changes.push_back(changeFromLine(line));
        } catch (const Error &) {
            throw Error(
                file.string() + ": line " + std::to_string(number) + " is no change of a setting");
        }
    }
    return changes;
}

} // namespace convscope
