#include "cli/check/lint/repairs.h"

#include <stdint.h>
#include <string.h>

#include "cli/io/message.h"
#include "common/language/pattern.h"

/* Longer ones are no slip in an address or a name. */
#define WORD_MAX ((size_t)300)

/* More networks than that are no advice. */
#define NETS_MAX 4

static bool
is_one_of(char byte, const char *bytes)
{
	return byte != '\0' && strchr(bytes, byte) != NULL;
}

/* Without what stands around an address in prose, and a remark after it. */
static struct ha_span
take_out(struct ha_span text)
{
	while (text.len > 0 && is_one_of(text.at[0], "([{<\"'`=~-+"))
		text = ha_span_from(text, 1);
	for (size_t i = 0; i < text.len; i++) {
		if (is_one_of(text.at[i], "(#[{<"))
			text.len = i;
	}
	while (text.len > 0 && is_one_of(text.at[text.len - 1], ")]}>\"'`;:"))
		text.len--;
	/* After an address a length is missing, which nobody knows. */
	if (text.len > 0 && text.at[text.len - 1] == '/' &&
	    ha_span_holds(ha_span_before(text, text.len - 1), '/'))
		text.len--;
	return text;
}

/* Numbers with dots between them, each one that an address may have. */
struct parts {
	unsigned char at[4];
	size_t count;
	bool has_gap; /* a dot too many between two of them */
};

/* O and l are written for 0 and 1. */
static int
digit_of(char byte)
{
	if (byte == 'O' || byte == 'o')
		return 0;
	if (byte == 'l' || byte == 'I')
		return 1;
	return ha_is_digit(byte) ? byte - '0' : -1;
}

/* A number of up to three digits; zeros before it are for show. */
static size_t
read_part(struct ha_span text, unsigned char *part)
{
	unsigned value = 0;
	size_t len = 0;

	while (len < text.len && len < 4 && digit_of(text.at[len]) >= 0)
		value = value * 10 + (unsigned)digit_of(text.at[len++]);
	*part = (unsigned char)value;
	return len > 3 || value > 255 ? 0 : len;
}

static bool
read_parts(struct ha_span text, struct parts *parts)
{
	*parts = (struct parts){ .count = 0 };
	while (text.len > 0) {
		size_t len = parts->count == 4
		    ? 0
		    : read_part(text, &parts->at[parts->count]);
		size_t dots = 0;

		if (len == 0)
			return false;
		parts->count++;
		text = ha_span_from(text, len);
		while (dots < text.len && text.at[dots] == '.')
			dots++;
		if (dots == 0 && text.len > 0)
			return false;
		text = ha_span_from(text, dots);
		parts->has_gap = parts->has_gap || (dots > 1 && text.len > 0);
	}
	return parts->count > 0;
}

/* Those that are not there are 0. */
static uint32_t
value_of(const struct parts *parts)
{
	return (uint32_t)parts->at[0] << 24 | (uint32_t)parts->at[1] << 16 |
	    (uint32_t)parts->at[2] << 8 | parts->at[3];
}

static void
add_parts(struct ha_strbuf *out, uint32_t value, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			ha_strbuf_add_byte(out, '.');
		ha_strbuf_add_number(out, value >> (24 - 8 * i) & 255);
	}
}

static uint32_t
mask_of(unsigned length)
{
	return length == 0 ? 0 : ~(uint32_t)0 << (32 - length);
}

static void
add_net(struct ha_strbuf *out, uint32_t value, unsigned length)
{
	add_parts(out, value & mask_of(length), 4);
	if (length == 32)
		return;
	ha_strbuf_add_byte(out, '/');
	ha_strbuf_add_number(out, length);
}

/* How many ones come first; false: others follow. */
static bool
count_ones(uint32_t mask, unsigned *length)
{
	*length = 0;
	while (*length < 32 && (mask >> (31 - *length) & 1) != 0)
		++*length;
	return mask == mask_of(*length);
}

