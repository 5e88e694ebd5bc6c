#include "cli/check/fix/writers.h"

#include <stdlib.h>
#include <string.h>

#include "cli/io/vector.h"
#include "common/language/addr.h"

#define GUARD "###sshguard###"
#define PAIR "# DenyHosts: "

static struct ha_span
text_of(const struct ha_source *source)
{
	return (struct ha_span){ source->bytes, source->len };
}

static size_t
offset_of(const struct ha_source *source, struct ha_span line)
{
	return (size_t)(line.at - source->bytes);
}

/* The line without its newline, a CR before that, and a byte order mark. */
static struct ha_span
line_at(const struct ha_source *source, size_t at)
{
	struct ha_span line = ha_source_line(source, at);

	if (offset_of(source, line) == 0)
		line = ha_span_from(line, ha_source_start(source));
	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* Where the line after that of the place begins. */
static size_t
next_line(const struct ha_source *source, size_t at)
{
	struct ha_span line = ha_source_line(source, at);

	return offset_of(source, line) + line.len + 1;
}

/* ---- SSHGuard ---- */

static bool
is_guard(const struct ha_source *source, size_t start)
{
	return (start == ha_source_start(source) ||
		   source->bytes[start - 1] == '\n') &&
	    ha_span_equal(line_at(source, start), HA_SPAN(GUARD));
}

/* The offset of the next line that is a mark, or the length of the text. */
static size_t
next_guard(const struct ha_source *source, size_t at)
{
	struct ha_span text = text_of(source), mark = HA_SPAN(GUARD);

	while (at < text.len) {
		const char *found =
		    memmem(text.at + at, text.len - at, mark.at, mark.len);

		if (found == NULL)
			break;
		at = (size_t)(found - text.at);
		if (is_guard(source, at))
			return at;
		at++;
	}
	return text.len;
}

static void
add_block(struct cli_writers *writers, struct cli_block block)
{
	writers->blocks = cli_vector_grow(writers->blocks, &writers->size,
	    writers->count, sizeof(writers->blocks[0]));
	writers->blocks[writers->count++] = block;
}

/* A mark without a second one is a block of one line. */
void
cli_writers_find(struct cli_writers *writers, const struct ha_source *source)
{
	const size_t len = sizeof(GUARD) - 1;
	size_t start = next_guard(source, 0);

	*writers = (struct cli_writers){ .source = source };
	while (start < source->len) {
		size_t second = next_guard(source, start + len);
		size_t last = second < source->len ? second : start;

		add_block(writers, (struct cli_block){ start, last + len });
		start = next_guard(source, last + len);
	}
}

void
cli_writers_free(struct cli_writers *writers)
{
	free(writers->blocks);
}

static bool
is_in_block(const struct cli_writers *writers, size_t start, size_t end)
{
	size_t low = 0, high = writers->count;

	/* The first block that ends after the line's start. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (writers->blocks[middle].end <= start)
			low = middle + 1;
		else
			high = middle;
	}
	return low < writers->count && writers->blocks[low].start < end;
}

/* ---- one line ---- */

static bool
starts(struct ha_span text, struct ha_span start)
{
	return text.len >= start.len &&
	    memcmp(text.at, start.at, start.len) == 0;
}

static bool
is_ipv6(struct ha_span text)
{
	struct ha_addr addr;

	return ha_span_holds(text, ':') && ha_addr_parse(text, &addr);
}

/* In brackets, where it is not an IPv4 one or may not be bare. */
static bool
is_address(struct ha_span text, bool may_be_bare)
{
	struct ha_addr addr;

	if (text.len > 2 && text.at[0] == '[' && text.at[text.len - 1] == ']')
		return is_ipv6((struct ha_span){ text.at + 1, text.len - 2 });
	return ha_addr_parse_ipv4(text, &addr) ||
	    (may_be_bare && is_ipv6(text));
}

static bool
is_ban(struct ha_span line)
{
	if (starts(line, HA_SPAN("ALL: ")))
		return is_address(ha_span_from(line, 5), false);
	return starts(line, HA_SPAN("ALL:")) &&
	    is_address(ha_span_from(line, 4), true);
}

/* The rule that the first line of a pair repeats; empty: it is none. */
static struct ha_span
rule_of_pair(struct ha_span line)
{
	size_t bar;

	if (!starts(line, HA_SPAN(PAIR)))
		return HA_SPAN_EMPTY;
	bar = ha_span_find(line, '|');
	if (bar + 2 >= line.len || line.at[bar + 1] != ' ')
		return HA_SPAN_EMPTY;
	return ha_span_from(line, bar + 2);
}

static bool
is_of_pair(const struct ha_source *source, struct ha_span line)
{
	size_t start = offset_of(source, line);
	size_t behind = next_line(source, start);

	if (rule_of_pair(line).len > 0)
		return behind < source->len &&
		    ha_span_equal(rule_of_pair(line), line_at(source, behind));
	return start > 0 && line.len > 0 &&
	    ha_span_equal(line, rule_of_pair(line_at(source, start - 1)));
}

static bool
owns(const struct cli_writers *writers, struct ha_span line)
{
	size_t start = offset_of(writers->source, line);

	return line.len > 0 &&
	    (is_in_block(writers, start, start + line.len) || is_ban(line) ||
		is_of_pair(writers->source, line));
}

/* What stands around its bytes may be put in order. */
static bool
is_around(const struct cli_edit *edit, struct ha_span line)
{
	const struct ha_source *source = edit->where.source;
	size_t end = offset_of(source, line) + line.len;

	if (edit->where.offset + edit->where.len <= ha_source_start(source))
		return edit->where.len > 0 && edit->with.len == 0;
	if (edit->where.len == 0)
		return edit->where.offset == source->len &&
		    ha_span_equal(edit->with, HA_SPAN("\n"));
	return edit->where.offset == end && edit->where.len == 1 &&
	    source->bytes[end] == '\r' && edit->with.len == 0;
}

static bool
ends_in_newline(struct ha_span text)
{
	return text.len > 0 && text.at[text.len - 1] == '\n';
}

bool
cli_writers_mind(const struct cli_writers *writers, const struct cli_edit *edit)
{
	size_t at = edit->where.offset, end = at + edit->where.len;

	for (;;) {
		struct ha_span line = line_at(writers->source, at);
		size_t next = next_line(writers->source, at);

		if (owns(writers, line) && !is_around(edit, line))
			return true;
		/* Without its newline, the next line would be joined to it. */
		if (next > end || next > writers->source->len ||
		    (next == end && ends_in_newline(edit->with)))
			return false;
		at = next;
	}
}
