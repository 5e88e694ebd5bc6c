#include <string.h>

#include "cli/check/lint/lint.h"

/*
 * What admits more clients than its writer may think: a network of which a part
 * is private, a domain in which everybody has a name, a group of the wrong
 * kind.
 */

/* Whom the pattern lets in: in a rule that refuses, by its exceptions. */
static bool
admits(const struct cli_view *view, const struct cli_piece *piece)
{
	bool is_of_daemons = piece->file == NULL &&
	    view->rule->daemons_readable &&
	    piece->text.at >= view->rule->daemons.at &&
	    piece->text.at < view->rule->daemons.at + view->rule->daemons.len;

	return !is_of_daemons && view->refuses == ha_group_spares(piece->group);
}

/* ---- networks ---- */

/* Both in the order of bytes; a network of less than 8 bits is meant. */
static const struct {
	unsigned char net[2], mask[2];
	const char *text;
} private_nets[] = {
	{ { 100, 64 }, { 255, 192 }, "100.64.0.0/10" },
	{ { 169, 254 }, { 255, 255 }, "169.254.0.0/16" },
	{ { 172, 16 }, { 255, 240 }, "172.16.0.0/12" },
	{ { 192, 168 }, { 255, 255 }, "192.168.0.0/16" },
};

/* Of /8 to /15, the first two bytes tell. */
static void
lint_net(const struct cli_view *view, const struct cli_piece *piece,
    const struct ha_net *net)
{
	const unsigned char *addr = net->addr.bytes + 12;
	const unsigned char *mask = net->mask + 12;

	if (mask[2] != 0 || mask[1] == 255 || mask[0] != 255 || mask[3] != 0 ||
	    net->addr.family != HA_IPV4 || !admits(view, piece))
		return;
	for (size_t i = 0; i < sizeof(private_nets) / sizeof(private_nets[0]);
	     i++) {
		const unsigned char *within = private_nets[i].net;
		unsigned char longer = private_nets[i].mask[1];

		if (addr[0] == within[0] && addr[1] == (within[1] & mask[1]) &&
		    mask[1] != longer && (mask[1] & longer) == mask[1])
			cli_find_at(view, piece, HA_CODE_BEYOND_PRIVATE)
			    ->args[0] = ha_span_of(private_nets[i].text);
	}
}

/* "172.*" */
static void
lint_wildcard(const struct cli_view *view, const struct cli_piece *piece,
    struct ha_span text)
{
	struct ha_pattern prefix;

	while (ha_span_ends_fold(text, HA_SPAN(".*")))
		text.len -= 2;
	if (text.len == piece->text.len || ha_span_holds(text, '*'))
		return;
	text.len++;
	ha_pattern_parse(text, &prefix);
	if (prefix.kind == HA_PATTERN_NET)
		lint_net(view, piece, &prefix.net);
}

/* ---- domains ---- */

static bool
is_of_country(struct ha_span label)
{
	return label.len == 2 && ha_is_letter(label.at[0]) &&
	    ha_is_letter(label.at[1]);
}

static bool
is_one_of(struct ha_span label, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (ha_span_equal_fold(label, ha_span_of(words[i])))
			return true;
	}
	return false;
}

/* Of those that are not a country's, which everybody knows. */
bool
cli_is_top_level(struct ha_span label)
{
	static const char *const words[] = { "com", "net", "org", "edu", "gov",
		"mil", "int", "arpa", "info", "biz", "name", "pro", "app",
		"dev", "cloud", "online", "site", "xyz", "top", "shop" };

	return is_of_country(label) ||
	    is_one_of(label, words, sizeof(words) / sizeof(words[0]));
}

/* ".jp", ".com", ".co.uk" */
static bool
is_domain_of_all(struct ha_span domain)
{
	static const char *const second[] = { "co", "com", "net", "org", "ac",
		"edu", "gov", "gob", "or", "ne" };
	size_t dot = ha_span_find(domain, '.');

	if (dot == domain.len)
		return cli_is_top_level(domain);
	return is_of_country(ha_span_from(domain, dot + 1)) &&
	    is_one_of(ha_span_before(domain, dot), second,
		sizeof(second) / sizeof(second[0]));
}

/* After ".", "*." or "*"; the last is told of otherwise, too. */
static void
lint_domain(const struct cli_view *view, const struct cli_piece *piece,
    struct ha_span text)
{
	size_t start = 0;

	while (start < text.len &&
	    (text.at[start] == '*' || text.at[start] == '.'))
		start++;
	text = ha_span_from(text, start);
	if (start > 0 && text.len <= sizeof("online.co") &&
	    is_domain_of_all(text) && admits(view, piece))
		cli_find_at(view, piece, HA_CODE_DOMAIN_OF_ALL)->args[0] =
		    (struct ha_span){ text.at - 1, text.len + 1 };
}

void
cli_lint_reach(const struct cli_view *view, const struct cli_piece *piece,
    const struct ha_pattern *pattern)
{
	if (pattern->kind == HA_PATTERN_NET)
		lint_net(view, piece, &pattern->net);
	else if (pattern->kind == HA_PATTERN_ADDRESS_WILDCARD)
		lint_wildcard(view, piece, pattern->text);
	else if (pattern->kind == HA_PATTERN_SUFFIX ||
	    pattern->kind == HA_PATTERN_WILDCARD)
		lint_domain(view, piece, pattern->text);
}

/* ---- groups ---- */

/* Groups of administrators, which other machines may have. */
static bool
is_usual_group(struct ha_span name)
{
	static const char *const words[] = { "wheel", "sudo", "sudoers", "adm",
		"root", "staff", "users" };

	return is_one_of(name, words, sizeof(words) / sizeof(words[0]));
}

/* Netgroups that are asked for. */
#define NETGROUPS_MAX 100

/* As far as anybody is asked. */
static bool
is_netgroup(struct cli_check *check, struct ha_span name)
{
	struct cli_name *known;

	if (check->resolver.addresses == NULL)
		return false;
	known = cli_names_add(&check->netgroups, &check->findings.arena, name,
	    NETGROUPS_MAX);
	if (known == NULL)
		return false;
	if (!known->is_answered)
		known->answer = (int)ha_lookup_netgroup(&check->lookup, name);
	known->is_answered = true;
	return known->answer == (int)HA_ANSWER_FOUND;
}

bool
cli_is_unix_group(const struct cli_view *view, const struct ha_pattern *pattern)
{
	struct ha_span name = pattern->text;

	return pattern->kind == HA_PATTERN_NETGROUP && name.len > 0 &&
	    (is_usual_group(name) ||
		cli_is_unix_group_here(view->check, name)) &&
	    !is_netgroup(view->check, name);
}

bool
cli_lint_unix_group(const struct cli_view *view, const struct cli_piece *piece,
    struct ha_span group)
{
	struct ha_pattern pattern = { .kind = HA_PATTERN_NETGROUP,
		.text = group };

	if (!cli_is_unix_group(view, &pattern))
		return false;
	cli_find_at(view, piece, HA_CODE_UNIX_GROUP)->args[0] = group;
	return true;
}
