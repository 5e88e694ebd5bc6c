#ifndef CLI_STATUS_COMMAND_H
#define CLI_STATUS_COMMAND_H

/* "hostsaccess status": argv[0] is the command's name.  Exit status. */
int cli_cmd_status(int argc, char **argv);

#endif
