#ifndef CLI_COMPAT_TCPDCHK_H
#define CLI_COMPAT_TCPDCHK_H

/*
 * The program as it is when called by the name tcpdchk; tcpdchk(8) is its
 * contract.  Returns the exit status.
 */
int cli_tcpdchk(int argc, char **argv);

#endif
