#include <string.h>

#include "cli/check/lint/lint.h"
#include "cli/check/lint/neighbours.h"
#include "cli/check/lint/repairs.h"
#include "cli/io/message.h"

static bool
is_same_net(const struct ha_net *a, const struct ha_net *b)
{
	return ha_addr_equal(&a->addr, &b->addr) &&
	    memcmp(a->mask, b->mask, sizeof(a->mask)) == 0 &&
	    ha_span_equal(a->addr.scope, b->addr.scope);
}

/*
 * Tells that the pattern should be written as text, which is also its repair
 * if it is the same network to the engine.  Frees text.
 */
static void
find_rewritten(const struct cli_view *view, const struct cli_piece *piece,
    enum ha_code code, const struct ha_net *net, struct ha_strbuf *text)
{
	struct cli_findings *findings = &view->check->findings;
	struct cli_finding *finding = cli_find_at(view, piece, code);
	struct ha_pattern other;

	if (text->failed)
		cli_no_memory();
	finding->args[0] = cli_findings_keep(findings, ha_strbuf_span(text));
	ha_strbuf_free(text);
	ha_pattern_parse(finding->args[0], &other);
	/* A word that a continued line tears apart is left to its writer. */
	if (piece->file == NULL && piece->where.len == piece->text.len &&
	    other.kind == HA_PATTERN_NET && is_same_net(&other.net, net))
		cli_finding_edit(findings, finding, piece->where,
		    finding->args[0]);
}

static void
add_addr(struct ha_strbuf *out, const struct ha_addr *addr)
{
	char text[HA_ADDR_TEXT];

	ha_strbuf_add(out, ha_addr_format(addr, text));
	if (addr->scope.len == 0)
		return;
	ha_strbuf_add_byte(out, '%');
	ha_strbuf_add(out, addr->scope);
}

/* The bits of a mask from byte first on, up to the first 0. */
static unsigned long
count_ones(const struct ha_net *net, size_t first)
{
	unsigned long bits = 0;

	for (size_t i = first * 8; i < 128; i++) {
		if ((net->mask[i / 8] >> (7 - i % 8) & 1) == 0)
			break;
		bits++;
	}
	return bits;
}

/* A 1 after a 0 of a netmask. */
static bool
is_scattered(const struct ha_net *net)
{
	for (size_t i = 96 + count_ones(net, 12); i < 128; i++) {
		if ((net->mask[i / 8] >> (7 - i % 8) & 1) != 0)
			return true;
	}
	return false;
}

/* 255.255.255.0, which is no client's address. */
static bool
is_mask(const struct ha_addr *addr)
{
	return addr->family == HA_IPV4 && addr->bytes[12] == 255;
}

static bool
is_word_for_mask(struct ha_span text)
{
	return ha_span_equal_fold(text, HA_SPAN("netmask")) ||
	    ha_span_equal_fold(text, HA_SPAN("mask"));
}

/* "192.0.2.1 255.255.255.192", perhaps with "netmask" between them. */
static void
lint_mask(const struct cli_view *view, const struct cli_piece *piece)
{
	struct ha_span before = cli_word_before(view, piece->text);
	struct cli_finding *finding;

	if (cli_lint_length_apart(view, piece, HA_EFFECT_NONE))
		return;
	finding = cli_find_at(view, piece, HA_CODE_MASK_FOR_ADDRESS);
	if (is_word_for_mask(before))
		before = cli_word_before(view, before);
	if (before.len > 0 && !ha_span_holds(before, '/'))
		cli_help_joined(&view->check->findings, finding,
		    (const struct ha_span[]){
			before, HA_SPAN("/"), piece->text },
		    3);
}

/* Is a mask what comes next?  That is told there. */
bool
cli_is_before_mask(const struct cli_view *view, const struct cli_piece *piece)
{
	struct ha_span next;
	struct ha_addr addr;

	if (!is_word_for_mask(piece->text))
		return false;
	next = cli_word_after(view, piece->text);
	return ha_addr_parse_ipv4(next, &addr) && is_mask(&addr);
}

