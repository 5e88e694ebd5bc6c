#ifndef CLI_CHECK_ORDER_SERVICES_H
#define CLI_CHECK_ORDER_SERVICES_H

#include "cli/policy/judgement.h"
#include "cli/policy/summary.h"

/*
 * What the rules come to for each service that they name, and for sshd always:
 * a policy that holds for the tables as a whole may not hold for one of them.
 */

/* A rule that refuses some clients for other services, and none for this one,
 * whom an earlier rule admits. */
struct cli_idle_rule {
	uint32_t rule;
	struct cli_cover cover;
};

struct cli_service {
	size_t number; /* in the facts */
	bool is_named; /* by a rule */
	/* By a rule that names it and may admit; and asks no command. */
	bool is_admitted, is_let_in;
	struct cli_summary summary;
	/* Whom rules admit would be admitted without them, too, as others are.
	 */
	bool admits_in_vain;
	struct cli_idle_rule *idle;
	size_t nidle, idle_size;
	/* The rule that admits all who are left, whatever their names and users
	 * are; or UINT32_MAX. */
	uint32_t closing;
	bool is_cut_short;
};

/* Ordered by number. */
struct cli_services {
	struct cli_service *list;
	size_t count, size;
};

/* Judges each of them; what is found out of the rules joins all. */
void cli_services_judge(struct cli_services *services,
    struct cli_policy *policy, struct cli_facts *facts,
    struct cli_judgement *all);
void cli_services_free(struct cli_services *services);

#endif
