#ifndef CLI_MATCH_COMMAND_H
#define CLI_MATCH_COMMAND_H

/* "hostsaccess match ..."; argv[0] is "match".  Returns the exit status. */
int cli_cmd_match(int argc, char **argv);

#endif
