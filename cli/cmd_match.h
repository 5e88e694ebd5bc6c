#ifndef CLI_CMD_MATCH_H
#define CLI_CMD_MATCH_H

/* "hostsaccess match ..."; argv[0] is "match".  Returns the exit status. */
int cli_cmd_match(int argc, char **argv);

#endif
