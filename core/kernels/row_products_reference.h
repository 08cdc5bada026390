// SPDX-License-Identifier: GPL-3.0-or-later
// The plain versions of core/kernels/row_products.h: what the fast ones are tested against.
#pragma once
#include "core/kernels/row_products.h"

namespace convscope::reference {

void combineRows(const RowCombination &c);
void correlateRows(const RowCorrelation &c);

} // namespace convscope::reference
