// SPDX-License-Identifier: GPL-3.0-or-later
// Reading: one way to understand a folder, with the places of its images. Plain values; all paths
// are relative to the root, as bytes on the disk.
#pragma once
#include "core/data/dataset/dataset.h"

namespace convscope {

/// All images in and below a folder are of one class.
struct ClassPart {
    std::string folder, name;
    std::optional<Split> split;
};

/// A table says what the images in and below a folder show.
struct TablePart {
    std::string folder, table;
    std::string column; ///< of the labels; empty: the one that is called so
    std::optional<Split> split;
};

/// The names of the images in a folder begin with their class: "cat.12.jpg".
struct NamedPart {
    std::string folder;
    std::optional<Split> split;
};

/// A text file that names the images of one split.
struct SplitList {
    std::string path;
    Split split = Split::Train;
};

struct UnlabelledFolder {
    std::string folder, name;
    std::size_t images = 0;
    std::optional<Split> split; ///< that its name tells
};

struct ExcludedFolder {
    std::string folder, reason;
};

struct Reading {
    LayoutReading summary;
    bool isClear = true; ///< no question, where it is the best
    std::vector<ClassPart> classes;
    std::vector<TablePart> tables;
    std::vector<NamedPart> named;
    std::vector<SplitList> lists; ///< of the images in class folders
    std::vector<UnlabelledFolder> unlabelled;
    std::vector<ExcludedFolder> excluded;
    std::vector<std::string> outside; ///< folders whose own images lie in no class folder
    std::vector<std::string> notes;
};

} // namespace convscope
