#ifndef CLI_MATCH_COMMAND_H
#define CLI_MATCH_COMMAND_H

#include "cli/args/command.h"

extern const struct cli_command cli_match_command;

#endif
