#ifndef CLI_POLICY_WHO_H
#define CLI_POLICY_WHO_H

#include "cli/policy/verdicts.h"

/*
 * Everybody who gets in, exactly.  The first context is about clients of whom
 * no rule knows more than the address: its runs that refuse are left out.  Of
 * each other context only what is not said already: a run stands for all
 * contexts that are more special, unless one of their own says otherwise; of
 * two that are as special the user's counts before the name's.  Names that
 * cannot be looked up are left out.
 */
struct cli_who_listener {
	/* A context that has runs; before the first of them. */
	void (*begin)(void *context, const struct cli_context *about);
	void (*run)(void *context, const struct cli_run *run);
	void *context;
};

/* False: there was too much of it, and not all was told. */
bool cli_who(struct cli_policy *policy, struct cli_facts *facts, size_t service,
    const struct cli_who_listener *listener);

#endif
