#ifndef CLI_CHECK_BASE_CHECK_H
#define CLI_CHECK_BASE_CHECK_H

#include "cli/check/base/finding.h"
#include "cli/check/base/names.h"
#include "cli/check/base/options.h"
#include "cli/check/base/templates.h"
#include "cli/pam/machine.h"
#include "cli/policy/policy.h"
#include "common/lookup/lookup.h"

/* Who can use a service: "open to 192.0.2.0/24; refused: the rest". */
struct cli_standing {
	struct ha_span service, text;
};

/*
 * One run of the checker.  The tables are in the order in which they are
 * evaluated: hosts.allow first.
 */
struct cli_check {
	const struct cli_check_options *options;
	void *context; /* of the caller of cli_check_run */
	struct cli_findings findings;
	struct cli_table *tables;
	size_t ntables;
	struct cli_names users, groups, programs;   /* looked up so far */
	struct cli_names hosts, folders, netgroups; /* the same */
	/* Both tables are there, so that a verdict can be given: not single
	 * files that were named. */
	bool is_policy;
	struct cli_templates templates; /* among the tables */
	struct cli_pam_uses uses;       /* of the module on this machine */
	struct cli_pattern_files files;
	struct ha_source *tests; /* hosts.tests beside the tables, or NULL */
	bool are_opened;         /* tables and tests, by the caller, who frees
				  * them */
	struct ha_lookup lookup; /* one deadline for all of it */
	struct ha_resolver resolver;
	struct cli_policy *policy; /* all rules of the tables */
	size_t tried;              /* bytes, by cli_repair_try */
	/* Of a policy: sshd and the services that rules name. */
	struct cli_standing *standings;
	size_t nstandings;
	/* Made when needed, in the arena of the findings. */
	struct cli_daemons *daemons; /* what daemons.h knows */
	bool has_failed_lookup;      /* of a name in a rule: it was reported */
	struct cli_pam pam;          /* what was read for --pam */
	/* Asked once, for HA245: whose the user of "user@" is. */
	enum {
		CLI_LOGIN_UNASKED,
		CLI_LOGIN_TOLD,
		CLI_LOGIN_UNTOLD
	} login;
};

#endif
