#include "cli/install/merge.h"

#include <stdlib.h>

#include "cli/io/intern.h"
#include "cli/io/message.h"
#include "cli/io/vector.h"
#include "common/language/addr.h"

/* How often each line, by its number, is to be taken out. */
struct counts {
	struct cli_intern lines;
	size_t *list;
	size_t size;
};

/* The next line with its newline; empty at the end. */
static struct ha_span
take_line(struct ha_span *text)
{
	size_t end = ha_span_find(*text, '\n');
	struct ha_span line =
	    ha_span_before(*text, end < text->len ? end + 1 : end);

	*text = ha_span_from(*text, line.len);
	return line;
}

static void
count(struct counts *counts, struct ha_span line)
{
	bool is_new;
	uint32_t number = cli_intern(&counts->lines, line, &is_new);

	if (is_new) {
		counts->list = cli_vector_grow(counts->list, &counts->size,
		    number, sizeof(*counts->list));
		counts->list[number] = 0;
	}
	counts->list[number]++;
}

static bool
is_counted(struct counts *counts, struct ha_span line)
{
	uint32_t number;

	return cli_intern_find(&counts->lines, line, &number) &&
	    counts->list[number] > 0;
}

static bool
take_one(struct counts *counts, struct ha_span line)
{
	uint32_t number;

	if (!cli_intern_find(&counts->lines, line, &number) ||
	    counts->list[number] == 0)
		return false;
	counts->list[number]--;
	return true;
}

/* Is there such a line, and how many are before it? */
static bool
find_line(struct ha_span text, struct ha_span line, size_t *before)
{
	for (*before = 0; text.len > 0; ++*before) {
		if (ha_span_equal(take_line(&text), line))
			return true;
	}
	return false;
}

/*
 * Counts what of before is not in after any more; what is left of after was
 * added.
 */
static struct ha_span
find_removed(struct counts *counts, struct ha_span before, struct ha_span after,
    struct cli_merge *merge)
{
	struct ha_span rest = after;
	size_t skipped;

	while (after.len > 0 && find_line(before, take_line(&rest), &skipped)) {
		for (; skipped > 0; skipped--, merge->removed++)
			count(counts, take_line(&before));
		take_line(&before);
		after = rest;
	}
	for (; before.len > 0; merge->removed++)
		count(counts, take_line(&before));
	return after;
}

/* "DAEMONS: ADDRESS", perhaps with ": deny"; and comments and blank lines. */
static bool
is_ban(struct ha_span line)
{
	struct ha_span rest;
	struct ha_addr addr;
	size_t colon, end;

	line = ha_span_trim(line);
	colon = ha_span_find(line, ':');
	if (line.len == 0 || line.at[0] == '#')
		return true;
	if (colon >= line.len)
		return false;
	rest = ha_span_trim(ha_span_from(line, colon + 1));
	end = ha_span_find(rest, rest.len > 0 && rest.at[0] == '[' ? ']' : ':');
	if (end < rest.len && rest.at[end] == ']')
		end++;
	if (!ha_addr_parse_host(ha_span_trim(ha_span_before(rest, end)), &addr))
		return false;
	rest = ha_span_trim(ha_span_from(rest, end));
	if (rest.len > 0 && rest.at[0] == ':')
		rest = ha_span_trim(ha_span_from(rest, 1));
	return rest.len == 0 || ha_span_equal_fold(rest, HA_SPAN("deny"));
}

/*
 * Where lines were only added, it was by no editor.  Where some are gone, a
 * program may have lifted bans, or an editor may have done anything.
 */
static bool
are_bans(const struct counts *counts, struct ha_span added)
{
	for (size_t i = 0; i < counts->lines.count; i++) {
		if (!is_ban(counts->lines.texts[i]))
			return false;
	}
	while (counts->lines.count > 0 && added.len > 0) {
		if (!is_ban(take_line(&added)))
			return false;
	}
	return true;
}

/* One that was there before was moved, or the line before it was changed. */
static bool
are_new(struct counts *counts, struct ha_span added, struct cli_merge *merge)
{
	for (; added.len > 0; merge->added++) {
		if (is_counted(counts, take_line(&added)))
			return false;
	}
	return true;
}

static bool
ends_whole(struct ha_span text)
{
	return text.len == 0 || text.at[text.len - 1] == '\n';
}

static void
apply(struct ha_strbuf *out, struct counts *counts, struct ha_span onto,
    struct ha_span added)
{
	while (onto.len > 0) {
		struct ha_span line = take_line(&onto);

		if (!take_one(counts, line))
			ha_strbuf_add(out, line);
	}
	if (added.len > 0 && !ends_whole(ha_strbuf_span(out)))
		ha_strbuf_add_byte(out, '\n');
	ha_strbuf_add(out, added);
}

bool
cli_merge(struct ha_strbuf *out, struct ha_span before, struct ha_span after,
    struct ha_span onto, struct cli_merge *merge)
{
	struct counts counts = { .lines = CLI_INTERN_INIT };
	struct ha_span added;
	bool is_done;

	*merge = (struct cli_merge){ 0, 0 };
	if (ha_span_equal(before, after)) {
		ha_strbuf_add(out, onto);
		return true;
	}
	if (!ends_whole(before) || !ends_whole(after))
		return false;
	added = find_removed(&counts, before, after, merge);
	is_done = are_bans(&counts, added) && are_new(&counts, added, merge);
	if (is_done)
		apply(out, &counts, onto, added);
	cli_intern_free(&counts.lines);
	free(counts.list);
	if (out->failed)
		cli_no_memory();
	return is_done;
}
