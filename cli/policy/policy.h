#ifndef CLI_POLICY_POLICY_H
#define CLI_POLICY_POLICY_H

#include <limits.h>

#include "cli/io/intern.h"
#include "cli/policy/cells.h"
#include "cli/policy/pattern_files.h"
#include "cli/policy/table.h"
#include "common/language/pattern.h"

/*
 * All rules, in the order of evaluation, and the exact partition of all
 * requests by them.  A request is a service, a user, a name, and an
 * address.  All but the address are cut into classes (facts.h); in one
 * combination of them, a "context", each rule is a set of addresses, and the
 * cells of the address space are painted rule by rule, in the order of
 * evaluation (sweep.h).  A client that finds no cell unpainted, in any
 * context, can never decide.
 *
 * Where it is not known whether a pattern matches, nothing is concluded from
 * it: it may match, so it is not told to be useless; it may not, so it covers
 * nothing.
 */
enum cli_tri {
	CLI_NO,
	CLI_MAYBE,
	CLI_YES,
	CLI_UNTOLD /* its look-up failed: the rule decides what that means */
};

enum {
	CLI_RULE_REFUSES = 1,
	CLI_RULE_ASKS = 2,      /* a command decides */
	CLI_RULE_ACTS = 4,      /* its options do more than to say so */
	CLI_RULE_MALFORMED = 8, /* refuses everyone whose daemon it names */
	CLI_RULE_INERT = 16,    /* not judged, and covers nothing */
	CLI_RULE_EXCEPTS = 32,  /* its clients have an EXCEPT */
	CLI_RULE_ALL = 64,      /* everybody, for every daemon */
	CLI_RULE_NAMES = 128,   /* its clients are not all networks */
	CLI_RULE_ALLOWS = 256,  /* by its last option */
	CLI_RULE_VAGUE = 512    /* a client before EXCEPT is malformed */
};

/* The flags that make the verdict. */
#define CLI_RULE_VERDICT (CLI_RULE_REFUSES | CLI_RULE_ASKS)

/* No mark for a rule with a single daemon. */
#define CLI_NO_MARKS UINT32_MAX

/* A rule, kept small: there may be millions. */
struct cli_policy_rule {
	uint32_t offset, len;  /* in its table */
	uint32_t first_token;  /* its tokens end where the next rule's begin */
	uint32_t daemons;      /* number of its daemon list */
	uint32_t daemon_marks; /* its first of a judgement's marks */
	uint16_t table;
	uint16_t flags;
};

/* One client of a rule. */
struct cli_policy_token {
	uint32_t offset, len; /* in the table */
	uint32_t first_piece, npieces;
	uint32_t user; /* 0: any; else a number of users, + 1 */
	uint32_t name; /* 0: any; else an atom's, + 1, which matches, too */
	uint32_t group;
};

/*
 * What is true or false whatever else is known has a number.  NONE: what
 * matches is known without one; UNTOLD: nobody can tell.
 */
enum {
	CLI_VARIABLE_NONE = -1,
	CLI_VARIABLE_UNTOLD = INT_MAX
};

/* A host pattern that is no plain network. */
struct cli_atom {
	struct ha_pattern pattern;
	int variable;     /* or CLI_VARIABLE_NONE, _UNTOLD */
	bool fits_nobody; /* unless a look-up fails, it does not match */
};

struct cli_user_pattern {
	struct ha_span text;
	int variable;
	bool is_literal;
};

struct cli_daemon {
	struct ha_span text; /* as written */
	struct ha_span name; /* before '@' */
	size_t group;
	bool is_literal;
	int variable;      /* of the name, or of the port */
	int host_variable; /* of the server after '@'; none: or ALL */
};

/* A daemon list; its daemons are a piece of order.daemons. */
struct cli_daemon_list {
	size_t first, count, ngroups;
	enum cli_tri match; /* in the context at hand */
	bool is_admitted;   /* in a rule that may admit */
	bool is_let_in;     /* ... and asks no command */
};

struct cli_policy {
	const struct cli_table *tables;  /* borrowed */
	struct cli_pattern_files *files; /* borrowed */
	struct cli_policy_rule *rules;
	size_t nrules, rules_size;
	struct cli_policy_token *tokens;
	size_t ntokens, tokens_size;
	struct cli_cells cells;

	struct cli_intern list_texts, user_texts, atom_texts, variables;
	struct cli_daemon_list *lists;
	size_t lists_size;
	struct cli_daemon *daemons;
	size_t ndaemons, daemons_size;
	struct cli_user_pattern *users;
	size_t users_size;
	struct cli_atom *atoms;
	size_t atoms_size;
	/* Where the pieces of a pattern file are, by path. */
	struct cli_intern file_texts;
	struct cli_file_pieces *file_pieces;
	size_t file_pieces_size;

	size_t nscattered; /* pieces of patterns that are no networks */
	size_t nmarks;
	size_t steps; /* that a run may take; beyond, classes are merged */
	bool is_too_large, names_except; /* a name is excepted somewhere */
};

/*
 * Does the earlier rule ask a command whatever the other one refuses?  Then
 * the command decides, where libwrap may go on to the other one.
 */
static inline bool
cli_policy_is_asked(const struct cli_policy *policy, size_t earlier,
    size_t rule)
{
	return (policy->rules[earlier].flags & CLI_RULE_ASKS) != 0 &&
	    (policy->rules[rule].flags & CLI_RULE_VERDICT) == CLI_RULE_REFUSES;
}

/* The rule after the last has the tokens' count. */
static inline size_t
cli_policy_tokens_end(const struct cli_policy *policy, size_t rule)
{
	return rule + 1 < policy->nrules ? policy->rules[rule + 1].first_token
					 : policy->ntokens;
}

/* The number of a variable; its text begins with the kind. */
int cli_policy_variable(struct cli_policy *policy, const char *kind,
    struct ha_span text);

/*
 * Steps, of one rule or cell each, that a run may take: about a second, and
 * about a minute, for whoever asks for an answer that is whole.
 */
#define CLI_STEPS_USUAL ((size_t)100000000)
#define CLI_STEPS_WHOLE ((size_t)6000000000)

/* Without rules, and with the usual steps.  Both are borrowed. */
struct cli_policy *cli_policy_new(const struct cli_table *tables,
    struct cli_pattern_files *files);
void cli_policy_free(struct cli_policy *policy);

/* The first rule of that table, or of one after it. */
uint32_t cli_policy_first_rule(const struct cli_policy *policy, size_t table);

/* The table that the rule stands in, and its place there. */
const struct cli_table *cli_policy_table_of(const struct cli_policy *policy,
    size_t rule);
struct ha_location cli_policy_place_of(const struct cli_policy *policy,
    size_t rule);

#endif
