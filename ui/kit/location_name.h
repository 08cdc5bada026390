// SPDX-License-Identifier: GPL-3.0-or-later
// The name of a dataset on screen. Pure function.
#pragma once
#include <QString>

namespace convscope {

/// The folder's own name; for "sample:digits" that it is built in.
QString locationName(const QString &location);

} // namespace convscope
