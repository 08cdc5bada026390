// SPDX-License-Identifier: GPL-3.0-or-later
// run.json of a run folder as it is: with a seal, and with the marks of the files beside it.
#pragma once
#include "core/io/tensors/file_mark.h"
#include "core/io/tensors/seal.h"

namespace convscope {

inline const std::string kBatchHeader = "batch,epoch,loss,accuracy,learning_rate,seconds";
inline const std::string kEpochHeader
    = "epoch,train_loss,train_accuracy,val_loss,val_accuracy,seconds";

/// @throws Error naming the file that is missing or damaged.
nlohmann::json readRunDescription(
    const std::filesystem::path &folder, Unsealed unsealed = Unsealed::Say);
/// @throws Error.
void writeRunDescription(const std::filesystem::path &folder, const nlohmann::json &description);

/// How far the files are vouched for; none in runs of the first version. @throws Error.
FileMarks marksIn(const nlohmann::json &description);

} // namespace convscope
