#ifndef CLI_REPLAY_COMMAND_H
#define CLI_REPLAY_COMMAND_H

#include "cli/args/command.h"

extern const struct cli_command cli_replay_command;

#endif
