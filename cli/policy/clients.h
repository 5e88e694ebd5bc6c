#ifndef CLI_POLICY_CLIENTS_H
#define CLI_POLICY_CLIENTS_H

#include "cli/policy/answers.h"
#include "cli/policy/ranges.h"

/* The cells where a client may match, and where it surely does. */
struct cli_reach {
	struct cli_ranges upper, lower;
};

/* The clients of rules as sets of cells, in one context after another. */
struct cli_clients {
	struct cli_policy *policy;
	struct cli_facts *facts;
	struct cli_context context;
	enum cli_tri *users;                   /* by user pattern */
	const struct cli_atom_answer *answers; /* in this context */
	struct cli_atom_answer *kept;          /* nkept times all atoms */
	bool *is_kept;
	size_t nkept;
	struct cli_reach group, except;
	struct cli_ranges scratch;
};

void cli_clients_init(struct cli_clients *clients, struct cli_policy *policy,
    struct cli_facts *facts);
void cli_clients_free(struct cli_clients *clients);

/* The context of that number is at hand now. */
void cli_clients_begin(struct cli_clients *clients, size_t number);

/* Adds where the client matches; the rule's daemons are left aside. */
void cli_clients_add(struct cli_clients *clients, struct cli_reach *reach,
    const struct cli_policy_rule *rule, const struct cli_policy_token *token);

/*
 * All after the first EXCEPT of the tokens from first to before end, into
 * clients->except.  Cut short when the budget is spent.
 */
void cli_clients_except(struct cli_clients *clients,
    const struct cli_policy_rule *rule, size_t first, size_t end);

/* reach without what is excepted; where that is in doubt, it stays in upper. */
void cli_clients_leave_out(struct cli_clients *clients, struct cli_reach *reach,
    const struct cli_reach *except);

void cli_reach_clear(struct cli_reach *reach);
void cli_reach_tidy(struct cli_reach *reach);
void cli_reach_free(struct cli_reach *reach);

#endif
