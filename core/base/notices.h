// SPDX-License-Identifier: GPL-3.0-or-later
// Notices: what a person should know although nothing has failed, such as a log that was mended.
#pragma once
#include <functional>
#include <string>

namespace convscope {

/// Tells the listener, and each sentence once only. Any thread.
void notice(const std::string &sentence);

/// Who tells the person; stderr until somebody else is named. Called on any thread, one call at a
/// time; names none again with an empty function.
void onNotice(std::function<void(const std::string &sentence)> listener);

} // namespace convscope
