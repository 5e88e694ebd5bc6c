#include "cli/check/lint/lint.h"

#include "cli/io/message.h"
#include "common/request/request.h"

/* Addresses of one name that are asked for theirs. */
#define ADDRESSES_MAX 4

/* What was found of a name's addresses. */
struct leads {
	struct ha_addr addr;
	struct ha_span name; /* of the first whose name is another; or empty */
	bool has_other, is_found, is_uncertain;
};

/* As the module will ask for it: the address's name, and back again. */
static void
ask(struct cli_check *check, struct leads *leads, const struct ha_addr *addr,
    struct ha_span name)
{
	struct ha_request request = HA_REQUEST_INIT;
	struct ha_host *client = &request.client;

	client->addr_fact = HA_FACT_KNOWN;
	client->addr = *addr;
	client->name_fact = HA_FACT_UNASKED;
	ha_request_ask_name(&request, client, &check->resolver);
	if (client->name_fact == HA_FACT_KNOWN &&
	    ha_span_equal_fold(client->name, name)) {
		leads->is_found = true;
	} else if (client->name_fact == HA_FACT_FAILED) {
		leads->is_uncertain = true;
	} else if (!leads->has_other) {
		leads->has_other = true;
		leads->addr = *addr;
		if (client->name_fact == HA_FACT_KNOWN)
			leads->name =
			    cli_findings_keep(&check->findings, client->name);
	}
	ha_request_free(&request);
}

static struct ha_span
where_it_leads(struct cli_check *check, const struct leads *leads)
{
	struct ha_strbuf text = HA_STRBUF_INIT;
	char buffer[HA_ADDR_TEXT];

	ha_strbuf_add(&text, ha_addr_format(&leads->addr, buffer));
	if (leads->name.len > 0) {
		ha_strbuf_add_text(&text, ", which is ");
		ha_strbuf_add(&text, leads->name);
	} else {
		ha_strbuf_add_text(&text, ", which has no such name");
	}
	return cli_findings_take(&check->findings, &text);
}

void
cli_lint_lead_back(const struct cli_view *view, const struct cli_piece *piece,
    struct ha_span name, const struct ha_addr *addrs, size_t count)
{
	struct cli_check *check = view->check;
	struct leads leads = { .has_other = false };
	struct cli_finding *finding;

	for (size_t i = 0; i < count && i < ADDRESSES_MAX && !leads.is_found;
	     i++)
		ask(check, &leads, &addrs[i], name);
	if (leads.is_found || leads.is_uncertain || !leads.has_other)
		return;
	finding = cli_find_at(view, piece, HA_CODE_NAME_LEADS_AWAY);
	finding->args[0] = name;
	finding->args[1] = where_it_leads(check, &leads);
}
