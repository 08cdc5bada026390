// SPDX-License-Identifier: GPL-3.0-or-later
// The list of all settings of a run. Files, the command line, the window's forms, comparisons of
// runs and the table in the README are derived from it: a new setting is a member of RunConfig (or
// of a part of it) and an entry here. The list is constant and can be read from any thread.
#pragma once
#include "core/base/field.h"
#include "core/train/setup/run_config.h"
#include <array>
#include <string_view>

namespace convscope {

struct Setting {
    /// When a change counts in a run that goes on.
    enum class Live { No, WhenResumed, NextBatch, NextEpoch };
    /// Where the window shows it; Expert: only files and the command line have it.
    enum class Group { Training, More, Images, Preparation, Expert };
    /// ShareOrCount: below 1 a share of the run, else a number of its parts.
    enum class Editor { Plain, ShareOrCount };
    /// One of few values, in words.
    struct Choice {
        std::string value, title, help;
    };
    /// A rule that a field's range cannot express.
    struct Rule {
        bool (*holds)(const RunConfig &config) = nullptr; ///< null: there is none
        const char *sentence = ""; ///< "… must be <sentence>"
    };

    std::string_view id; ///< in the window's object names: "weightDecay"
    Field field; ///< type, range, unit and help; its name is the id in snake case: "weight_decay"
    std::string_view jsonKey; ///< the path in run.json's settings: "optimizer.weight_decay"
    std::string_view cliFlag {}; ///< "--weight-decay"; empty: the command line cannot set it
    Group group = Group::Expert;
    std::string_view title {}; ///< on screen, with an & before its key: "&Weight decay"
    std::string_view rowTitle {}; ///< the title of the row it shares with the next; empty: its own
    std::vector<Choice> choices {}; ///< all values that it can have; empty: not a choice
    std::string_view zero {}; ///< the meaning of 0: "off"; %1 is the number of processor cores
    Editor editor = Editor::Plain;
    double usual = 0; ///< the first step up from 0; 0: steps of 1
    double step = 0; ///< the step of the window's field; 0: by the size of the value
    Live live = Live::No;
    bool mayChangeOnResume = false;
    std::string_view needs {}; ///< on the command line, where it does not apply: "--schedule step"
    Rule rule {};
    bool (*applies)(const RunConfig &config) = nullptr; ///< null: always
    FieldValue (*get)(const RunConfig &config) = nullptr;
    /// Sets a value that checked() took. @throws Error for a name that is not known.
    void (*set)(RunConfig &config, const FieldValue &value) = nullptr;
    bool mayBeMore = false; ///< the range keeps people from mistakes; files may hold more
    bool onlyWhereOther = false; ///< not written where usual: older files stay the same
};

/// In the order in which they are shown.
const std::vector<Setting> &settings();
/// By its id, or by its name in files. @throws Error listing the known names.
const Setting &settingOf(std::string_view name);

bool applies(const Setting &setting, const RunConfig &config);
/// The title without the mark of its key.
std::string plainTitle(const Setting &setting);
/// A value in words and with its unit: "10 %", "off", "Balanced".
std::string valueText(const Setting &setting, const FieldValue &value);
std::string zeroText(const Setting &setting); ///< without the number of cores
/// "1 to 65536", "sgd, momentum, …", "on, off".
std::string rangeText(const Setting &setting);

/// `text`, as a person writes it on the command line, in the setting's type and range.
/// @throws Error "it must be …".
FieldValue valueFromText(const Setting &setting, const std::string &text);
/// The last part of its path in files, which is what mistakes call it: "rate".
std::string keyOf(const Setting &setting);
/// Sets what is in range, or what is as large as a file may hold it.
/// @throws Error naming the setting by its key.
void setChecked(RunConfig &config, const Setting &setting, const FieldValue &value);

/// @throws Error naming the setting by its key where its rule does not hold.
void checkRule(const RunConfig &config, const Setting &setting);
/// @throws Error as setChecked(), and for an id that is not known.
void setAll(RunConfig &config, const FieldValues &values);

// ---- what can change while a run goes on -------------------------------------------------------

/// In the order in which changes at the same batch are listed.
const std::vector<const Setting *> &liveSettings();
/// @throws Error listing the known names.
const Setting &liveSetting(std::string_view name);

double numberOf(const RunConfig &config, const Setting &setting); ///< a Whole's or a Real's

/// The value of each live setting, in their order; zeros behind them. No memory is taken.
using SettingValues = std::array<double, 8>;
SettingValues valuesOf(const RunConfig &config);
/// @throws Error as setChecked().
void setValues(RunConfig &config, const SettingValues &values);

/// The names of those that something treats in a way of its own.
extern const std::string_view kLearningRate, kBatchSize, kEpochs, kSchedule;

} // namespace convscope
