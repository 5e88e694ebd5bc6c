/*
 * Asks a PAM stack about one remote host, as sshd would.
 * usage: ask STACKS SERVICE ADDRESS
 * Exit status: 0 when the account phase lets the host in, 1 when not.
 */
#include <security/pam_appl.h>
#include <stdio.h>

#include "tests/pam/silent.h"

static int
tell(pam_handle_t *pamh, const char *phase, int code)
{
	printf("  %-8s %s\n", phase, pam_strerror(pamh, code));
	return code;
}

int
main(int argc, char **argv)
{
	const struct pam_conv conversation = { silent_converse, NULL };
	pam_handle_t *pamh;
	int code;

	if (argc != 4)
		return 64;
	if (pam_start_confdir(argv[2], "alice", &conversation, argv[1],
		&pamh) != PAM_SUCCESS ||
	    pam_set_item(pamh, PAM_RHOST, argv[3]) != PAM_SUCCESS)
		return 71;
	tell(pamh, "auth", pam_authenticate(pamh, 0));
	code = tell(pamh, "account", pam_acct_mgmt(pamh, 0));
	pam_end(pamh, code);
	return code == PAM_SUCCESS ? 0 : 1;
}
