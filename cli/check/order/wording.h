#ifndef CLI_CHECK_ORDER_WORDING_H
#define CLI_CHECK_ORDER_WORDING_H

#include "cli/check/base/check.h"
#include "cli/io/lineindex.h"
#include "cli/policy/judgement.h"

/* What the sentences about the order of rules are made from. */
struct cli_order {
	struct cli_check *check;
	struct cli_policy *policy;
	const struct cli_facts *facts;
	const struct cli_judgement *judgement;
	struct cli_line_index lines;
};

/* Adds "hosts.allow:3". */
void cli_order_add_place(struct cli_order *order, struct ha_strbuf *text,
    size_t rule);

/* Keeps a text with the findings. */
struct ha_span cli_order_keep(struct cli_order *order, struct ha_strbuf *text);

/* Who decides in the rule's place: "hosts.allow:3 admits all of it first". */
struct ha_span cli_order_reason(struct cli_order *order,
    const struct cli_cover *cover, size_t rule);

/* A request for "hostsaccess match" that shows it; NULL where none can. */
const char *cli_order_witness(struct cli_order *order,
    const struct cli_cover *cover, size_t rule);

/* The rules that the cover names become the finding's related ones. */
void cli_order_relate(const struct cli_order *order,
    struct cli_finding *finding, const struct cli_cover *cover, size_t rule);

#endif
