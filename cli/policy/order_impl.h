#ifndef CLI_POLICY_ORDER_IMPL_H
#define CLI_POLICY_ORDER_IMPL_H

#include "cli/check/order/order.h"
#include "cli/io/intern.h"
#include "cli/policy/cells.h"
#include "common/request/request.h"

/*
 * How the order lints work.  A request is a service, a user, a name, and an
 * address.  All but the address are cut into classes (order_facts); in one
 * combination of them, a "context", each rule is a set of addresses, and the
 * cells of the address space are painted rule by rule, in the order of
 * evaluation (order_sweep).  A client that finds no cell unpainted, in any
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
	CLI_RULE_NAMES = 128    /* its clients are not all networks */
};

/* The flags that make the verdict. */
#define CLI_RULE_VERDICT (CLI_RULE_REFUSES | CLI_RULE_ASKS)

/* No mark for a rule with a single daemon. */
#define CLI_NO_MARKS UINT32_MAX

/* A rule, kept small: there may be millions. */
struct cli_order_rule {
	uint32_t offset, len;  /* in its table */
	uint32_t first_token;  /* its tokens end where the next rule's begin */
	uint32_t daemons;      /* number of its daemon list */
	uint32_t daemon_marks; /* see cli_order.marks */
	uint16_t table;
	uint8_t flags;
};

/* One client of a rule. */
struct cli_order_token {
	uint32_t offset, len; /* in the table */
	uint32_t first_piece, npieces;
	uint32_t user; /* 0: any; else a number of order.users + 1 */
	uint32_t group;
};

/* A host pattern that is no plain network. */
struct cli_atom {
	struct ha_pattern pattern;
	int variable; /* -1: none */
	bool may_be_address, is_literal, is_suffix;
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
	int variable;      /* of the name, or of the port; -1: none */
	int host_variable; /* of the server behind '@'; -1: none, or ALL */
};

/* A daemon list; its daemons are a piece of order.daemons. */
struct cli_daemon_list {
	size_t first, count, ngroups;
	enum cli_tri match; /* in the context at hand */
	bool is_admitted;   /* see order_report: in a rule that may admit */
};

/* What covers a client that does not decide; first and second are
 * rules, which may be its own; without any it is the rule's own exception. */
struct cli_cover {
	uint32_t first, second; /* UINT32_MAX: none */
	uint32_t cell, context; /* a place that shows it; UINT32_MAX: none */
	bool differs;           /* one of them decides otherwise */
};

#define CLI_COVER_NONE \
	((struct cli_cover){ .first = UINT32_MAX, \
	    .second = UINT32_MAX, \
	    .context = UINT32_MAX })

/* A rule whose line stands earlier, too. */
struct cli_twin {
	uint32_t rule, earlier;
};

/* What is known of a token by now. */
enum cli_token_state {
	CLI_TOKEN_IDLE, /* matches nothing in any context so far */
	CLI_TOKEN_COVERED,
	CLI_TOKEN_ALIVE
};

struct cli_order {
	struct cli_check *check;
	struct cli_order_rule *rules;
	size_t nrules, rules_size;
	struct cli_order_token *tokens;
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
	struct cli_file_pieces *files;
	size_t files_size;

	uint8_t *marks; /* is a daemon of a rule that has several alive? */
	size_t nmarks, marks_size;
	struct cli_twin *twins; /* in the order of their rules */
	size_t ntwins, twins_size;
	bool is_too_large, names_except; /* a name is excepted somewhere */

	uint8_t *states; /* of tokens: enum cli_token_state */
	struct cli_cover *covers;
	bool is_cut_short;
};

/*
 * Does the earlier rule ask a command whatever the other one refuses?  Then
 * the command decides, where libwrap may go on to the other one.
 */
static inline bool
cli_order_is_asked(const struct cli_order *order, size_t earlier, size_t rule)
{
	return (order->rules[earlier].flags & CLI_RULE_ASKS) != 0 &&
	    (order->rules[rule].flags & CLI_RULE_VERDICT) == CLI_RULE_REFUSES;
}

