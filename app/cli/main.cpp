// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/process/last_resort.h"
#include "core/base/files/standard_output.h"

int main(int argc, char **argv)
{
    convscope::openStandardStreams();
    convscope::installLastResort("convscope-cli");
    return convscope::cli::run(argc, argv);
}