/* A length, a mask, half a mask, or one upside down as routers have it. */
static bool
read_length(struct ha_span text, unsigned *length)
{
	struct parts parts;

	if (!read_parts(text, &parts) || parts.has_gap)
		return false;
	if (parts.count == 1) {
		*length = parts.at[0];
		return *length <= 32;
	}
	return count_ones(value_of(&parts), length) ||
	    (parts.count == 4 && count_ones(~value_of(&parts), length));
}

/* "255.255.255.0/192.0.2.0" */
static bool
is_swapped(struct ha_span addr, struct ha_span mask)
{
	struct parts parts;
	unsigned length;

	return ha_span_starts_fold(addr, HA_SPAN("255.")) &&
	    read_length(addr, &length) && read_parts(mask, &parts) &&
	    parts.count == 4 && parts.at[0] != 0 && parts.at[0] != 255;
}

static bool
repair_net(struct ha_span addr, struct ha_span mask, struct ha_strbuf *out)
{
	struct parts parts;
	unsigned length;

	while (mask.len > 0 && is_one_of(mask.at[0], "/\\"))
		mask = ha_span_from(mask, 1);
	if (is_swapped(addr, mask)) {
		struct ha_span first = addr;

		addr = mask;
		mask = first;
	}
	if (!read_parts(addr, &parts) || (parts.has_gap && parts.count < 4) ||
	    !read_length(mask, &length))
		return false;
	if (length > 0)
		add_net(out, value_of(&parts), length);
	else if (value_of(&parts) == 0)
		ha_strbuf_add_text(out, "ALL");
	return length > 0 || value_of(&parts) == 0;
}

/*
 * What stands alone and is too short is the beginning of an address.  Of a
 * single number few are meant so: a slip would be half of the Internet.
 */
static bool
repair_single(struct ha_span text, struct ha_strbuf *out)
{
	struct parts parts;

	if (!read_parts(text, &parts) || (parts.has_gap && parts.count < 4))
		return false;
	if (parts.count == 1 && parts.at[0] == 0) {
		ha_strbuf_add_text(out, "ALL");
		return true;
	}
	if (parts.count == 1 && parts.at[0] != 10 && parts.at[0] != 127)
		return false;
	add_parts(out, value_of(&parts), parts.count);
	if (parts.count < 4)
		ha_strbuf_add_byte(out, '.');
	return true;
}

static bool
is_understood(const struct ha_strbuf *out)
{
	struct ha_pattern pattern;

	if (out->failed)
		cli_no_memory();
	ha_pattern_parse(ha_strbuf_span(out), &pattern);
	return pattern.kind != HA_PATTERN_MALFORMED &&
	    !ha_pattern_fits_nobody(&pattern);
}

bool
cli_repair_address(struct ha_span word, struct ha_strbuf *out)
{
	struct ha_span text = take_out(word);
	size_t slash = 0;

	while (slash < text.len && !is_one_of(text.at[slash], "/\\"))
		slash++;
	if (word.len > WORD_MAX ||
	    !(slash < text.len ? repair_net(ha_span_before(text, slash),
				     ha_span_from(text, slash + 1), out)
			       : repair_single(text, out)))
		return false;
	return is_understood(out) && !ha_span_equal(ha_strbuf_span(out), word);
}

/* Of the largest network that begins there and ends in time. */
static unsigned
fitting_length(uint32_t first, uint32_t last)
{
	unsigned length = 32;

	while (length > 0 && (first & ~mask_of(length - 1)) == 0 &&
	    (first | ~mask_of(length - 1)) <= last)
		length--;
	return length;
}

