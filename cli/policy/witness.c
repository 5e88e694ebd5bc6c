#include "cli/policy/witness.h"

#include "cli/io/escape.h"

/* The name, as far as it matters whether there is one. */
static void
add_name(struct ha_strbuf *out, const struct cli_name_class *name,
    bool is_wanted, bool has_addr)
{
	switch (name->fact) {
	case HA_FACT_ABSENT:
		ha_strbuf_add_text(out, has_addr ? "unknown=" : "unknown");
		return;
	case HA_FACT_CONFLICT:
		ha_strbuf_add_text(out, has_addr ? "paranoid=" : "paranoid");
		return;
	case HA_FACT_KNOWN:
	case HA_FACT_UNASKED:
	case HA_FACT_FAILED:
	case HA_FACT_CLAIMED:
	case HA_FACT_UNTOLD:
		break;
	}
	if (!is_wanted && has_addr)
		return;
	cli_escape_stable(out, name->name);
	if (has_addr)
		ha_strbuf_add_byte(out, '=');
}

static void
add_client(struct ha_strbuf *out, const struct cli_policy *policy,
    const struct cli_facts *facts, const struct cli_context *context,
    uint32_t cell)
{
	struct ha_span user = facts->users.list[context->user].witness;
	char text[HA_ADDR_TEXT];
	struct ha_addr addr;
	bool has_addr = cli_cells_address(&policy->cells, cell, &addr);

	if (facts->users.count > 1 &&
	    !ha_span_equal(user, HA_SPAN("unknown"))) {
		cli_escape_stable(out, user);
		ha_strbuf_add_byte(out, '@');
	}
	/* To rules without names nobody's matters. */
	add_name(out, &facts->names.list[context->name], facts->names.count > 1,
	    has_addr);
	if (has_addr)
		ha_strbuf_add(out, ha_addr_format(&addr, text));
}

static void
add_server(struct ha_strbuf *out, const struct cli_other *other)
{
	char text[HA_ADDR_TEXT];

	if (other->has_server) {
		ha_strbuf_add_text(out, " server=");
		ha_strbuf_add(out, ha_addr_format(&other->server, text));
	}
	if (other->server_name.len > 0) {
		ha_strbuf_add_text(out, " server_name=");
		ha_strbuf_add(out, other->server_name);
	}
	if (other->port > 0) {
		ha_strbuf_add_text(out, " port=");
		ha_strbuf_add_number(out, other->port);
	}
}

bool
cli_witness_add(struct ha_strbuf *out, const struct cli_policy *policy,
    const struct cli_facts *facts, const struct cli_context *context,
    uint32_t cell)
{
	struct ha_span service = facts->services.list[context->service].witness;

	if (facts->names.list[context->name].fact == HA_FACT_FAILED ||
	    service.len == 0 ||
	    facts->users.list[context->user].witness.len == 0)
		return false;
	cli_escape_stable(out, service);
	ha_strbuf_add_byte(out, ' ');
	add_client(out, policy, facts, context, cell);
	add_server(out, &facts->others.list[context->other]);
	return true;
}
