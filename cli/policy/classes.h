#ifndef CLI_POLICY_CLASSES_H
#define CLI_POLICY_CLASSES_H

#include "cli/io/intern.h"
#include "cli/policy/globs.h"
#include "cli/policy/policy.h"

/* Texts that the policy does not tell apart: services, or users. */
struct cli_class {
	struct ha_span text; /* the only one; empty: any that no rule names */
	struct ha_span witness; /* one of them; empty: too many are one class */
	uint32_t truths;        /* the variables whose patterns they match */
};

struct cli_classes {
	struct cli_class *list; /* those without a text last, the last of all
				 * matches the fewest patterns */
	size_t nwords, count;
};

/* Patterns that texts may match, each with its variable. */
struct cli_tests {
	struct ha_span globs[CLI_GLOBS_MAX];
	int variables[CLI_GLOBS_MAX];
	size_t count;
	bool are_too_many;
};

/* A pattern of services or users, or of names, as a wildcard. */
struct ha_span cli_glob_of(struct ha_arena *arena, struct ha_span pattern);

/* Adds one, unless there is one of that variable. */
void cli_tests_add(struct cli_tests *tests, struct ha_span glob, int variable);

/* What is asked of texts besides. */
struct cli_demands {
	bool are_hosts;
	struct ha_span wanted, unwanted; /* wildcards; empty: none */
	/* Is it a text of another class?  Then glob becomes one that all these
	 * texts fit.  NULL: there are none. */
	bool (*is_taken)(void *context, struct ha_span text,
	    struct ha_span *glob);
	void *context;
};

/*
 * As cli_globs_tell_apart, of texts as they are demanded; what is found has
 * variables instead of bits.  False: they cannot all be told apart.
 */
bool cli_tests_tell_apart(const struct cli_tests *tests,
    const struct cli_demands *demands, struct ha_arena *arena, size_t *budget,
    struct cli_fits *fits);

/*
 * The words, which are made empty, and the classes of all other texts.  other
 * is what an other one is called when no test matters.
 */
bool cli_classes_make(struct cli_classes *classes, struct cli_intern *words,
    const struct cli_tests *tests, struct ha_span other, struct ha_arena *arena,
    size_t *budget);

#endif
