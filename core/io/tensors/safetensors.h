// SPDX-License-Identifier: GPL-3.0-or-later
// The safetensors container: named float tensors and string metadata in one file.
#pragma once
#include "core/tensor/tensor.h"
#include <filesystem>
#include <map>
#include <string_view>

namespace convscope {

struct TensorFile {
    std::vector<NamedTensor> tensors; ///< in the order of their data
    std::map<std::string, std::string> metadata; ///< without the seal
    bool isSealed = false; ///< as read: the file has a seal, and it is intact
};

/// Sorted by name, header padded so that the data is 8-byte aligned, F32 little-endian; with a seal
/// (see seal.h) in its metadata. Atomic.
/// @throws Error when the file cannot be written.
void writeSafetensors(const std::filesystem::path &path, const TensorFile &file);

/// Strict: refuses what the format's reference reader refuses. Reads F32, F64, F16 and BF16; the
/// format's other types are refused by name, except where `exclude` says that a tensor is not
/// asked for. @throws Error naming the file and the error, also where its seal says that it is
/// damaged.
TensorFile readSafetensors(
    const std::filesystem::path &path, bool (*exclude)(std::string_view name) = nullptr);

} // namespace convscope