static void
lint_ipv4_net(const struct cli_view *view, const struct cli_piece *piece,
    const struct ha_net *net)
{
	size_t slash = ha_span_find(piece->text, '/');
	struct ha_span mask = ha_span_from(piece->text, slash + 1);
	unsigned long ones = count_ones(net, 12);
	bool is_quad = ha_span_holds(mask, '.');
	struct ha_strbuf text = HA_STRBUF_INIT;
	struct ha_addr written;

	if (!ha_addr_parse_ipv4(ha_span_before(piece->text, slash), &written))
		return;
	if (is_scattered(net)) {
		struct cli_finding *finding =
		    cli_find_at(view, piece, HA_CODE_MASK_SCATTERED);

		if (!ha_net_holds(net, &net->addr))
			finding->effect = HA_EFFECT_SKIPPED;
		cli_help_repair(&view->check->findings, finding,
		    cli_repair_address, piece->text);
	} else if (!is_quad && ones == 0) {
		cli_find_at(view, piece, HA_CODE_MASK_ZERO);
	} else if (is_quad && ones == 32) {
		add_addr(&text, &net->addr);
		find_rewritten(view, piece, HA_CODE_MASK_ONES, net, &text);
	} else if (!ha_addr_equal(&written, &net->addr)) {
		add_addr(&text, &net->addr);
		ha_strbuf_add_byte(&text, '/');
		ha_strbuf_add(&text, mask);
		find_rewritten(view, piece, HA_CODE_HOST_BITS, net, &text);
	} else if (is_mask(&written)) {
		lint_mask(view, piece);
	}
}

/* An IPv6 pattern as written, with or without brackets and length. */
struct ipv6_text {
	struct ha_span addr, length; /* length: empty if there is none */
	bool is_bare, is_inside;     /* no brackets; the length is inside */
};

static struct ipv6_text
take_apart(struct ha_span word)
{
	struct ipv6_text text = { .is_bare = word.at[0] != '[' };
	size_t slash = ha_span_find(word, '/');
	size_t start = text.is_bare ? 0 : 1;
	size_t end = slash;

	if (slash < word.len)
		text.length = ha_span_from(word, slash + 1);
	if (!text.is_bare && word.at[word.len - 1] == ']') {
		text.is_inside = text.length.len > 0;
		if (text.is_inside)
			text.length.len--;
		else
			end--;
	} else if (!text.is_bare) {
		end--;
	}
	text.addr = ha_span_from(ha_span_before(word, end), start);
	return text;
}

static void
add_length(struct ha_strbuf *out, struct ha_span length)
{
	if (length.len == 0)
		return;
	ha_strbuf_add_byte(out, '/');
	ha_strbuf_add(out, length);
}

/* The address as written, in brackets of its own. */
static void
add_bracketed(struct ha_strbuf *out, const struct ipv6_text *text)
{
	ha_strbuf_add_byte(out, '[');
	ha_strbuf_add(out, text->addr);
	ha_strbuf_add_byte(out, ']');
	add_length(out, text->length);
}

/* In a pattern file an address needs no brackets, and ':' ends nothing. */
static enum ha_code
code_of_bare(const struct cli_piece *piece, const struct ipv6_text *text)
{
	if (piece->file == NULL)
		return HA_CODE_IPV6_BARE;
	return text->length.len > 0 ? HA_CODE_FILE_IPV6_NET : HA_CODE_NONE;
}

static void
lint_mapped(const struct cli_view *view, const struct cli_piece *piece,
    const struct ha_net *net, const struct ipv6_text *text)
{
	struct ha_strbuf out = HA_STRBUF_INIT;
	unsigned long ones = count_ones(net, 12);
	enum ha_code code =
	    text->is_bare ? code_of_bare(piece, text) : HA_CODE_NONE;

	add_addr(&out, &net->addr);
	if (ones < 32) {
		ha_strbuf_add_byte(&out, '/');
		ha_strbuf_add_number(&out, ones);
	}
	find_rewritten(view, piece,
	    code == HA_CODE_NONE ? HA_CODE_MAPPED : code, net, &out);
}

static void
lint_ipv6_length(const struct cli_view *view, const struct cli_piece *piece,
    const struct ha_net *net, const struct ipv6_text *text)
{
	struct ha_strbuf out = HA_STRBUF_INIT;
	struct ha_addr written;

	if (!ha_addr_parse(text->addr, &written) ||
	    memcmp(written.bytes, net->addr.bytes, sizeof(written.bytes)) == 0)
		return;
	ha_strbuf_add_byte(&out, '[');
	add_addr(&out, &net->addr);
	ha_strbuf_add_byte(&out, ']');
	add_length(&out, text->length);
	find_rewritten(view, piece, HA_CODE_HOST_BITS_IPV6, net, &out);
}

