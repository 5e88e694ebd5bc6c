#ifndef MOD_LOG_OPTIONS_H
#define MOD_LOG_OPTIONS_H

#include <security/pam_modules.h>

#include "common/match/plan.h"
#include "common/settings/module_args.h"
#include "pam_hostsaccess/banner.h"
#include "pam_hostsaccess/command.h"
#include "pam_hostsaccess/restraint.h"

/* What became of the options of the rule that decides, by pam_syslog. */

/* commands=no keeps a command from running. */
void mod_log_skipped(pam_handle_t *pamh, const struct ha_step *step);

/* An option of the table is not carried out. */
void mod_log_restrained(pam_handle_t *pamh, enum mod_restraint restraint,
    const struct ha_source *table, const struct ha_step *step);

/*
 * Why the file of banners was not shown, if there is one; with errno as
 * mod_banner_read left it.
 */
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
