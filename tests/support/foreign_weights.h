// SPDX-License-Identifier: GPL-3.0-or-later
// Weights as other programs write them.
#pragma once
#include "core/io/tensors/npz.h"
#include "core/io/tensors/safetensors.h"
#include "core/train/setup/trained_model.h"

namespace convscope::test {

/// The model's values under names of another program, in an .npz archive or a .safetensors file.
inline void writeForeign(const std::filesystem::path &file, const TrainedModel &model)
{
    std::vector<NamedTensor> tensors = model.parameters;
    for (std::size_t i = 0; i < tensors.size(); ++i)
        tensors[i].name = "layer." + std::to_string(i / 2) + (i % 2 == 0 ? ".weight" : ".bias");
    if (file.extension() == ".npz")
        writeNpz(file, tensors);
    else
        writeSafetensors(file, { .tensors = tensors, .metadata = {} });
}

} // namespace convscope::test
