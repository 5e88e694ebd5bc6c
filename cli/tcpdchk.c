#include "tcpdchk.h"
int
cli_tcpdchk(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return 1;
}
