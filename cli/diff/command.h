#ifndef CLI_DIFF_COMMAND_H
#define CLI_DIFF_COMMAND_H

#include "cli/args/command.h"

extern const struct cli_command cli_diff_command;

#endif
