#ifndef CLI_ARGS_HELP_H
#define CLI_ARGS_HELP_H

/* The help of a command, or of the whole; NULL: the whole.  Exit status. */
int cli_help(const char *command);
int cli_version(void);

#endif
