#ifndef CLI_POLICY_SWEEP_H
#define CLI_POLICY_SWEEP_H

#include "cli/policy/clients.h"
#include "cli/policy/doubts.h"

/*
 * One context at a time: the cells are painted rule by rule, each cell by the
 * first rule that surely decides there.  With the cells a 10.0.0.0/9,
 * b 10.128.0.0/9 and c all others:
 *
 *	hosts.allow  1  sshd: 10.0.0.0/9        paints a
 *	             2  sshd: 10.128.0.0/9      paints b
 *	hosts.deny   3  sshd: 10.0.0.0/8        finds a and b painted: it never
 *	                                        decides, covered by 1 and 2, of
 *	                                        which neither covers it alone
 *	             4  ALL: ALL                paints c
 *
 * A rule that only may match paints nothing.  Whoever wants to know something
 * visits each client of a rule before its cells are painted.
 */
struct cli_sweep {
	struct cli_clients clients; /* of the rules, in this context */
	uint32_t number;            /* of the context */
	struct cli_paint paint;
	struct cli_reach client; /* the cells of the client that is visited */
	struct cli_ranges own;   /* of the clients before it in its list */
	uint32_t first_rule, end_rule; /* others are passed over */
	bool has_lists;       /* the daemon lists were matched before */
	unsigned passes_over; /* rules that may do only that */
	bool notes_doubts;    /* where rules only may match */
	struct cli_doubts doubts;
	const struct cli_visitor *visitor;
	void *context; /* the visitor's */
};

/* A client before EXCEPT; had_cells: it matches somebody in this context;
 * is_excepted: and all of them are excepted. */
struct cli_visit {
	uint32_t rule;
	size_t token;
	bool had_cells, is_excepted;
};

/* Only rules are visited whose daemons match, or may match. */
struct cli_visitor {
	void (*client)(struct cli_sweep *sweep, const struct cli_visit *visit);
	/* NULL: not wanted.  The exceptions of a rule, before its clients. */
	void (*exceptions)(struct cli_sweep *sweep, uint32_t rule);
	/* The same.  A rule that has no clients to visit: it is malformed, and
	 * surely refuses everybody, or nobody knows what it does. */
	void (*whole)(struct cli_sweep *sweep, uint32_t rule, bool is_sure);
};

void cli_sweep_init(struct cli_sweep *sweep, struct cli_policy *policy,
    struct cli_facts *facts, const struct cli_visitor *visitor, void *context);
void cli_sweep_end(struct cli_sweep *sweep);

/* Told of each context when all of it is painted. */
struct cli_observer {
	void (*painted)(void *context, struct cli_sweep *sweep);
	void *context;
};

/*
 * Has the contexts painted and observed, as if there were no rules that do
 * what "without" names (CLI_MAY_...).  False: the budget is spent.
 */
bool cli_sweep_observe(struct cli_policy *policy, struct cli_facts *facts,
    struct cli_contexts contexts, unsigned without,
    const struct cli_observer *observer);

/* Paints the context of that number, as long as the budget lasts. */
void cli_sweep_context(struct cli_sweep *sweep, size_t number);

#endif
