#ifndef CLI_POLICY_NAMES_H
#define CLI_POLICY_NAMES_H

#include "cli/policy/classes.h"
#include "common/request/request.h"

/* Names of clients that the policy does not tell apart. */
struct cli_name_class {
	enum ha_fact fact;
	struct ha_span name;    /* stands for all of its class */
	struct ha_span pattern; /* that made it a class of its own; or empty */
	bool is_single;         /* it is the only one of its class */
	uint32_t truths; /* the variables whose patterns they match besides */
};

struct cli_client_names {
	/* First those that no name or domain of a rule is about; those of one
	 * pattern follow each other. */
	struct cli_name_class *list;
	size_t count;
	bool are_merged; /* names of rules are not told apart */
};

/* Which names an atom asks for. */
static inline enum ha_names
cli_atom_names(const struct cli_atom *atom)
{
	return ha_pattern_needs[atom->pattern.kind].names;
}

/* Of nvariables at most.  False: they cannot all be told apart. */
bool cli_names_make(struct cli_client_names *names,
    const struct cli_policy *policy, size_t nvariables, struct ha_arena *arena,
    size_t *budget);

#endif
