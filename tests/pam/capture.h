#ifndef PAM_CAPTURE_H
#define PAM_CAPTURE_H

#include <security/pam_appl.h>
#include <stdbool.h>

#include "common/base/strbuf.h"

/*
 * What the module and libpam log, and what they show to the user, a line
 * each: "authpriv.notice TEXT", "error TEXT".  A byte that is not printable
 * ASCII becomes <HH>, other than the module's own \xHH.
 */
struct capture {
	struct ha_strbuf logged, shown;
	bool has_wild_line;   /* control or 8-bit bytes, or over 1,024 */
	bool touched_openlog; /* the ident is the program's own */
	bool conversation_fails;
	/* The handle whose items the conversation sets anew, or NULL. */
	pam_handle_t *changed;
};

extern struct capture capture;

void capture_clear(void);

/* For pam_start.  Answers every prompt with an empty string. */
int capture_conversation(int count, const struct pam_message **messages,
    struct pam_response **responses, void *context);

#endif
