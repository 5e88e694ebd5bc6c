#ifndef PAM_REQUEST_H
#define PAM_REQUEST_H

#include <stdbool.h>

#include "tests/pam/words.h"

/* One case: its words, and where its tables and its stack lie. */
struct request {
	const struct words *words;
	const struct places *places;
	const char *stack; /* "": one line of the module in each type */
	bool is_shown;     /* print what happens, expect nothing */
};

/*
 * Starts PAM and takes the words one by one:
 *
 *   +ARGUMENT          of the module; all are in the stack from the start
 *   rhost=TEXT         PAM_RHOST; rhost alone unsets it; so do tty, user
 *                      (alice), ruser and service (sshd)
 *   connection=TEXT    SSH_CONNECTION in the PAM environment, with PAM_TTY=ssh
 *   env=NAME=TEXT      another variable there
 *   env?NAME=TEXT      expects that value of it; env?NAME expects none
 *   allow=TEXT deny=TEXT   writes a table anew
 *   silent             PAM_SILENT from here on
 *   conversation=fails from here on
 *   mode=NAME:OCTAL    and other words of files.h
 *   conversation=changes   from here on, all items and SSH_CONNECTION
 *   memory=BYTES       what the next call may use, beyond what is in use
 *   auth=CODE          calls pam_authenticate and expects PAM_CODE; so do
 *                      account, open, close, setcred and chauthtok
 *
 * False when something was not as expected, which is printed.  What was
 * logged and shown is in capture.  *is_skipped: this build cannot do it.
 */
bool request_run(const struct request *request, bool *is_skipped);

#endif
