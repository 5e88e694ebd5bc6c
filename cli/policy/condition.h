#ifndef CLI_POLICY_CONDITION_H
#define CLI_POLICY_CONDITION_H

#include "cli/policy/facts.h"
#include "common/base/strbuf.h"

/* What sets a client apart from those of whom no rule knows more than the
 * address: all that a context says of it. */

/* Does the name do so, or the one user who is meant? */
bool cli_condition_has_name(const struct cli_facts *facts,
    const struct cli_context *context);
bool cli_condition_has_user(const struct cli_facts *facts,
    const struct cli_context *context);

/* How many things do.  None in the first context of each service. */
size_t cli_conditions_count(const struct cli_facts *facts,
    const struct cli_context *context);

/* "has a name below .example.org and is the user bob", escaped. */
void cli_condition_text(struct ha_strbuf *out, const struct cli_policy *policy,
    const struct cli_facts *facts, const struct cli_context *context);

/* What too many combinations were to be made of: "names, and the wildcards
 * *a*.example.org and *b*.example.org", escaped. */
void cli_condition_vague(struct ha_strbuf *out, const struct cli_policy *policy,
    const struct cli_facts *facts);

/*
 * As columns: patterns of the client's name, joined by '&'; of its user; of
 * the service, if it is one of those that no rule names; of the server,
 * "@192.0.2.1" and ":22".  What is not set apart has none.
 */
struct cli_condition {
	struct ha_strbuf client, user, service, server;
};

void cli_condition_read(struct cli_condition *condition,
    const struct cli_policy *policy, const struct cli_facts *facts,
    const struct cli_context *context);
void cli_condition_free(struct cli_condition *condition);

#endif