bool
cli_repair_range(struct ha_span word, struct ha_strbuf *out)
{
	size_t dash = ha_span_find(word, '-');
	struct parts parts, end;
	uint32_t first, last;

	if (word.len > WORD_MAX || dash == word.len ||
	    !read_parts(ha_span_before(word, dash), &parts) ||
	    !read_parts(ha_span_from(word, dash + 1), &end) ||
	    parts.count != 4 || (end.count != 4 && end.count != 1))
		return false;
	first = value_of(&parts);
	last =
	    end.count == 4 ? value_of(&end) : (first & 0xffffff00) | end.at[0];
	for (unsigned count = 0; first <= last; count++) {
		unsigned length = fitting_length(first, last);

		if (count == NETS_MAX || length == 0)
			return false;
		if (count > 0)
			ha_strbuf_add_byte(out, ' ');
		add_net(out, first, length);
		first |= ~mask_of(length);
		if (first == UINT32_MAX)
			break;
		first++;
	}
	if (out->failed)
		cli_no_memory();
	return ha_strbuf_span(out).len > 0;
}

/* Without the marks of regular expressions, shells and databases. */
static struct ha_span
drop_marks(struct ha_span word, char *to)
{
	size_t len = 0;

	for (size_t i = 0; i < word.len; i++) {
		char byte = word.at[i];

		if (is_one_of(byte, "\\^$%(){}[]<>\"'`;!~=+,|&"))
			continue;
		/* A dot too many; "x.*" ends where anything may follow. */
		if (byte != '.' || len == 0 || to[len - 1] != '.')
			to[len++] = byte;
	}
	return (struct ha_span){ to, len };
}

bool
cli_repair_name(struct ha_span word, struct ha_strbuf *out)
{
	char text[WORD_MAX];
	struct ha_span rest;
	bool is_domain;

	if (word.len > WORD_MAX)
		return false;
	rest = drop_marks(word, text);
	is_domain = ha_span_starts_fold(rest, HA_SPAN(".*"));
	if (is_domain)
		rest = ha_span_from(rest, 2);
	if (ha_span_ends_fold(rest, HA_SPAN(".*")))
		rest.len--;
	else if (rest.len > 1 && rest.at[rest.len - 1] == '.' &&
	    !ha_is_digit(rest.at[rest.len - 2]))
		rest.len--;
	if (is_domain && rest.len > 0 && rest.at[0] != '.')
		ha_strbuf_add_byte(out, '.');
	ha_strbuf_add(out, rest);
	/* A word without a dot may be anything. */
	return ha_span_holds(ha_span_from(rest, rest.len > 0), '.') &&
	    is_understood(out);
}

static void
set_help(struct cli_findings *findings, struct cli_finding *finding,
    struct ha_strbuf *text)
{
	if (finding == &findings->unkept)
		return;
	finding->args[1] = cli_findings_keep(findings, ha_strbuf_span(text));
	finding->help = ha_span_equal(finding->args[1], HA_SPAN("ALL"))
	    ? "write %2, if everybody is meant"
	    : "write %2";
}

void
cli_help_repair(struct cli_findings *findings, struct cli_finding *finding,
    cli_repair *repair, struct ha_span word)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	if (repair(word, &text))
		set_help(findings, finding, &text);
	ha_strbuf_free(&text);
}

bool
cli_repair_joined(const struct ha_span *parts, size_t count,
    struct ha_strbuf *out)
{
	struct ha_strbuf joined = HA_STRBUF_INIT;
	bool is_done;

	for (size_t i = 0; i < count; i++)
		ha_strbuf_add(&joined, parts[i]);
	if (joined.failed)
		cli_no_memory();
	is_done = cli_repair_address(ha_strbuf_span(&joined), out);
	if (!is_done && ha_pattern_is_net(ha_strbuf_span(&joined))) {
		ha_strbuf_clear(out);
		ha_strbuf_add(out, ha_strbuf_span(&joined));
		is_done = true;
	}
	ha_strbuf_free(&joined);
	return is_done;
}

bool
cli_help_joined(struct cli_findings *findings, struct cli_finding *finding,
    const struct ha_span *parts, size_t count)
{
	struct ha_strbuf text = HA_STRBUF_INIT;
	bool is_done = cli_repair_joined(parts, count, &text);

	if (is_done)
		set_help(findings, finding, &text);
	ha_strbuf_free(&text);
	return is_done;
}
