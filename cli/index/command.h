#ifndef CLI_INDEX_COMMAND_H
#define CLI_INDEX_COMMAND_H

#include "cli/args/command.h"

extern const struct cli_command cli_index_command;

#endif
