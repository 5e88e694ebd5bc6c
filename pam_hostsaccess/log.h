#ifndef MOD_LOG_H
#define MOD_LOG_H

#include <security/pam_modules.h>

#include "banner.h"
#include "command.h"
#include "decision.h"
#include "items.h"
#include "module_args.h"
#include "restraint.h"

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

/* A rule that was tried needs what nobody told, see the request. */
void mod_log_untold_server(pam_handle_t *pamh);
void mod_log_untold_user(pam_handle_t *pamh);

/* Look-ups are made by a program that has no user of its own. */
void mod_log_shared_user(pam_handle_t *pamh);

/* A command that commands=no keeps from running. */
void mod_log_skipped(pam_handle_t *pamh, const struct ha_step *step);

/* An option that is not carried out. */
void mod_log_restrained(pam_handle_t *pamh, enum mod_restraint restraint,
    const struct ha_source *table, const struct ha_step *step);

/* Why the file that is named like the daemon was not shown, if there is one;
 * with errno as mod_banner_read left it. */
void mod_log_banner(pam_handle_t *pamh, const struct ha_step *step,
    const char *file, enum mod_banner_answer answer);

/* How a command ended, unless that was well. */
void mod_log_command(pam_handle_t *pamh, const struct ha_step *step,
    const struct mod_command_end *end);

/* So many were skipped as command_rate= wants; or the state is lost. */
void mod_log_rate(pam_handle_t *pamh, const struct ha_module_args *args,
    unsigned long skipped);
void mod_log_no_rate(pam_handle_t *pamh, int error);

#endif
