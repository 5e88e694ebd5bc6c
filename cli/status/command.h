#ifndef CLI_STATUS_COMMAND_H
#define CLI_STATUS_COMMAND_H

#include "cli/args/command.h"

extern const struct cli_command cli_status_command;

#endif
