#ifndef CLI_POLICY_ANSWERS_H
#define CLI_POLICY_ANSWERS_H

#include "cli/policy/facts.h"

/* What matches in a context. */

/* A variable of the server, or a netgroup; no text of a class has to do with
 * it. */
enum cli_tri cli_variable_holds(const struct cli_facts *facts,
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

#endif
