#ifndef CLI_CHECK_CMD_CHECK_H
#define CLI_CHECK_CMD_CHECK_H

/* "hostsaccess check ..."; argv[0] is "check".  Returns the exit status. */
int cli_cmd_check(int argc, char **argv);

#endif
