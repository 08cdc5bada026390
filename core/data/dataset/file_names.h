// SPDX-License-Identifier: GPL-3.0-or-later
// The information in the names of files, folders and arrays.
#pragma once
#include "core/data/dataset/dataset.h"

namespace convscope {

std::string lowerCase(std::string_view text); ///< ASCII letters only

/// The words of a name in lower case: letters side by side, cut where a capital follows a small
/// one, as in "PublicTest".
std::vector<std::string> wordsOf(std::string_view name);

/// The split whose word stands in a name by itself, in any case, the first of several: train, trn,
/// val, valid, validation, dev, eval, evaluation, test, tst, also with "ing", "set", "images" and
/// the like behind it ("seg_train", "testset", "Final_Training").
std::optional<Split> splitWord(std::string_view name);

/// The name without that word, in lower case.
std::string withoutSplitWord(std::string_view name);

/// The name is that of one of several equal parts: "fold_1", "Fold 3".
bool isFoldName(std::string_view name);

/// The name says that nobody knows yet what the images show: "seg_pred", "unlabeled".
bool isUnlabelledName(std::string_view name);

/// The name says no more than that images lie there: "images", "JPEGImages", "data".
bool isPlainName(std::string_view name);

/// The name says that what lies there was made of other images: "masks", "annotations", "trimaps".
bool isAnnotationName(std::string_view name);

/// A file or folder that the system or a program leaves beside people's own: Thumbs.db, __MACOSX.
bool isLeftover(std::string_view name);

/// The name ends as images do, whether they can be read here or not.
bool hasImageEnding(std::string_view name);

/// An extension, with its dot and in lower case, of what claims to be text or a table or a
/// program's own: no image is missed by passing over it.
bool isTextEnding(std::string_view extension);

/// False too when the folder cannot be read.
bool holdsFolders(const std::filesystem::path &folder);

} // namespace convscope
