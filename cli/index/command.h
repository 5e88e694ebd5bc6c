#ifndef CLI_INDEX_COMMAND_H
#define CLI_INDEX_COMMAND_H

/* "hostsaccess index": argv[0] is the command's name.  Exit status. */
int cli_cmd_index(int argc, char **argv);

#endif
