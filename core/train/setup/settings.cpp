// SPDX-License-Identifier: GPL-3.0-or-later
// The entries, in the order in which the window shows them.
#include "core/train/setup/settings.h"
#include "core/base/threads/thread_limit.h"
#include <cmath>

namespace convscope {

const std::string_view kLearningRate = "learning_rate", kBatchSize = "batch", kEpochs = "epochs",
                       kSchedule = "schedule";

namespace {

using Choices = std::vector<Setting::Choice>;
using Live = Setting::Live;
using Group = Setting::Group;

// ---- how a value is read and set: Path goes from a RunConfig to the member, one step after
// another

template<auto Step, auto... Rest, typename Object>
auto &at(Object &object)
{
    if constexpr (sizeof...(Rest) == 0)
        return object.*Step;
    else
        return at<Rest...>(object.*Step);
}

template<auto... Path>
FieldValue valueAt(const RunConfig &config)
{
    const auto &value = at<Path...>(config);
    using Value = std::remove_cvref_t<decltype(value)>;
    if constexpr (std::is_enum_v<Value>)
        return std::string(toString(value));
    else if constexpr (std::is_integral_v<Value> && !std::is_same_v<Value, bool>)
        return static_cast<std::uint64_t>(value);
    else
        return value;
}

void fromText(Fit &member, const std::string &name)
{
    member = fitFromString(name);
}
void fromText(Grey &member, const std::string &name)
{
    member = greyFromString(name);
}
void fromText(ClassWeights &member, const std::string &name)
{
    member = classWeightsFromString(name);
}
void fromText(GroupBy &member, const std::string &name)
{
    member = groupByFromString(name);
}
void fromText(std::string &member, const std::string &name)
{
    member = name;
}

template<auto... Path>
void setAt(RunConfig &config, const FieldValue &value)
{
    auto &member = at<Path...>(config);
    using Value = std::remove_cvref_t<decltype(member)>;
    if constexpr (std::is_same_v<Value, bool> || std::is_same_v<Value, double>)
        member = std::get<Value>(value);
    else if constexpr (std::is_integral_v<Value>)
        member = static_cast<Value>(std::get<std::uint64_t>(value));
    else
        fromText(member, std::get<std::string>(value));
}

/// With how to read and to set it.
template<auto... Path>
Setting stored(Setting setting)
{
    setting.get = valueAt<Path...>;
    setting.set = setAt<Path...>;
    return setting;
}

template<auto Member>
Setting ofOptimizer(Setting setting)
{
    setting.applies = [](const RunConfig &config) {
        return reads(optimizerInfo(config.optimizer.kind), Member);
    };
    return stored<&RunConfig::optimizer, Member>(std::move(setting));
}

template<auto Member>
Setting ofSchedule(Setting setting)
{
    setting.applies = [](const RunConfig &config) {
        return reads(scheduleInfo(config.schedule.kind), Member);
    };
    return stored<&RunConfig::schedule, Member>(std::move(setting));
}

/// Training calculates with floats.
template<double OptimizerOptions::*Member>
constexpr Setting::Rule kShare { [](const RunConfig &config) {
                                    return float(config.optimizer.*Member) < 1;
                                },
    "from 0 to less than 1 (at most 0.9999999)" };

template<typename Info>
Choices kindsOf(const std::vector<Info> &registry)
{
    Choices choices;
    for (const Info &info : registry)
        choices.push_back(
            { std::string(info.kind), std::string(info.title), std::string(info.help) });
    return choices;
}

// ---- the entries; a field's name and what holds by itself are filled in by settings() ----------

constexpr double kMaxWhole = 9e15, kMaxReal = 1e6, kMaxShare = 0.99;
constexpr double kMaxSeed = 18446744073709549568.0; // the largest below two to the power of 64

Field whole(double least, double most, std::string help)
{
    return Field::whole({}, 0, least, most, std::move(help));
}
Field real(double least, double most, std::string help)
{
    return Field::real({}, 0, least, most, std::move(help));
}
Field share(double most, std::string help)
{
    Field field = real(0, most, std::move(help));
    field.unit = "share";
    return field;
}
Field choice(std::string help)
{
    return Field::choice({}, {}, {}, std::move(help));
}
Field flag(std::string help)
{
    return Field::flag({}, false, std::move(help));
}
Field inUnits(Field field, std::string unit)
{
    field.unit = std::move(unit);
    return field;
}

std::vector<Setting> steps()
{
    return {
        stored<&RunConfig::epochs>({ .id = "epochs",
            .field = whole(1, 1e6, "How often every training image is seen"),
            .jsonKey = "epochs",
            .cliFlag = "--epochs",
            .group = Group::Training,
            .title = "&Epochs",
            .live = Live::WhenResumed,
            .mayChangeOnResume = true }),
        stored<&RunConfig::batch>({ .id = "batch",
            .field = whole(1, 65536, "How many images are averaged for one step of the weights"),
            .jsonKey = "batch",
            .cliFlag = "--batch",
            .group = Group::Training,
            .title = "&Batch size",
            .live = Live::NextEpoch }),
        stored<&RunConfig::optimizer, &OptimizerOptions::rate>({ .id = "learningRate",
            .field = real(0, kMaxReal,
                "How far the weights move in one step; can be changed while it trains"),
            .jsonKey = "optimizer.rate",
            .cliFlag = "--lr",
            .group = Group::Training,
            .title = "&Learning rate",
            .usual = 0.001,
            .live = Live::NextBatch,
            .mayChangeOnResume = true,
            .mayBeMore = true }),
        stored<&RunConfig::optimizer, &OptimizerOptions::kind>({ .id = "optimizer",
            .field = choice("The rule by which the weights move along their gradients"),
            .jsonKey = "optimizer.kind",
            .cliFlag = "--optimizer",
            .group = Group::Training,
            .title = "&Optimizer",
            .choices = kindsOf(optimizerRegistry()) }),
    };
}

std::vector<Setting> optimizer()
{
    return {
        ofOptimizer<&OptimizerOptions::momentum>({ .id = "momentum",
            .field = real(0, 1,
                "How much of the last step goes on into the next; can be changed while it trains"),
            .jsonKey = "optimizer.momentum",
            .cliFlag = "--momentum",
            .group = Group::Training,
            .title = "&Momentum",
            .zero = "off",
            .step = 0.05,
            .live = Live::NextBatch,
            .mayChangeOnResume = true,
            .rule = kShare<&OptimizerOptions::momentum> }),
        ofOptimizer<&OptimizerOptions::weightDecay>({ .id = "weightDecay",
            .field = real(0, kMaxReal,
                "Pulls every weight towards zero, against learning by heart; can be changed while "
                "it trains"),
            .jsonKey = "optimizer.weight_decay",
            .cliFlag = "--weight-decay",
            .group = Group::Training,
            .title = "&Weight decay",
            .zero = "off",
            .usual = 1e-4,
            .live = Live::NextBatch,
            .mayChangeOnResume = true,
            .rule = { [](const RunConfig &config) {
                         const OptimizerOptions &own = config.optimizer;
                         return own.weightDecay == 0 || own.rate * own.weightDecay < 1;
                     },
                "such that the learning rate times it is less than 1, for each step would pull "
                "every weight beyond 0; lower one of the two" },
            .mayBeMore = true }),
        ofOptimizer<&OptimizerOptions::beta1>({ .id = "beta1",
            .field = real(0, 1, "Adam: how much of its mean gradient stays from step to step"),
            .jsonKey = "optimizer.beta1",
            .cliFlag = "--beta1",
            .title = "Beta 1",
            .rule = kShare<&OptimizerOptions::beta1> }),
        ofOptimizer<&OptimizerOptions::beta2>({ .id = "beta2",
            .field = real(0, 1, "Adam: the same of the mean of its square"),
            .jsonKey = "optimizer.beta2",
            .cliFlag = "--beta2",
            .title = "Beta 2",
            .rule = kShare<&OptimizerOptions::beta2> }),
        ofOptimizer<&OptimizerOptions::alpha>({ .id = "alpha",
            .field = real(0, 1,
                "RMSprop: how much of the mean squared gradient stays from step to "
                "step"),
            .jsonKey = "optimizer.alpha",
            .cliFlag = "--alpha",
            .title = "Alpha",
            .rule = kShare<&OptimizerOptions::alpha>,
            .onlyWhereOther = true }),
        ofOptimizer<&OptimizerOptions::epsilon>({ .id = "epsilon",
            .field = real(0, 1, "Keeps Adam and RMSprop from dividing by zero"),
            .jsonKey = "optimizer.epsilon",
            .cliFlag = "--epsilon",
            .title = "Epsilon",
            .rule = { [](const RunConfig &config) { return config.optimizer.epsilon >= 1e-30; },
                "more than 0, such as 1e-8: weights whose gradient is 0 are divided by it" } }),
    };
}

std::vector<Setting> schedule()
{
    return {
        stored<&RunConfig::schedule, &ScheduleOptions::kind>({ .id = "schedule",
            .field = choice("How the learning rate changes in the course of the run"),
            .jsonKey = "schedule.kind",
            .cliFlag = "--schedule",
            .group = Group::Training,
            .title = "Sched&ule",
            .choices = kindsOf(scheduleRegistry()) }),
        ofSchedule<&ScheduleOptions::stepEvery>({ .id = "stepEvery",
            .field
            = inUnits(whole(0, 1e6, "Epochs between two drops of the learning rate"), "epochs"),
            .jsonKey = "schedule.step_every",
            .cliFlag = "--step-every",
            .title = "Epochs between drops",
            .zero = "a third of the run",
            .needs = "--schedule step" }),
        ofSchedule<&ScheduleOptions::stepFactor>({ .id = "stepFactor",
            .field = real(1e-6, 1, "What a drop leaves of the learning rate"),
            .jsonKey = "schedule.step_factor",
            .cliFlag = "--step-factor",
            .title = "What a drop leaves",
            .needs = "--schedule step" }),
        ofSchedule<&ScheduleOptions::endFactor>({ .id = "endFactor",
            .field = real(0, 1, "What the cosine leaves of the learning rate at the end"),
            .jsonKey = "schedule.end_factor",
            .title = "What the cosine leaves" }),
        stored<&RunConfig::patience>({ .id = "patience",
            .field = whole(0, 1e6, "Stop after so many epochs without a better validation loss"),
            .jsonKey = "patience",
            .cliFlag = "--patience",
            .group = Group::Training,
            .title = "Early s&top",
            .zero = "off",
            .mayChangeOnResume = true }),
        stored<&RunConfig::seed>({ .id = "seed",
            .field = whole(0, kMaxSeed, "The same seed gives the same run, to the last bit"),
            .jsonKey = "seed",
            .cliFlag = "--seed",
            .group = Group::Training,
            .title = "&Seed" }),
        stored<&RunConfig::threads>({ .id = "threads",
            .field
            = whole(0, kMaxThreads, "Processor threads to train with; never changes a result"),
            .jsonKey = "threads",
            .cliFlag = "--threads",
            .group = Group::Training,
            .title = "T&hreads",
            .zero = "all (%1)",
            .mayChangeOnResume = true }),
        stored<&RunConfig::shuffle>({ .id = "shuffle",
            .field = flag("Show the images in a new order in every epoch"),
            .jsonKey = "shuffle",
            .cliFlag = "--shuffle",
            .group = Group::Training,
            .title = "Shuffle every epoch" }),
        stored<&RunConfig::maxBatches>({ .id = "maxBatches",
            .field
            = inUnits(whole(0, kMaxWhole, "Stop after so many training batches in all"), "batches"),
            .jsonKey = "max_batches",
            .cliFlag = "--max-batches",
            .title = "Most batches",
            .zero = "no limit",
            .mayChangeOnResume = true }),
    };
}

std::vector<Setting> more()
{
    return {
        stored<&RunConfig::schedule, &ScheduleOptions::warmup>({ .id = "warmup",
            .field = inUnits(real(0, 1e9,
                                 "For so long the learning rate rises from zero to its full size; "
                                 "the first steps of a fresh network point anywhere; below 1: a "
                                 "share of the run"),
                "batches"),
            .jsonKey = "schedule.warmup",
            .cliFlag = "--warmup",
            .group = Group::More,
            .title = "&Warm-up",
            .zero = "off",
            .editor = Setting::Editor::ShareOrCount,
            .rule = { [](const RunConfig &config) {
                         const double warmup = config.schedule.warmup;
                         return warmup < 1 || warmup == std::floor(warmup);
                     },
                "a share of the run below 1, or a whole number of batches" } }),
        stored<&RunConfig::clipNorm>({ .id = "clip",
            .field = real(0, kMaxReal,
                "Gradient clipping: a gradient longer than this, over all weights together, is "
                "shortened to it, so that one odd batch cannot throw the network off; 1 is usual"),
            .jsonKey = "clip_norm",
            .cliFlag = "--clip-norm",
            .group = Group::More,
            .title = "&Clip gradient",
            .zero = "off",
            .step = 1,
            .mayBeMore = true }),
        stored<&RunConfig::labelSmoothing>({ .id = "smoothing",
            .field = share(kMaxShare,
                "Label smoothing: this share of the target is spread over all classes, so that the "
                "network does not become surer than the labels are; 10 % is usual"),
            .jsonKey = "label_smoothing",
            .cliFlag = "--label-smoothing",
            .group = Group::More,
            .title = "Smooth l&abels",
            .zero = "off",
            .step = 0.01 }),
        stored<&RunConfig::classWeights>({ .id = "classWeights",
            .field = choice("What an image's class counts in training"),
            .jsonKey = "class_weights",
            .cliFlag = "--class-weights",
            .group = Group::More,
            .title = "Class we&ights",
            .choices = { { "none", "All images alike", {} },
                { "balanced", "Balanced",
                    "Images of rare classes count more in training, so that every class counts "
                    "the same in all" } } }),
        stored<&RunConfig::tensorboard>({ .id = "tensorboard",
            .field = flag("Write the figures of a run also as event files into its folder, which "
                          "TensorBoard shows"),
            .jsonKey = "tensorboard",
            .cliFlag = "--tensorboard",
            .group = Group::More,
            .title = "Write Tensor&Board files",
            .mayChangeOnResume = true }),
    };
}

std::vector<Setting> images()
{
    return {
        stored<&RunConfig::validation>({ .id = "validation",
            .field = share(kMaxShare,
                "Share of the training images that is kept apart to judge each epoch, where the "
                "dataset brings no validation images"),
            .jsonKey = "val",
            .cliFlag = "--val",
            .group = Group::Images,
            .title = "Vali&dation",
            .step = 0.01 }),
        stored<&RunConfig::test>({ .id = "test",
            .field = share(kMaxShare,
                "Share that is kept apart until the end, where the dataset brings no test "
                "images"),
            .jsonKey = "test",
            .cliFlag = "--test",
            .group = Group::Images,
            .title = "Tes&t",
            .step = 0.01,
            .rule = { [](const RunConfig &config) { return config.validation + config.test < 1; },
                "less than 1 together with the validation's share, to leave images to train "
                "on" } }),
        stored<&RunConfig::group>({ .id = "group",
            .field = choice("What tells which images are of one subject (patient, plant, video, "
                            "site); they are never divided among training, validation and test"),
            .jsonKey = "group",
            .cliFlag = "--group",
            .group = Group::Images,
            .title = "Group &by",
            .choices = { { "auto", "The table's column, if any",
                             "A column such as group, patient or subject of the table of labels; "
                             "without one, every image is on its own" },
                { "none", "Nothing", "Every image is on its own" },
                { "column", "The table's column",
                    "A column such as group, patient or subject of the table of labels" },
                { "prefix", "How names begin",
                    "What a name begins with, up to its first number: patient012 of "
                    "patient012_left_03.png" },
                { "folder", "The folder",
                    "The folders above an image that are neither its class nor a split" } } }),
        stored<&RunConfig::limit>({ .id = "limit",
            .field = whole(
                0, kMaxWhole, "Use at most so many images of each split, spread over the classes"),
            .jsonKey = "limit",
            .cliFlag = "--limit",
            .group = Group::Images,
            .title = "&Most images",
            .zero = "all" }),
    };
}

template<int Preprocessing::*Side>
Setting side(std::string_view id, std::string_view jsonKey, std::string_view title,
    std::string_view rowTitle = {})
{
    return stored<&RunConfig::preprocessing, Side>({ .id = id,
        .field = inUnits(whole(1, 4096, "Every image is brought to this size"), "pixels"),
        .jsonKey = jsonKey,
        .cliFlag = "--size",
        .group = Group::Preparation,
        .title = title,
        .rowTitle = rowTitle });
}

std::string augmentNames()
{
    std::string names;
    for (const AugmentKind &kind : augmentKinds())
        names += (names.empty() ? "" : " ") + std::string(kind.name);
    return names;
}

std::vector<Setting> preparation()
{
    std::vector<Setting> all {
        { .id = "channels",
            .field = whole(1, 3, "What the network gets to see of the colours"),
            .jsonKey = "preprocessing.channels",
            .cliFlag = "--channels",
            .group = Group::Preparation,
            .title = "&Colours",
            .choices = { { "1", "Grey", {} }, { "3", "Colour (RGB)", {} } },
            .get = valueAt<&RunConfig::preprocessing, &Preprocessing::channels>,
            .set =
                [](RunConfig &config, const FieldValue &value) {
                    setChannels(config.preprocessing, int(std::get<std::uint64_t>(value)));
                } },
        side<&Preprocessing::width>("width", "preprocessing.width", "Width", "Si&ze"),
        side<&Preprocessing::height>("height", "preprocessing.height", "Height"),
        stored<&RunConfig::preprocessing, &Preprocessing::fit>({ .id = "fit",
            .field = choice("How images of other proportions come to this size"),
            .jsonKey = "preprocessing.fit",
            .cliFlag = "--fit",
            .group = Group::Preparation,
            .title = "&Fit",
            .choices = { { "stretch", "Stretch", "All of it; circles become ovals" },
                { "crop", "Crop the middle",
                    "Proportions stay; what is left and right, or above and below, goes" },
                { "pad", "Pad with black", "All of it, proportions stay; black beside it" } } }),
        { .id = "normalization",
            .field = choice("The numbers that pixel values become"),
            .jsonKey = "preprocessing.normalization",
            .cliFlag = "--normalize",
            .group = Group::Preparation,
            .title = "Pixel &values",
            .choices = { { "unit", "0 to 1", {} },
                { "standard", "Mean 0, standard deviation 1",
                    "Each channel by its mean and standard deviation over the training images; "
                    "usually "
                    "learns fastest" },
                { "none", "0 to 255, as they are", {} } },
            .get = valueAt<&RunConfig::preprocessing, &Preprocessing::normalization>,
            .set =
                [](RunConfig &config, const FieldValue &value) {
                    setNormalization(config.preprocessing,
                        normalizationFromString(std::get<std::string>(value)));
                } },
        stored<&RunConfig::preprocessing, &Preprocessing::grey>({ .id = "grey",
            .field = choice("How colours become grey"),
            .jsonKey = "preprocessing.grey",
            .title = "Grey",
            .choices = { { "rec601", "Rec. 601", "As JPEG and nearly everything else" },
                { "rec709", "Rec. 709", "As scikit-image" } },
            .onlyWhereOther = true }),
        { .id = "augment",
            .field = Field::text({}, {},
                "Training images are changed a little at random, differently in every epoch: "
                "none, or a list such as flip,shift of "
                    + augmentNames()),
            .jsonKey = "augment",
            .cliFlag = "--augment",
            .title = "Augmentation",
            .get = [](const RunConfig &config) { return FieldValue(toList(config.augment)); },
            .set =
                [](RunConfig &config, const FieldValue &value) {
                    config.augment = augmentOptionsFromList(std::get<std::string>(value));
                } },
        stored<&RunConfig::followData>({ .id = "followData",
            .field = flag("Take colours and size from data whose images are all alike"),
            .jsonKey = "follow_data",
            .title = "Follow the data" }),
    };
    return all;
}

/// "weight_decay" for "weightDecay".
std::string nameOf(std::string_view id)
{
    std::string name;
    for (const char c : id)
        name
            += c >= 'A' && c <= 'Z' ? "_" + std::string(1, char(c - 'A' + 'a')) : std::string(1, c);
    return name;
}

std::vector<Setting> complete()
{
    std::vector<Setting> all;
    for (const auto part : { steps, optimizer, schedule, more, images, preparation })
        for (Setting &setting : part()) {
            setting.field.name = nameOf(setting.id);
            setting.field.initial = setting.get(RunConfig {});
            for (const Setting::Choice &known : setting.choices)
                setting.field.choices.push_back(known.value);
            all.push_back(std::move(setting));
        }
    return all;
}

} // namespace

const std::vector<Setting> &settings()
{
    static const std::vector<Setting> all = complete();
    return all;
}

} // namespace convscope