/* The rule behind the last has the tokens' count. */
static inline size_t
cli_order_tokens_end(const struct cli_order *order, size_t rule)
{
	return rule + 1 < order->nrules ? order->rules[rule + 1].first_token
					: order->ntokens;
}

/* A number for what is true or false whatever else is known. */
int cli_order_variable(struct cli_order *order, const char *kind,
    struct ha_span text);

/* ---- order_pieces ---- */

/*
 * Cuts the host pattern into pieces, which become the token's.  What is
 * malformed has none.
 */
void cli_order_set_pieces(struct cli_order *order, struct cli_order_rule *rule,
    struct cli_order_token *token, struct ha_span host);

/* ---- order_twins ---- */

/* Fills in order->twins. */
void cli_order_find_twins(struct cli_order *order);

/* ---- order_facts: the classes of what is no address ---- */

/* The combination at hand: numbers in each of the classes. */
struct cli_context {
	size_t service, user, name;
	uint32_t truths; /* of the first variables, a bit each */
};

struct cli_name_class {
	enum ha_fact fact;
	struct ha_span name; /* stands for all of its class */
	bool is_single;      /* it is the only one of its class */
};

struct cli_facts {
	struct ha_span *services; /* the last, empty one is any other */
	size_t nservices;
	struct ha_span *users; /* "unknown" first, the last is any other */
	size_t nusers;
	struct cli_name_class *names;
	size_t nnames;
	size_t nvariables; /* that are tried both ways; others: maybe */
	/* Too many to be told apart: what names one of them may match. */
	bool merges_services, merges_users, merges_names, merges_variables;
	size_t budget; /* of steps that are left */
	struct ha_arena arena;
};

void cli_facts_init(struct cli_facts *facts, const struct cli_order *order);
void cli_facts_free(struct cli_facts *facts);

/*
 * Steps that it takes to ask the matcher for one atom, and to go through one
 * of many pieces, which are collected and put in order first.
 */
#define CLI_ASK_STEPS ((size_t)32)
#define CLI_PIECE_STEPS ((size_t)4)

void cli_facts_charge(struct cli_facts *facts, size_t steps);

/* Contexts of one service and one user; those of the next repeat them. */
size_t cli_facts_names_count(const struct cli_facts *facts);

/* Are the answers of all atoms in all of these few enough to be kept? */
bool cli_facts_keep_answers(const struct cli_facts *facts,
    const struct cli_order *order);

/* How many contexts there are, and one of them. */
size_t cli_facts_count(const struct cli_facts *facts);
struct cli_context cli_facts_context(const struct cli_facts *facts,
    size_t number);

enum cli_tri cli_truth(const struct cli_facts *facts,
    const struct cli_context *context, int variable);
enum cli_tri cli_daemon_matches(const struct cli_facts *facts,
    const struct cli_context *context, const struct cli_daemon *daemon);
enum cli_tri cli_user_matches(const struct cli_facts *facts,
    const struct cli_context *context, const struct cli_user_pattern *user);

/* The atom's answer for clients with an address of each family, and without. */
struct cli_atom_answer {
	enum cli_tri ipv4, ipv6, unknown;
};

struct cli_atom_answer cli_atom_matches(const struct cli_facts *facts,
    const struct cli_context *context, const struct cli_atom *atom);

/* ---- order_sweep ---- */

/* Has the owner another verdict than the rule, or is what that does lost? */
bool cli_order_differs(const struct cli_order *order, uint32_t owner,
    uint32_t rule);

/* One more that covers clients of the rule. */
void cli_cover_add(const struct cli_order *order, struct cli_cover *cover,
    uint32_t owner, uint32_t rule);

/* Judges all tokens: fills in states, covers and marks. */
void cli_order_sweep(struct cli_order *order, struct cli_facts *facts);

/* Can any client use the service?  In doubt it can. */
bool cli_order_is_reachable(struct cli_order *order, struct cli_facts *facts,
    size_t service);

/* ---- order_report ---- */

/* Tells what was found, and whether anybody, or nobody, is refused. */
void cli_order_report(struct cli_order *order, struct cli_facts *facts);

#endif
