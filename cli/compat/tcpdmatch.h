#ifndef CLI_COMPAT_TCPDMATCH_H
#define CLI_COMPAT_TCPDMATCH_H

/*
 * The program as it is when called by the name tcpdmatch; tcpdmatch(8) is its
 * contract.  Returns the exit status.
 */
int cli_tcpdmatch(int argc, char **argv);

#endif
