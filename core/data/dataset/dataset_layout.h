// SPDX-License-Identifier: GPL-3.0-or-later
// DatasetLayout: how a folder was understood, and how else it could have been. Plain values.
#pragma once
#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace convscope {

/// One way to understand a folder. Counts are by the files' names, before any is opened.
struct LayoutReading {
    std::string name; ///< by which it is asked for: "classes", "subclasses", …
    std::string reason; ///< one sentence: what speaks for it
    std::size_t classes = 0;
    std::array<std::size_t, 3>
        images {}; ///< train, validation, test; all in the first without splits
    std::string exampleClass, example; ///< one image by its path, and the class it would have
};

/// "2 splits of 6 classes: train 24, test 9", "5 classes, 40 images", "images without labels".
std::string summaryOf(const LayoutReading &reading);

/// Images that a dataset holds and nobody has said what they show.
struct UnlabelledPart {
    std::string name; ///< of their folder
    std::vector<std::string> images; ///< paths relative to the dataset's root
};

struct DatasetLayout {
    std::filesystem::path root; ///< that the paths count from
    std::vector<LayoutReading>
        readings; ///< the best first; empty where the format leaves no choice
    std::size_t chosen = 0;
    /// The best reading stands out, or a person has chosen; otherwise somebody is to be asked.
    bool isClear = true;
    std::vector<UnlabelledPart> unlabelled;
    /// Of the chosen one; empty where there is no choice.
    std::string chosenName() const;
    std::vector<std::string>
        notes; ///< what was taken how, where a person may want to know; sentences
};

} // namespace convscope
