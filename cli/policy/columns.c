#include "cli/policy/columns.h"

#include "cli/io/escape.h"
#include "cli/io/json.h"

/* Bytes of a rule that are looked at for people, and columns that they see;
 * longer rules are left out of JSON: they would be repeated in each line. */
#define RULE_LOOKED_AT ((size_t)1024)
#define RULE_COLUMNS 60
#define TEXT_MAX ((size_t)4096)

/* ---- columns ---- */

void
cli_columns_add_service(struct ha_strbuf *out, struct ha_span service,
    const struct cli_condition *condition)
{
	if (service.len > 0)
		cli_escape_stable(out, service);
	else if (condition->service.len > 0)
		ha_strbuf_add(out, ha_strbuf_span(&condition->service));
	else
		ha_strbuf_add_byte(out, '*');
	ha_strbuf_add(out, ha_strbuf_span(&condition->server));
}

void
cli_columns_add_client(struct ha_strbuf *out, const struct cli_network *network,
    const struct cli_condition *condition)
{
	if (condition->client.len > 0) {
		ha_strbuf_add(out, ha_strbuf_span(&condition->client));
		ha_strbuf_add_byte(out, '=');
	}
	cli_network_add(out, network, false);
}

void
cli_columns_add_user(struct ha_strbuf *out,
    const struct cli_condition *condition)
{
	if (condition->user.len > 0)
		ha_strbuf_add(out, ha_strbuf_span(&condition->user));
	else
		ha_strbuf_add_byte(out, '*');
}

void
cli_columns_add_place(struct ha_strbuf *out, struct ha_location rule,
    size_t number)
{
	if (rule.source == NULL) {
		ha_strbuf_add_byte(out, '-');
		return;
	}
	cli_escape_stable(out, ha_span_of(rule.source->path));
	ha_strbuf_add_byte(out, ':');
	ha_strbuf_add_number(out, number);
}

/* ---- for people ---- */

/* The first line of it, as far as it is looked at. */
static struct ha_span
rule_text(struct ha_location rule, size_t most)
{
	struct ha_span text = { rule.source->bytes + rule.offset,
		rule.len < most ? rule.len : most };

	return ha_span_trim(ha_span_before(text, ha_span_find(text, '\n')));
}

void
cli_columns_add_rule(struct ha_strbuf *out, struct ha_location rule,
    size_t number)
{
	cli_escape(out, ha_span_of(rule.source->path));
	ha_strbuf_add_byte(out, ':');
	ha_strbuf_add_number(out, number);
	ha_strbuf_add_text(out, ": ");
	cli_escape_some(out, rule_text(rule, RULE_LOOKED_AT), RULE_COLUMNS);
}

/* ---- json ---- */

void
cli_columns_add_member(struct ha_strbuf *out, const char *key,
    struct ha_span text)
{
	ha_strbuf_add_text(out, key);
	if (text.len == 0)
		ha_strbuf_add_text(out, "null");
	else
		cli_json_add_text(out, text);
}

void
cli_columns_add_members(struct ha_strbuf *out,
    const struct cli_condition *condition)
{
	cli_columns_add_member(out,
	    ",\"name\":", ha_strbuf_span(&condition->client));
	cli_columns_add_member(out,
	    ",\"user\":", ha_strbuf_span(&condition->user));
	cli_columns_add_member(out,
	    ",\"server\":", ha_strbuf_span(&condition->server));
}

void
cli_columns_add_place_object(struct ha_strbuf *out, struct ha_location rule,
    size_t number)
{
	if (rule.source == NULL) {
		ha_strbuf_add_text(out, "null");
		return;
	}
	cli_columns_add_member(out,
	    "{\"file\":", ha_span_of(rule.source->path));
	ha_strbuf_add_text(out, ",\"first_line\":");
	ha_strbuf_add_number(out, number);
	cli_columns_add_member(out, ",\"text\":",
	    rule.len > TEXT_MAX ? HA_SPAN_EMPTY : rule_text(rule, TEXT_MAX));
	ha_strbuf_add_byte(out, '}');
}
