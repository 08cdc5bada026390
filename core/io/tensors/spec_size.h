// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a model that a file describes can be the one its weights belong to, before memory is
// taken for it.
#pragma once
#include "core/nn/model_spec.h"

namespace convscope {

/// Walks through the layers, building each only when it needs few values or no more than are left
/// of `values`. @throws Error naming the layer that needs more, or that does not fit; and where
/// there are more layers than any network has.
void checkSpecSize(const ModelSpec &spec, std::size_t values);

} // namespace convscope
