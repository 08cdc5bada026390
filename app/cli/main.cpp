// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "core/base/standard_output.h"

int main(int argc, char **argv)
{
    convscope::openStandardStreams();
    return convscope::cli::run(argc, argv);
}
