#ifndef CLI_POLICY_HIDDEN_H
#define CLI_POLICY_HIDDEN_H

#include "cli/policy/judgement.h"

/*
 * Of the clients that never decide, which are hidden, and which redundant?
 *
 *	hosts.allow  1  ALL: 203.0.113.5 : deny
 *	             2  sshd: 203.0.113.0/24
 *	             3  sshd: 203.0.113.0/25    redundant: all that it would
 *	                                        admit, rule 2 would, too
 *	hosts.deny   4  sshd: 203.0.113.7       hidden: no rule before it
 *	                                        refuses 203.0.113.7
 *	             5  ALL: ALL
 *
 * A client is hidden where, of the rules that decide as its own does, it is
 * the first to match somebody on whom an earlier rule decides otherwise.
 * Afterwards the covers of covered clients say "differs" of these alone, and
 * show such a request; the others' covers name who decides as they do.
 */
void cli_judgement_find_hidden(struct cli_judgement *judgement,
    struct cli_policy *policy, struct cli_facts *facts,
    struct cli_contexts contexts);

#endif
