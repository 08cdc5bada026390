// SPDX-License-Identifier: GPL-3.0-or-later
// The last resort when the system refuses memory and nobody nearer could deal with it. Both
// programs install it first of all in main().
#pragma once

namespace convscope {

/// From now on an error that nothing catches, on any thread, ends the program `name` with a
/// sentence on stderr. `name` must live to the end.
void installLastResort(const char *name);

/// One sentence on stderr and status 1, without what libraries do on leaving: that asks for memory
/// too, and may then wait for it for ever.
[[noreturn]] void endWithoutMemory();

} // namespace convscope
