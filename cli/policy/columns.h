#ifndef CLI_POLICY_COLUMNS_H
#define CLI_POLICY_COLUMNS_H

#include "cli/policy/condition.h"
#include "cli/policy/networks.h"

/* Parts of a line about a region of requests, which several commands print. */

/* Columns: "sshd@192.0.2.1", "*" for any other; "PATTERN=NETWORK"; a user, or
 * "*". */
void cli_columns_add_service(struct ha_strbuf *out, struct ha_span service,
    const struct cli_condition *condition);
void cli_columns_add_client(struct ha_strbuf *out,
    const struct cli_network *network, const struct cli_condition *condition);
void cli_columns_add_user(struct ha_strbuf *out,
    const struct cli_condition *condition);

/* FILE:LINE of a rule, or "-" without a source; number is that of its line. */
void cli_columns_add_place(struct ha_strbuf *out, struct ha_location rule,
    size_t number);

/* "FILE:LINE: " and its first line, for people. */
void cli_columns_add_rule(struct ha_strbuf *out, struct ha_location rule,
    size_t number);

/*
 * For JSON; there may be millions of lines, of which most members are the same:
 * these are made once, and the line is put together by the caller.
 */
void cli_columns_add_member(struct ha_strbuf *out, const char *key,
    struct ha_span text);
void cli_columns_add_members(struct ha_strbuf *out,
    const struct cli_condition *condition);
void cli_columns_add_place_object(struct ha_strbuf *out,
    struct ha_location rule, size_t number);

#endif
