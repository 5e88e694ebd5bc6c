#ifndef CLI_POLICY_JUDGEMENT_H
#define CLI_POLICY_JUDGEMENT_H

#include "cli/policy/sweep.h"

/* What covers a client that does not decide; first and second are
 * rules, which may be its own; without any it is the rule's own exception. */
struct cli_cover {
	uint32_t first, second; /* UINT32_MAX: none */
	uint32_t cell, context; /* a place that shows it; UINT32_MAX: none */
	bool differs;           /* one of them decides otherwise */
	bool is_shown;          /* the place does, see hidden.h; by first */
};

#define CLI_COVER_NONE \
	((struct cli_cover){ .first = UINT32_MAX, \
	    .second = UINT32_MAX, \
	    .context = UINT32_MAX })

/* What is known of a token by now. */
enum cli_token_state {
	CLI_TOKEN_IDLE, /* matches nothing in any context so far */
	CLI_TOKEN_COVERED,
	CLI_TOKEN_ALIVE
};

/* Which clients, and which daemons, decide for somebody. */
struct cli_judgement {
	uint8_t *states;          /* of tokens: enum cli_token_state */
	struct cli_cover *covers; /* of covered tokens */
	uint8_t *marks; /* does a daemon of a rule that has several decide? */
	bool is_cut_short;
};

void cli_judgement_init(struct cli_judgement *judgement,
    const struct cli_policy *policy);
void cli_judgement_free(struct cli_judgement *judgement);

/*
 * Goes through contexts.  A client that never finds a cell unpainted, in any
 * context, never decides.  observer NULL: none; it also has doubts noted.
 */
void cli_judge(struct cli_judgement *judgement, struct cli_policy *policy,
    struct cli_facts *facts, struct cli_contexts contexts,
    const struct cli_observer *observer);

/* What was found in other contexts joins what was found in these. */
void cli_judgement_join(struct cli_judgement *all,
    const struct cli_policy *policy, const struct cli_judgement *one);

/* Has the owner another verdict than the rule? */
bool cli_policy_differs(const struct cli_policy *policy, uint32_t owner,
    uint32_t rule);

/* One more that covers clients of the rule; all that another cover names. */
void cli_cover_add(const struct cli_policy *policy, struct cli_cover *cover,
    uint32_t owner, uint32_t rule);
void cli_cover_join(const struct cli_policy *policy, struct cli_cover *all,
    const struct cli_cover *cover, uint32_t rule);

#endif
