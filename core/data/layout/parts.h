// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of a folder of images: its splits, where its folders are named so, and the level below
// at which the classes begin. Pure functions of names and counts.
#pragma once
#include "core/data/layout/folder_tree.h"
#include "core/data/layout/reading.h"

namespace convscope {

using TreeFolders = std::vector<const TreeFolder *>;

/// The folders in it that hold images at any depth.
TreeFolders filledFolders(const TreeFolder &folder);

/// The one folder of images, where all others hold what was made of them: masks, annotations.
const TreeFolder *imagesAmong(const TreeFolders &folders);

/// Passes through folders that hold nothing but one other, as archives unpack and as splits are
/// often doubled, and into the images where only annotations lie beside them; stops at class
/// folders, at images, and at a split with classes in it.
const TreeFolder &unwrapped(const TreeFolder &folder);

struct Part {
    const TreeFolder *top = nullptr;
    std::optional<Split> split;
    bool isUnlabelled = false; ///< by its name
    const TreeFolder *node = nullptr; ///< `top` without what wraps it
    /// The folders that hold the classes, empty ones too; none where the images lie side by side.
    TreeFolders classes;
};

struct Parts {
    enum class By { Nothing, Splits, Folds };
    const TreeFolder *tree = nullptr, *node = nullptr; ///< `node`: `tree` without what wraps it
    By by = By::Nothing; ///< Nothing: one part, the whole
    std::vector<Part> parts;
    TreeFolders beside; ///< folders that are none of them
};

Parts partsOf(const TreeFolder &tree);

/// Whether some of the names of b's classes are a's too.
bool sharesClasses(const Part &a, const Part &b);

} // namespace convscope
