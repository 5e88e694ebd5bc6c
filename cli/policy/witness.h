#ifndef CLI_POLICY_WITNESS_H
#define CLI_POLICY_WITNESS_H

#include "cli/policy/facts.h"

/*
 * Adds one request of a context and a cell, as match takes it: "sshd
 * bob@gate.example.com=192.0.2.1".  False: it cannot be written so.
 */
bool cli_witness_add(struct ha_strbuf *out, const struct cli_policy *policy,
    const struct cli_facts *facts, const struct cli_context *context,
    uint32_t cell);

#endif
