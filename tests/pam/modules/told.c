/*
 * A PAM module that returns what it is told: its argument N is the number of
 * the member of told_codes, which the program that loads it has.
 */
#include <security/pam_modules.h>
#include <stdlib.h>

#include "tests/pam/told.h"

static int
told(int argc, const char **argv)
{
	return argc > 0 ? told_codes[atoi(argv[0])] : PAM_SERVICE_ERR;
}

#define ENTRY(name) \
	int name(pam_handle_t *pamh, int flags, int argc, const char **argv) \
	{ \
		(void)pamh; \
		(void)flags; \
		return told(argc, argv); \
	}

ENTRY(pam_sm_authenticate)
ENTRY(pam_sm_setcred)
ENTRY(pam_sm_acct_mgmt)
ENTRY(pam_sm_open_session)
ENTRY(pam_sm_close_session)
ENTRY(pam_sm_chauthtok)
