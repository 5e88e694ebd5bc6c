#include "cli/diff/out.h"

#include "cli/io/escape.h"
#include "cli/io/excerpt.h"

#define NETWORK_COLUMNS 18

static const char *
word_of(enum cli_difference difference)
{
	switch (difference) {
	case CLI_DIFFERENCE_GAIN:
		return "gain";
	case CLI_DIFFERENCE_LOSS:
		return "lose";
	case CLI_DIFFERENCE_NONE:
		return "same";
	case CLI_DIFFERENCE_UNTOLD:
		break;
	}
	return "maybe";
}

static const char *
verdict_of(unsigned may)
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

/* Those of IPv6 are not counted. */
static uint64_t
addresses_of(const struct cli_diff_line *line)
{
	return line->has_address && line->network.family == HA_IPV4
	    ? (uint64_t)1 << (32 - line->network.length)
	    : 0;
}

/* ---- line ---- */

static void
add_client(struct ha_strbuf *out, const struct cli_diff_line *line)
{
	if (line->has_address)
		cli_columns_add_client(out, &line->network, line->condition);
	else if (line->condition->client.len > 0)
		ha_strbuf_add(out, ha_strbuf_span(&line->condition->client));
	else
		ha_strbuf_add_text(out, "unknown");
}

void
cli_diff_print_line(struct ha_strbuf *out, const struct cli_diff_line *line)
{
	ha_strbuf_add_text(out, word_of(line->difference));
	ha_strbuf_add_byte(out, '\t');
	cli_columns_add_service(out, line->service, line->condition);
	ha_strbuf_add_byte(out, '\t');
	add_client(out, line);
	ha_strbuf_add_byte(out, '\t');
	cli_columns_add_user(out, line->condition);
	ha_strbuf_add_byte(out, '\t');
	cli_columns_add_place(out, line->before.rule, line->before.number);
	ha_strbuf_add_byte(out, '\t');
	cli_columns_add_place(out, line->after.rule, line->after.number);
	ha_strbuf_add_byte(out, '\n');
}

/* ---- json ---- */

static void
add_side(struct ha_strbuf *out, const char *key,
    const struct cli_diff_side *side)
{
	ha_strbuf_add_text(out, key);
	ha_strbuf_add_text(out, "{\"verdict\":\"");
	ha_strbuf_add_text(out, verdict_of(side->may));
	ha_strbuf_add_text(out, "\",\"where\":");
	cli_columns_add_place_object(out, side->rule, side->number);
	ha_strbuf_add_byte(out, '}');
}

void
cli_diff_print_json(struct ha_strbuf *out, struct ha_span members,
    const struct cli_diff_line *line)
{
	struct ha_span service = line->service.len > 0
	    ? line->service
	    : ha_strbuf_span(&line->condition->service);

	ha_strbuf_add_text(out, "{\"change\":\"");
	ha_strbuf_add_text(out, word_of(line->difference));
	cli_columns_add_member(out, "\",\"service\":", service);
	ha_strbuf_add_text(out, ",\"network\":");
	if (line->has_address) {
		ha_strbuf_add_byte(out, '"');
		cli_network_add(out, &line->network, false);
		ha_strbuf_add_byte(out, '"');
	} else {
		ha_strbuf_add_text(out, "null");
	}
	ha_strbuf_add(out, members);
	add_side(out, ",\"before\":", &line->before);
	add_side(out, ",\"after\":", &line->after);
	ha_strbuf_add_text(out, "}\n");
}

/* ---- text ---- */

void
cli_diff_print_head(struct ha_strbuf *out, struct ha_span service,
    struct ha_span words)
{
	cli_escape(out, service);
	if (words.len > 0) {
		ha_strbuf_add_text(out, ", whoever ");
		ha_strbuf_add(out, words);
	}
	ha_strbuf_add_text(out, ":\n");
}

static void
add_number(struct ha_strbuf *out, uint64_t count, const char *thing)
{
	ha_strbuf_add_number(out, count);
	ha_strbuf_add_byte(out, ' ');
	ha_strbuf_add_text(out, thing);
}

static void
add_rule(struct ha_strbuf *out, const char *label,
    const struct cli_diff_side *side)
{
	ha_strbuf_add_text(out, label);
	ha_strbuf_add_text(out, verdict_of(side->may));
	ha_strbuf_add_text(out, ", ");
	if (side->rule.source == NULL)
		ha_strbuf_add_text(out, "no rule matches");
	else
		cli_columns_add_rule(out, side->rule, side->number);
	ha_strbuf_add_byte(out, '\n');
}

void
cli_diff_print_text(struct ha_strbuf *out, const struct cli_diff_line *line,
    bool has_rules)
{
	size_t start;
	uint64_t addresses = addresses_of(line);

	ha_strbuf_add_text(out, "  ");
	ha_strbuf_add_text(out, word_of(line->difference));
	ha_strbuf_add_text(out, "  ");
	start = out->len;
	if (line->has_address)
		cli_network_add(out, &line->network, true);
	else
		ha_strbuf_add_text(out, "clients without an address");
	if (addresses > 1) {
		size_t taken = out->len - start;

		cli_add_repeated(out, ' ',
		    (taken < NETWORK_COLUMNS ? NETWORK_COLUMNS - taken : 0) +
			2);
		add_number(out, addresses, "addresses");
	}
	ha_strbuf_add_byte(out, '\n');
	if (!has_rules)
		return;
	add_rule(out, "        before: ", &line->before);
	add_rule(out, "        now:    ", &line->after);
}

static void
add_sum(struct ha_strbuf *out, size_t count, const char *verb)
{
	add_number(out, count, count == 1 ? "region " : "regions ");
	ha_strbuf_add_text(out, verb);
	ha_strbuf_add_text(out, count == 1 ? "s access" : " access");
}

void
cli_diff_add_up(struct cli_diff_sum *sum, const struct cli_diff_line *line)
{
	sum->networks++;
	sum->ipv4 += addresses_of(line);
}

void
cli_diff_print_rest(struct ha_strbuf *out, const struct cli_diff_sum *sum)
{
	ha_strbuf_add_text(out, "        and ");
	add_number(out, sum->networks,
	    sum->networks == 1 ? "more network" : "more networks");
	if (sum->ipv4 > 0) {
		ha_strbuf_add_text(out, " (");
		add_number(out, sum->ipv4, "IPv4 addresses)");
	}
	ha_strbuf_add_byte(out, '\n');
}

void
cli_diff_print_sums(struct ha_strbuf *out, size_t gains, size_t losses)
{
	if (gains == 0 && losses == 0) {
		ha_strbuf_add_text(out, "no verdict changes\n");
		return;
	}
	if (losses > 0)
		add_sum(out, losses, "lose");
	if (losses > 0 && gains > 0)
		ha_strbuf_add_text(out, "; ");
	if (gains > 0)
		add_sum(out, gains, "gain");
	ha_strbuf_add_byte(out, '\n');
}
