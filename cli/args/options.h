#ifndef CLI_ARGS_OPTIONS_H
#define CLI_ARGS_OPTIONS_H

#include <stdbool.h>

#include "cli/match/out.h"
#include "cli/pam/version.h"
#include "common/language/diag.h"
#include "common/match/decision.h"

/* The commands that take options, as bits. */
enum cli_command {
	CLI_COMMAND_MATCH = 1,
	CLI_COMMAND_CHECK = 2,
	CLI_COMMAND_EXPLAIN = 4,
	CLI_COMMAND_STATUS = 8,
	CLI_COMMAND_INDEX = 16
};

enum cli_when {
	CLI_WHEN_AUTO,
	CLI_WHEN_ALWAYS,
	CLI_WHEN_NEVER
};

/* Words of options that may be given more than once, in order. */
struct cli_words {
	const char **list;
	size_t count;
};

/* What "check" alone takes. */
struct cli_check_options {
	const struct cli_report_format *format;
	enum ha_level level; /* what counts for the exit status */
	struct cli_words select, ignore, keep, pam;
	const char *sshd_config; /* NULL: what sshd itself reads */
	bool no_keep_me;
	const char *as; /* "allow", "deny", or NULL */
	bool fixes, shows_diff;
};

/* What "index" alone takes. */
struct cli_index_options {
	bool checks, removes;
	const char *folder; /* NULL: not given */
	const char *as;     /* "table", "words", or NULL */
};

/* The options of a command; the strings are those of argv. */
struct cli_options {
	const char *dir, *allow, *deny; /* NULL: not given */
	const struct cli_format *format;
	enum cli_when color;
	unsigned long timeout; /* seconds */
	bool no_lookup, is_quiet, has_trace, unfolds, is_batch;
	bool compares;
	const char *batch_file; /* of --batch=FILE, or NULL */
	struct ha_policy policy;
	struct cli_check_options check;
	struct cli_index_options index;
	bool wants_list;     /* of "explain" */
	const char *pam_dir; /* NULL: where libpam looks */
	enum cli_pam_version pam_version;
	bool status_json;
	bool wants_help, wants_version;
	char **args; /* what is not an option, in order */
	int nargs;
};

/*
 * Reads the arguments behind the command's name, argv[0].  argv is put in
 * order.  False: something is wrong, which has been said.  End with
 * cli_options_free in both cases.
 */
bool cli_options_read(int argc, char **argv, enum cli_command command,
    struct cli_options *options);
void cli_options_free(struct cli_options *options);

/* Is colour wanted on standard output? */
bool cli_wants_color(const struct cli_options *options);

/* Columns of the terminal, or what COLUMNS says; 0: there is none. */
size_t cli_terminal_columns(void);

#endif
