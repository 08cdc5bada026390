// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/train_options.h"
#include "app/cli/exclusion_options.h"
#include "core/base/error.h"

namespace convscope::cli {

namespace {

/// The flag that two settings share.
std::string_view sizeFlag()
{
    return settingOf("width").cliFlag;
}

std::string helpOf(const Setting &setting)
{
    const std::string zero = zeroText(setting);
    return setting.field.help + (zero.empty() ? "" : "; 0: " + zero)
        + (setting.needs.empty() ? "" : "; with " + std::string(setting.needs));
}

void describe(CLI::App &command, const Setting &setting, TrainOptions &o)
{
    const std::string flag(setting.cliFlag);
    const auto give = [&o, id = setting.id](const std::string &text) {
        o.given[id] = text;
    };
    const bool isSwitch = setting.field.initial == FieldValue(false); // it says all by itself
    if (isSwitch)
        command.add_flag_callback(
            flag, [give] { give("on"); }, helpOf(setting));
    else
        command.add_option_function<std::string>(flag, give, helpOf(setting))
            ->type_name("[" + rangeText(setting) + "]");
}

[[noreturn]] void fail(std::string_view option, const std::string &why)
{
    throw Error(std::string(option) + ": " + why);
}

FieldValue given(const Setting &setting, const std::string &text)
{
    try {
        FieldValue value = valueFromText(setting, text);
        RunConfig tried;
        setChecked(tried, setting, value);
        return value;
    } catch (const Error &error) {
        fail(setting.cliFlag, error.what());
    }
}

/// "N" or "WxH".
void takeSize(const std::string &text, FieldValues &asked)
{
    if (text.empty())
        return;
    const std::size_t cross = text.find('x');
    const std::string width = text.substr(0, cross);
    const std::string height = cross == std::string::npos ? width : text.substr(cross + 1);
    const std::string *side = &width;
    for (const Setting &setting : settings())
        if (setting.cliFlag == sizeFlag()) {
            asked.emplace(setting.id, given(setting, *side));
            side = &height;
        }
}

} // namespace

void describeRun(CLI::App &command, TrainOptions &o)
{
    command.add_option("--run", o.run, "Folder for the results")->required();
    command.add_flag("--resume", o.resume, "Go on with the run in the --run folder");
    command.add_option("--init", o.init, "Starting weights: .npz or .safetensors");
}

void describeData(CLI::App &command, TrainOptions &o)
{
    command.add_option("DATASET", o.dataset, "A folder or file, or sample:digits")->required();
    describeLayout(command, o.layout);
    command.add_option("--model", o.model,
        "A preset's name or a model JSON file; left out: what suits the dataset");
    command.add_flag(
        "!--no-cache", o.cache, "Neither use nor keep images decoded before (CONVSCOPE_CACHE)");
    command.add_flag("--json", o.json, "Print one JSON object");
}

void describeSettings(CLI::App &command, TrainOptions &o)
{
    for (const Setting &setting : settings())
        if (!setting.cliFlag.empty() && setting.cliFlag != sizeFlag())
            describe(command, setting, o);
    command.add_option(std::string(sizeFlag()), o.size, "What images are resized to")
        ->type_name("N or WxH");
    describeExcluded(command, o.excluded);
}

FieldValues askedFor(const TrainOptions &o)
{
    FieldValues asked;
    for (const auto &[id, text] : o.given)
        asked.emplace(id, given(settingOf(id), text));
    takeSize(o.size, asked);
    if (!o.resume)
        return asked;
    const auto refuse = [](bool isGiven, std::string_view option) {
        if (isGiven)
            fail(option, "a run that goes on keeps its own; leave it out, or start a new run");
    };
    refuse(!o.model.empty(), "--model");
    refuse(!o.init.empty(), "--init");
    refuse(!o.excluded.files.empty(), "--exclude-file");
    refuse(!o.excluded.classes.empty(), "--exclude-class");
    for (const auto &[id, value] : asked)
        refuse(!settingOf(id).mayChangeOnResume, settingOf(id).cliFlag);
    return asked;
}

void checkAsked(const FieldValues &asked, const RunConfig &config)
{
    for (const auto &[id, value] : asked) {
        const Setting &setting = settingOf(id);
        if (!setting.needs.empty() && !applies(setting, config))
            fail(setting.cliFlag, "it goes with " + std::string(setting.needs) + "; give that too");
        if (setting.rule.holds && applies(setting, config) && !setting.rule.holds(config))
            fail(setting.cliFlag, std::string("it must be ") + setting.rule.sentence);
    }
}

} // namespace convscope::cli
