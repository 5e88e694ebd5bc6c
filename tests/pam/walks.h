#ifndef PAM_WALKS_H
#define PAM_WALKS_H

#include <security/pam_appl.h>

#include "cli/pam/stack.h"

/*
 * Stacks that administrators write, and libpam's answer.  $DENY, $PERMIT,
 * $IGNORE and $FAIL stand for modules that return PAM_PERM_DENIED, PAM_SUCCESS,
 * PAM_IGNORE and PAM_AUTH_ERR; "--- NAME" begins another file, $F is their
 * folder.
 */
static const struct walk {
	const char *text;
	enum cli_pam_type type;
	int result;
} walks[] = {
	{ "account required $DENY\naccount required $PERMIT\n", CLI_PAM_ACCOUNT,
	    PAM_PERM_DENIED },
	/* A denial that is lost. */
	{ "account optional $DENY\naccount required $PERMIT\n", CLI_PAM_ACCOUNT,
	    PAM_SUCCESS },
	{ "account optional $DENY\n", CLI_PAM_ACCOUNT, PAM_PERM_DENIED },
	{ "account sufficient $PERMIT\naccount required $DENY\n",
	    CLI_PAM_ACCOUNT, PAM_SUCCESS },
	{ "account sufficient $DENY\naccount required $PERMIT\n",
	    CLI_PAM_ACCOUNT, PAM_SUCCESS },
	{ "account [default=ignore] $DENY\naccount required $PERMIT\n",
	    CLI_PAM_ACCOUNT, PAM_SUCCESS },
	/* Debian's jump, and a line after it and within. */
	{ "account [success=1 new_authtok_reqd=done default=ignore] $PERMIT\n"
	  "account requisite $FAIL\naccount required $PERMIT\n"
	  "account required $DENY\n",
	    CLI_PAM_ACCOUNT, PAM_PERM_DENIED },
	{ "account [success=1 default=ignore] $PERMIT\naccount required $DENY\n"
	  "account requisite $FAIL\naccount required $PERMIT\n",
	    CLI_PAM_ACCOUNT, PAM_AUTH_ERR },
	/* Nobody said yes. */
	{ "account [success=ok default=bad] $IGNORE\naccount required "
	  "$PERMIT\n",
	    CLI_PAM_ACCOUNT, PAM_PERM_DENIED },
	{ "account required $IGNORE\n", CLI_PAM_ACCOUNT, PAM_PERM_DENIED },
	{ "account required $IGNORE\naccount required $PERMIT\n",
	    CLI_PAM_ACCOUNT, PAM_SUCCESS },
	/* Admitted without a password, and not. */
	{ "auth sufficient $PERMIT\nauth required $FAIL\n", CLI_PAM_AUTH,
	    PAM_SUCCESS },
	{ "auth sufficient $IGNORE\nauth required $FAIL\n", CLI_PAM_AUTH,
	    PAM_AUTH_ERR },
	{ "auth required $PERMIT\n", CLI_PAM_AUTH, PAM_SUCCESS },
	{ "auth required $IGNORE\n", CLI_PAM_AUTH, PAM_PERM_DENIED },
	{ "auth [success=1 default=ignore] $PERMIT\nauth required $FAIL\n"
	  "auth required $PERMIT\n",
	    CLI_PAM_AUTH, PAM_SUCCESS },
	/* A module that is not there; "-" only keeps it out of the log. */
	{ "account required /nonexistent.so\naccount required $PERMIT\n",
	    CLI_PAM_ACCOUNT, PAM_MODULE_UNKNOWN },
	{ "-account required /nonexistent.so\naccount required $PERMIT\n",
	    CLI_PAM_ACCOUNT, PAM_MODULE_UNKNOWN },
	{ "-account [success=ok ignore=ignore default=ignore] /nonexistent.so\n"
	  "account required $PERMIT\n",
	    CLI_PAM_ACCOUNT, PAM_SUCCESS },
	/* The first of two failures is reported. */
	{ "account required $DENY\naccount required $FAIL\n", CLI_PAM_ACCOUNT,
	    PAM_PERM_DENIED },
	/* "sufficient" ends what includes it, a substack does not. */
	{ "account include $F/inc\naccount required $DENY\n--- inc\n"
	  "account sufficient $PERMIT\n",
	    CLI_PAM_ACCOUNT, PAM_SUCCESS },
	{ "account substack $F/inc\naccount required $DENY\n--- inc\n"
	  "account sufficient $PERMIT\n",
	    CLI_PAM_ACCOUNT, PAM_PERM_DENIED },
	/* Slips. */
	{ "account requird $DENY\naccount required $PERMIT\n", CLI_PAM_ACCOUNT,
	    PAM_PERM_DENIED },
	{ "acount required $DENY\naccount required $PERMIT\n", CLI_PAM_ACCOUNT,
	    PAM_SUCCESS },
	/* "other" stands in for a type that has no line. */
	{ "auth required $PERMIT\n--- other\nauth required $DENY\n"
	  "account required $FAIL\n",
	    CLI_PAM_ACCOUNT, PAM_AUTH_ERR },
	{ "session required $DENY\nsession required $PERMIT\n", CLI_PAM_SESSION,
	    PAM_PERM_DENIED },
	{ "session optional $DENY\nsession required $PERMIT\n", CLI_PAM_SESSION,
	    PAM_SUCCESS },
};

#endif
