/*
 * A PAM module that has the thread that asks it cancelled, which happens as
 * soon as something waits, reads or writes: the modules after it see a thread
 * that is to end.  With the argument "end", after them, the thread goes on; if
 * they have changed whether it can be cancelled, that is an error.
 */
#include <pthread.h>
#include <security/pam_modules.h>
#include <stddef.h>

int
pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	int state;

	(void)pamh;
	(void)flags;
	(void)argv;
	if (argc > 0) {
		pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
		return state == PTHREAD_CANCEL_ENABLE ? PAM_IGNORE
						      : PAM_SYSTEM_ERR;
	}
	pthread_cancel(pthread_self());
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
	return PAM_IGNORE;
}
