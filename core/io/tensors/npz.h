// SPDX-License-Identifier: GPL-3.0-or-later
// NumPy's .npz archives: named arrays, as numpy.savez writes and numpy.load reads them.
#pragma once
#include "core/tensor/tensor.h"
#include <filesystem>

namespace convscope {

/// Little-endian float32 arrays in C order, one "<name>.npy" each. Atomic. @throws Error.
void writeNpz(const std::filesystem::path &path, const std::vector<NamedTensor> &arrays);

/// Arrays of floats and integers in either byte order, in C or Fortran order, converted to Scalar.
/// No pickles; and no archive that would take far more memory than its size and more than the
/// `requested` values. @throws Error naming the file, the array and the error.
std::vector<NamedTensor> readNpz(const std::filesystem::path &path, std::size_t requested = 0);

} // namespace convscope
