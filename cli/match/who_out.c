#include "cli/match/who_out.h"

#include "cli/io/escape.h"
#include "cli/io/excerpt.h"
#include "cli/policy/columns.h"

/* Columns of a network. */
#define NETWORK_COLUMNS 18

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

/* ---- line ---- */

void
cli_who_print_line(struct ha_strbuf *out, const struct cli_who_line *line)
{
	ha_strbuf_add_text(out, cli_who_word(line->may));
	ha_strbuf_add_byte(out, '\t');
	cli_columns_add_service(out, line->service, line->condition);
	ha_strbuf_add_byte(out, '\t');
	cli_columns_add_client(out, &line->network, line->condition);
	ha_strbuf_add_byte(out, '\t');
	cli_columns_add_user(out, line->condition);
	ha_strbuf_add_byte(out, '\t');
	cli_columns_add_place(out, line->rule, line->number);
	ha_strbuf_add_byte(out, '\n');
}

/* ---- json ---- */

void
cli_who_print_json(struct ha_strbuf *out, struct ha_span members,
    const struct cli_who_line *line)
{
	ha_strbuf_add_text(out, "{\"verdict\":\"");
	ha_strbuf_add_text(out, cli_who_word(line->may));
	cli_columns_add_member(out, "\",\"service\":", line->service);
	ha_strbuf_add_text(out, ",\"network\":\"");
	cli_network_add(out, &line->network, false);
	ha_strbuf_add_byte(out, '"');
	ha_strbuf_add(out, members);
	ha_strbuf_add_text(out, ",\"where\":");
	cli_columns_add_place_object(out, line->rule, line->number);
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
	cli_columns_add_rule(out, line->rule, line->number);
	ha_strbuf_add_byte(out, '\n');
}
