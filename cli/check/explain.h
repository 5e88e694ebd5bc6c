#ifndef CLI_CHECK_EXPLAIN_H
#define CLI_CHECK_EXPLAIN_H

/* "hostsaccess explain ..."; argv[0] is "explain".  Returns the exit status. */
int cli_cmd_explain(int argc, char **argv);

#endif
