#ifndef CLI_POLICY_FACTS_H
#define CLI_POLICY_FACTS_H

#include "cli/policy/names.h"
#include "cli/policy/others.h"

/* The classes of what is no address. */

/* The combination at hand: numbers in each of the classes. */
struct cli_context {
	size_t service, user, name, other;
	/* The variables that hold here, and not already in the first context;
	 * what follows from a text that is the only one is left out. */
	uint32_t truths;
};

struct cli_facts {
	struct cli_classes services; /* the last is any that no rule names */
	struct cli_classes users;    /* "unknown" first, the last likewise */
	struct cli_client_names names;
	struct cli_others others;
	size_t nvariables; /* that are told apart; others: maybe */
	uint32_t implied;  /* variables that hold in the first context */
	/* Too many to be told apart: what names one of them may match. */
	bool merges_services, merges_users, merges_variables;
	size_t steps, budget; /* of steps, and of those that are left */
	struct ha_arena arena;
};

void cli_facts_init(struct cli_facts *facts, const struct cli_policy *policy);

/* Has it merged what it should tell apart? */
bool cli_facts_are_vague(const struct cli_facts *facts);

/* The same; unless service is empty, about that one, the first, and none of the
 * others. */
void cli_facts_init_about(struct cli_facts *facts,
    const struct cli_policy *policy, struct ha_span service);
void cli_facts_free(struct cli_facts *facts);

/*
 * Steps that it takes to ask the matcher for one atom, and to go through one
 * of many pieces, which are collected and put in order first.
 */
#define CLI_ASK_STEPS ((size_t)32)
#define CLI_PIECE_STEPS ((size_t)4)

void cli_facts_charge(struct cli_facts *facts, size_t steps);

/* All steps may be taken once more. */
void cli_facts_renew(struct cli_facts *facts);

/* Contexts of one service and one user; those of the next repeat them. */
size_t cli_facts_names_count(const struct cli_facts *facts);

/* Are the answers of all atoms in all of these few enough to be kept? */
bool cli_facts_keep_answers(const struct cli_facts *facts,
    const struct cli_policy *policy);

/* Contexts from the first to before the end. */
struct cli_contexts {
	size_t first, end;
};

/* All contexts, those of one service, and one of them. */
struct cli_contexts cli_facts_contexts(const struct cli_facts *facts);
struct cli_contexts cli_facts_contexts_of(const struct cli_facts *facts,
    size_t service);
struct cli_context cli_facts_context(const struct cli_facts *facts,
    size_t number);
size_t cli_facts_number(const struct cli_facts *facts,
    const struct cli_context *context);

#endif
