#ifndef MOD_LOG_H
#define MOD_LOG_H

#include <security/pam_modules.h>

#include "common/match/decision.h"
#include "common/settings/module_args.h"
#include "pam_hostsaccess/items.h"

/* Everything that a log line tells of one decision. */
struct mod_report {
	const struct ha_module_args *args;
	const struct mod_items *items;
	const struct ha_request *request;
	const struct ha_decision *decision; /* NULL: it was not asked for */
	const char *why;                    /* then, why it is refused */
};

/*
 * The line about the decision, as log= wants it: "refused connect from ...",
 * by plain syslog, so that its text begins as tcp_wrappers' own does and log
 * watchers know it.
 */
void mod_log_decision(const struct mod_report *report);

/* What was wrong with the tables, by pam_syslog. */
void mod_log_diagnostics(pam_handle_t *pamh, const struct mod_report *report);

void mod_log_bad_argument(pam_handle_t *pamh, const char *argument);
void mod_log_disagreement(pam_handle_t *pamh, const struct mod_items *items);

/* A rule that was tried needs what the application did not say. */
void mod_log_untold_server(pam_handle_t *pamh);
void mod_log_untold_user(pam_handle_t *pamh);

/* Look-ups are made by a program that has no user of its own. */
void mod_log_shared_user(pam_handle_t *pamh);

#endif
