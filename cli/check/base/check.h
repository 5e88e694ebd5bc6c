#ifndef CLI_CHECK_BASE_CHECK_H
#define CLI_CHECK_BASE_CHECK_H

#include "cli/args/options.h"
#include "cli/check/base/finding.h"
#include "cli/check/base/memo.h"
#include "cli/pam/stack.h"
#include "cli/policy/pattern_files.h"
#include "common/language/option.h"
#include "common/language/pattern.h"
#include "common/lookup/lookup.h"
#include "common/match/decision.h"
#include "common/rules/reader.h"

/* One table under check. */
struct cli_table {
	enum ha_table_kind kind;
	const char *path;
	struct ha_source *source; /* NULL: missing or unreadable */
	enum ha_status status;    /* of opening it */
	int error;
	size_t rules; /* read, malformed ones included */
};

/*
 * One run of the checker.  The tables are in the order in which they are
 * evaluated: hosts.allow first.
 */
struct cli_check {
	const struct cli_options *options;
	void *context; /* of the caller of cli_check_run */
	struct cli_findings findings;
	struct cli_table *tables;
	size_t ntables;
	struct cli_memo users, groups, programs; /* looked up so far */
	/* Both tables are there, so that a verdict can be given: not single
	 * files that were named. */
	bool is_policy;
	struct cli_pattern_files files;
	struct ha_lookup lookup; /* one deadline for all of it */
	struct ha_resolver resolver;
	struct cli_order *order; /* what order.h keeps of the rules */
	/* Made when needed, in the arena of the findings. */
	struct cli_daemons *daemons; /* what daemons.h knows */
	struct cli_seen *names;      /* that were looked up */
	bool has_failed_lookup;      /* of a name in a rule: it was told */
	struct cli_pam pam;          /* what was read for --pam */
	/* Asked once, for HA245: whose the user of "user@" is. */
	enum {
		CLI_LOGIN_UNASKED,
		CLI_LOGIN_TOLD,
		CLI_LOGIN_UNTOLD
	} login;
};

/* One rule as the lints see it; valid during the call only. */
struct cli_view {
	struct cli_check *check;
	const struct cli_table *table;
	struct ha_rule *rule;                     /* split */
	const struct ha_options_summary *options; /* also of its options */
	bool refuses; /* as the engine takes malformed patterns in it */
};

/* A finding at a piece of the rule's text. */
struct cli_finding *cli_find_in_rule(const struct cli_view *view,
    enum ha_code code, struct ha_span piece);

/* Is the rule sound, and does it admit when its commands exit with 0? */
bool cli_rule_admits(const struct cli_view *view);

/* Does a rule with these options refuse, as the engine takes it before any fact
 * of a request is known, and before a command is run? */
bool cli_rule_refuses(const struct cli_table *table,
    const struct ha_options_summary *options);

/* Has the finding a place in the rule, or in a pattern file? */
struct cli_piece {
	struct ha_span text;
	struct ha_location where;
	/* What a malformed pattern comes to there. */
	enum ha_effect effect;
	const struct cli_pattern_file *file; /* NULL: in the rule itself */
	size_t group; /* how many EXCEPTs stand before it */
};

/* ---- the lints, each in the file of its name ---- */

/* lint_lines: bytes and lines of a table, before it is read as rules. */
void cli_lint_lines(struct cli_check *check, const struct cli_table *table);

/* lint_ends: a last rule that the end of the file may have cut short. */
void cli_lint_end(const struct cli_view *view);

/*
 * lint_glued: two rules in one line, as one was appended to a file that did
 * not end in a newline.  True: so it is, and it was reported.
 */
bool cli_lint_glued(const struct cli_view *view);

/* lint_faults: a malformed rule. */
void cli_lint_fault(const struct cli_view *view);

/* lint_daemons: a sound daemon list. */
void cli_lint_daemons(const struct cli_view *view);

/* What is known of daemons; read when it is asked for first. */
struct cli_daemons *cli_known_daemons(struct cli_check *check);

/*
 * lint_clients: a sound client list as a whole, and each host pattern of it,
 * also behind "user@", "daemon@" and in pattern files.
 */
void cli_lint_clients(const struct cli_view *view);
void cli_lint_pattern(const struct cli_view *view,
    const struct cli_piece *piece);

/* Do the rule's options begin with a port, as in 192.0.2.1:22?  Then it is
 * told with the client. */
bool cli_lint_is_port(const struct cli_view *view);

/* lint_pattern_files: the files that a pattern leads to. */
void cli_lint_pattern_files(const struct cli_view *view,
    const struct cli_piece *piece);

/* lint_options: a rule's options. */
void cli_lint_options(const struct cli_view *view);

/* lint_files: owners, modes, what the module reads.  After all was read. */
void cli_lint_files(struct cli_check *check);

bool cli_is_same_file(const char *path, const char *other);

/* "--allow A --deny B", kept. */
struct ha_span cli_table_arguments(struct cli_check *check, const char *allow,
    const char *deny);

/*
 * lint_pam: the services named by --pam.  False: a file that was named cannot
 * be read, which has been said.
 */
bool cli_lint_pam(struct cli_check *check);

/* lint_policy: lock-outs.  After all was read. */
void cli_lint_policy(struct cli_check *check);

/* lint_suppressions: comments that hide nothing.  The last of all. */
void cli_lint_suppressions(struct cli_check *check);

#endif
