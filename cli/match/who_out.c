#include "cli/match/who_out.h"

#include "cli/io/escape.h"
#include "cli/io/excerpt.h"
#include "cli/io/json.h"

/* Columns of a network, and of a rule's text. */
#define NETWORK_COLUMNS 18
#define RULE_COLUMNS 60

/* Bytes of a rule that are looked at for that; and longer rules are left out of
 * JSON: they would be repeated in each of their networks. */
#define RULE_LOOKED_AT ((size_t)1024)
#define TEXT_MAX ((size_t)4096)

const char *
cli_who_word(unsigned may)
{
	switch (may) {
	case CLI_MAY_ADMIT:
		return "allow";
	case CLI_MAY_REFUSE:
		return "deny";
	case CLI_MAY_ASK:
		return "ask";
	default:
		return "maybe";
	}
}

/* The first line of it, as far as it is looked at. */
static struct ha_span
rule_text(const struct cli_who_line *line, size_t most)
{
	struct ha_span text = { line->rule.source->bytes + line->rule.offset,
		line->rule.len < most ? line->rule.len : most };

	return ha_span_trim(ha_span_before(text, ha_span_find(text, '\n')));
}

/* ---- line ---- */

static void
add_where(struct ha_strbuf *out, const struct cli_who_line *line)
{
	if (line->rule.source == NULL) {
		ha_strbuf_add_byte(out, '-');
		return;
	}
	cli_escape_stable(out, ha_span_of(line->rule.source->path));
	ha_strbuf_add_byte(out, ':');
	ha_strbuf_add_number(out, line->number);
}

void
cli_who_print_line(struct ha_strbuf *out, const struct cli_who_line *line)
{
	const struct cli_condition *condition = line->condition;

	ha_strbuf_add_text(out, cli_who_word(line->may));
	ha_strbuf_add_byte(out, '\t');
	cli_escape_stable(out, line->service);
	ha_strbuf_add(out, ha_strbuf_span(&condition->server));
	ha_strbuf_add_byte(out, '\t');
	if (condition->client.len > 0) {
		ha_strbuf_add(out, ha_strbuf_span(&condition->client));
		ha_strbuf_add_byte(out, '=');
	}
	cli_network_add(out, &line->network, false);
	ha_strbuf_add_byte(out, '\t');
	if (condition->user.len > 0)
		ha_strbuf_add(out, ha_strbuf_span(&condition->user));
	else
		ha_strbuf_add_byte(out, '*');
	ha_strbuf_add_byte(out, '\t');
	add_where(out, line);
	ha_strbuf_add_byte(out, '\n');
}

/* ---- json ---- */

/*
 * There may be millions of lines, of which most members are the same: these are
 * made once, and the line is put together here.
 */
static void
add_member(struct ha_strbuf *out, const char *key, struct ha_span text)
{
	ha_strbuf_add_text(out, key);
	if (text.len == 0)
		ha_strbuf_add_text(out, "null");
	else
		cli_json_add_text(out, text);
}

void
cli_who_members(struct ha_strbuf *out, const struct cli_condition *condition)
{
	add_member(out, ",\"name\":", ha_strbuf_span(&condition->client));
	add_member(out, ",\"user\":", ha_strbuf_span(&condition->user));
	add_member(out, ",\"server\":", ha_strbuf_span(&condition->server));
}

static void
add_where_object(struct ha_strbuf *out, const struct cli_who_line *line)
{
	if (line->rule.source == NULL) {
		ha_strbuf_add_text(out, "null");
		return;
	}
	add_member(out, "{\"file\":", ha_span_of(line->rule.source->path));
	ha_strbuf_add_text(out, ",\"first_line\":");
	ha_strbuf_add_number(out, line->number);
	add_member(out, ",\"text\":",
	    line->rule.len > TEXT_MAX ? HA_SPAN_EMPTY
				      : rule_text(line, TEXT_MAX));
	ha_strbuf_add_byte(out, '}');
}

void
cli_who_print_json(struct ha_strbuf *out, struct ha_span members,
    const struct cli_who_line *line)
{
	ha_strbuf_add_text(out, "{\"verdict\":\"");
	ha_strbuf_add_text(out, cli_who_word(line->may));
	add_member(out, "\",\"service\":", line->service);
	ha_strbuf_add_text(out, ",\"network\":\"");
	cli_network_add(out, &line->network, false);
	ha_strbuf_add_byte(out, '"');
	ha_strbuf_add(out, members);
	ha_strbuf_add_text(out, ",\"where\":");
	add_where_object(out, line);
	ha_strbuf_add_text(out, "}\n");
}

/* ---- text ---- */

void
cli_who_print_summary(struct ha_strbuf *out, const struct cli_summary *summary)
{
	cli_escape(out, summary->service);
	ha_strbuf_add_text(out, ": ");
	cli_summary_add(out, summary);
	ha_strbuf_add_byte(out, '\n');
}

void
cli_who_print_condition(struct ha_strbuf *out, struct ha_span words)
{
	ha_strbuf_add_byte(out, '\n');
	if (words.len == 0)
		return;
	ha_strbuf_add_text(out, "whoever ");
	ha_strbuf_add(out, words);
	ha_strbuf_add_text(out, ":\n");
}

static const char *
remark(unsigned may)
{
	switch (may) {
	case CLI_MAY_ADMIT:
		return "";
	case CLI_MAY_REFUSE:
		return "refused, ";
	case CLI_MAY_ASK:
		return "if its command says so, ";
	default:
		return "maybe, ";
	}
}

void
cli_who_print_text(struct ha_strbuf *out, const struct cli_who_line *line)
{
	size_t start = out->len, taken;

	ha_strbuf_add_text(out, "  ");
	cli_network_add(out, &line->network, true);
	taken = out->len - start - 2;
	cli_add_repeated(out, ' ',
	    (taken < NETWORK_COLUMNS ? NETWORK_COLUMNS - taken : 0) + 2);
	ha_strbuf_add_text(out, remark(line->may));
	if (line->rule.source == NULL) {
		ha_strbuf_add_text(out, "no rule matches\n");
		return;
	}
	cli_escape(out, ha_span_of(line->rule.source->path));
	ha_strbuf_add_byte(out, ':');
	ha_strbuf_add_number(out, line->number);
	ha_strbuf_add_text(out, ": ");
	cli_escape_some(out, rule_text(line, RULE_LOOKED_AT), RULE_COLUMNS);
	ha_strbuf_add_byte(out, '\n');
}