static void
lint_ipv6(const struct cli_view *view, const struct cli_piece *piece,
    const struct ha_net *net)
{
	struct ipv6_text text = take_apart(piece->text);
	struct ha_strbuf out = HA_STRBUF_INIT;
	enum ha_code code = HA_CODE_NONE;

	if (net->addr.scope.len > 0)
		cli_find_at(view, piece, HA_CODE_SCOPE)->args[0] =
		    net->addr.scope;
	if (net->addr.family == HA_IPV4) {
		lint_mapped(view, piece, net, &text);
		return;
	}
	if (count_ones(net, 0) == 0)
		cli_find_at(view, piece, HA_CODE_ALL_IPV6);
	if (text.is_bare)
		code = code_of_bare(piece, &text);
	else if (text.is_inside)
		code = HA_CODE_IPV6_INSIDE;
	if (code != HA_CODE_NONE) {
		add_bracketed(&out, &text);
		find_rewritten(view, piece, code, net, &out);
	} else if (text.length.len > 0) {
		lint_ipv6_length(view, piece, net, &text);
	}
}

/* 0.0.0.0 or [::]; their networks of length 0 are something else. */
static bool
is_zero_address(const struct ha_net *net)
{
	size_t first = net->addr.family == HA_IPV4 ? 12 : 0;

	for (size_t i = first; i < 16; i++) {
		if (net->addr.bytes[i] != 0 || net->mask[i] != 0xff)
			return false;
	}
	return true;
}

/*
 * "10.1.*" and "10.1.*.*" are "10.1.": a star crosses dots, and every IPv4
 * address has four parts.  False: the pattern is not of that form.
 */
static bool
add_as_prefix(struct ha_strbuf *out, struct ha_span word)
{
	struct ha_span rest = word;
	struct ha_pattern prefix;
	size_t dots = 0;

	for (size_t i = 0; i < word.len; i++)
		dots += word.at[i] == '.';
	while (ha_span_ends_fold(rest, HA_SPAN(".*")))
		rest.len -= 2;
	if (dots > 3 || rest.len == word.len)
		return false;
	rest.len++;
	ha_pattern_parse(rest, &prefix);
	if (prefix.kind != HA_PATTERN_NET)
		return false;
	ha_strbuf_add(out, rest);
	return true;
}

static void
lint_wildcard(const struct cli_view *view, const struct cli_piece *piece)
{
	struct cli_findings *findings = &view->check->findings;
	struct ha_strbuf out = HA_STRBUF_INIT;
	bool is_prefix = add_as_prefix(&out, piece->text);
	struct cli_finding *finding =
	    cli_find_at(view, piece, HA_CODE_ADDRESS_WILDCARD);

	if (out.failed)
		cli_no_memory();
	finding->args[0] = is_prefix
	    ? cli_findings_keep(findings, ha_strbuf_span(&out))
	    : HA_SPAN("a network, as in 192.0.2.0/24");
	ha_strbuf_free(&out);
	if (is_prefix && piece->file == NULL &&
	    piece->where.len == piece->text.len)
		cli_finding_edit(findings, finding, piece->where,
		    finding->args[0]);
}

void
cli_lint_network(const struct cli_view *view, const struct cli_piece *piece,
    const struct ha_pattern *pattern)
{
	if (pattern->kind == HA_PATTERN_ADDRESS_WILDCARD &&
	    ha_span_ends_fold(piece->text, HA_SPAN("**")))
		cli_find_at(view, piece, HA_CODE_STAR_DOUBLE);
	cli_lint_reach(view, piece, pattern);
	if (pattern->kind == HA_PATTERN_ADDRESS_WILDCARD)
		lint_wildcard(view, piece);
	else if (pattern->kind != HA_PATTERN_NET)
		return;
	else if (is_zero_address(&pattern->net))
		cli_find_at(view, piece, HA_CODE_ADDRESS_ZERO)->args[0] =
		    piece->text;
	else if (ha_span_holds(piece->text, ':'))
		lint_ipv6(view, piece, &pattern->net);
	else if (ha_span_holds(piece->text, '/'))
		lint_ipv4_net(view, piece, &pattern->net);
	else if (is_mask(&pattern->net.addr))
		lint_mask(view, piece);
}
