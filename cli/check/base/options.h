#ifndef CLI_CHECK_BASE_OPTIONS_H
#define CLI_CHECK_BASE_OPTIONS_H

#include "cli/args/lookups.h"
#include "cli/args/output.h"
#include "cli/args/tables.h"
#include "cli/pam/options.h"
#include "common/language/diag.h"

struct cli_report_format;

/* What "check" is asked to do. */
struct cli_check_options {
	struct cli_table_names tables;
	struct cli_lookups lookups;
	struct cli_output output;
	struct cli_pam_options pam;
	const struct cli_report_format *format;
	enum ha_level level; /* what counts for the exit status */
	struct cli_words select, ignore, keep, services; /* of --pam */
	const char *sshd_config; /* NULL: what sshd itself reads */
	bool no_keep_me, for_another_host;
	const char *as; /* "allow", "deny", or NULL */
	bool fixes, shows_diff;
	struct cli_args files;
};

#endif
