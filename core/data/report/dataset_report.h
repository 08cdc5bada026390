// SPDX-License-Identifier: GPL-3.0-or-later
// DatasetReport: what is in a dataset and what is wrong with it, found by decoding all of it.
#pragma once
#include "core/data/dataset/dataset.h"
#include "core/data/prepare/image_facts.h"
#include "core/data/prepare/sample_groups.h"
#include <nlohmann/json_fwd.hpp>

namespace convscope {

struct ClassCount {
    std::string name;
    std::size_t count = 0;
    friend bool operator==(const ClassCount &, const ClassCount &) = default;
};

struct SplitCount {
    Split split = Split::Train;
    std::size_t count = 0;
    friend bool operator==(const SplitCount &, const SplitCount &) = default;
};

struct SizeCount {
    int width = 0, height = 0;
    std::size_t count = 0;
    friend bool operator==(const SizeCount &, const SizeCount &) = default;
};

/// Images that are alike, by their numbers in samples(), ascending.
struct ImageGroup {
    std::vector<std::size_t> samples;
    bool acrossSplits = false; ///< training images are also tested on: figures look too good
    bool acrossClasses = false; ///< the same image is said to be two things
    friend bool operator==(const ImageGroup &, const ImageGroup &) = default;
};

/// Shares of right answers that need no network; what a network must beat.
struct Baselines {
    double chance = 0; ///< 1 / classes
    double majority = 0; ///< always the most frequent class
    double centroid = 0; ///< the nearest class mean of width, height, mean and deviation
    friend bool operator==(const Baselines &, const Baselines &) = default;
};

/// One plain measure predicts the class far better than the majority does: the network may learn
/// that instead of what the images show.
struct Shortcut {
    std::string measure; ///< "size", "brightness" or "colour"
    double accuracy = 0;
    friend bool operator==(const Shortcut &, const Shortcut &) = default;
};

/// What is known of the groups whose images no split that is drawn may part.
struct GroupsReport {
    GroupBy by = GroupBy::None;
    std::size_t count = 0;
    std::vector<std::string> cut; ///< by the splits that the dataset brings
    std::size_t undivided = 0; ///< classes that are of one group
    bool suggested = false; ///< by names or folders: nobody has asked for them
    friend bool operator==(const GroupsReport &, const GroupsReport &) = default;
};

/// Nearly all images of a class are copies of another's: of an augmentation, or it was copied.
struct CopiedClass {
    std::string name, original;
    std::size_t copies = 0;
    friend bool operator==(const CopiedClass &, const CopiedClass &) = default;
};

/// Something that would spoil results without anybody noticing.
struct DataWarning {
    enum class Kind {
        OneClass, ///< nothing to tell apart
        EmptyClass, ///< none of its images can be used
        CopiedClass, ///< the images of one are copies of another's
        Conflicts, ///< groups that cross classes
        Leaks, ///< groups that cross splits
        Subjects, ///< splits that cut groups of images of one subject
        Shortcut,
        Imbalance, ///< from 3 : 1 on; class weights help
        Duplicates, ///< many copies within a split and class
        Unusable, ///< many files are problems
    };
    Kind kind = Kind::OneClass;
    std::string what;
    std::string advice; ///< why it matters, and what to do
    friend bool operator==(const DataWarning &, const DataWarning &) = default;
};

/// Counts are of images that can be used.
struct DatasetReport {
    std::string format;
    std::vector<ClassCount> classes; ///< in the order of the labels
    std::size_t images = 0;
    std::size_t colour = 0; ///< how many of these have colour; the others are grey
    std::vector<SplitCount> splits; ///< that occur; "train" where the dataset brings none
    std::vector<Problem> problems; ///< each file once, sorted
    std::vector<ImageGroup> duplicates; ///< equal in every pixel
    std::vector<ImageGroup> nearDuplicates; ///< that look the same, and are not equal
    std::vector<CopiedClass> copiedClasses;
    std::vector<SizeCount> sizes; ///< the most frequent first
    Baselines baselines;
    std::vector<Shortcut> shortcuts; ///< worth a warning; the strongest first
    GroupsReport groups; ///< by None: each image is on its own
    double imbalance = 1; ///< images of the largest class for one of the smallest
};

/// The report on all `facts` (one a sample; those not known are not counted). Pure.
/// @throws Error for groups that the dataset does not have; Cancelled.
DatasetReport reportOn(const Dataset &dataset, const std::vector<ImageFacts> &facts,
    GroupBy group = GroupBy::Auto, int threads = 0, const Progress &progress = noProgress);

/// Decodes every image whose facts are not in `known` yet. @throws Error as reportOn(); Cancelled.
DatasetReport scanDataset(const Dataset &dataset, int threads, const Progress &progress,
    std::vector<ImageFacts> known = {}, GroupBy group = GroupBy::Auto);

/// The gravest first; none where nothing is wrong. Pure.
std::vector<DataWarning> warnings(const DatasetReport &report);

/// The warning and the advice, as one text.
std::string textOf(const DataWarning &warning);

/// The object that `scan --json` prints.
nlohmann::json toJson(const DatasetReport &report, const Dataset &dataset);

} // namespace convscope
