#ifndef CLI_TEST_COMMAND_H
#define CLI_TEST_COMMAND_H

#include "cli/args/command.h"

extern const struct cli_command cli_test_command;

#endif
