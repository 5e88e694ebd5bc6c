#ifndef CLI_INSTALL_COMMAND_H
#define CLI_INSTALL_COMMAND_H

#include "cli/args/command.h"

extern const struct cli_command cli_edit_command;
extern const struct cli_command cli_install_command;
extern const struct cli_command cli_confirm_command;
extern const struct cli_command cli_undo_command;

#endif
