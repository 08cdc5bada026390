// SPDX-License-Identifier: GPL-3.0-or-later
// The signals that ask a program to end, for the command line and for the window. Knows no Qt.
#pragma once

namespace convscope {

/// From now on hanging up (a terminal that is closed), Ctrl-C and a polite kill only call `asked`,
/// from within a signal handler, so that work can be saved first. A second signal ends the program
/// at once; what follows within a moment is still the first: shells and `timeout` send theirs
/// twice. What was ignored when the program was started stays ignored, as nohup wants it. Writing
/// to a closed pipe, or beyond the largest size of a file, fails like writing to a full disk.
/// Once, at the start of the program.
void watchEndingSignals(void (*asked)() = nullptr);

/// The signal that asked for the end; 0: none has. Any thread.
int endingSignal();

/// The exit status of a program that was asked to end: 128 and the signal's number.
int endingStatus();

} // namespace convscope
