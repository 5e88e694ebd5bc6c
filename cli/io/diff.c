#include "cli/io/diff.h"

#include <stdlib.h>
#include <string.h>

#include "cli/io/escape.h"
#include "cli/io/message.h"
#include "cli/io/vector.h"

/* Lines that are the same around those that are not. */
#define CONTEXT 3

/*
 * A diff without the search for what differs, which is all that libraries have:
 * the replacements say it.  What is here puts them into whole lines.
 *
 * These are old[start..end), and fresh[from..from + len) for them.
 */
struct region {
	size_t start, end, from, len;
};

struct diff {
	struct ha_span old;
	struct ha_strbuf fresh;
	struct region *regions;
	size_t count;
	struct ha_strbuf *out;
	bool is_shown;
	/* How far the lines have been counted, and what was counted. */
	size_t counted, old_line, new_line;
};

static struct ha_span
slice(struct ha_span text, size_t start, size_t end)
{
	return (struct ha_span){ text.at + start, end - start };
}

void
cli_replace(struct ha_strbuf *out, const struct ha_source *source,
    const struct cli_replacements *replacements)
{
	struct ha_span old = { source->bytes, source->len };
	size_t at = 0;

	for (size_t i = 0; i < replacements->count; i++) {
		const struct cli_replacement *one = &replacements->list[i];

		ha_strbuf_add(out, slice(old, at, one->offset));
		ha_strbuf_add(out, one->with);
		at = one->offset + one->len;
	}
	ha_strbuf_add(out, ha_span_from(old, at));
}

/* ---- lines ---- */

static size_t
line_start(struct ha_span text, size_t at)
{
	const char *newline = at == 0 ? NULL : memrchr(text.at, '\n', at);

	return newline == NULL ? 0 : (size_t)(newline - text.at) + 1;
}

/* After the newline of the line that holds the place, or the end. */
static size_t
line_end(struct ha_span text, size_t at)
{
	size_t len = ha_span_find(ha_span_from(text, at), '\n');

	return at + len < text.len ? at + len + 1 : text.len;
}

static size_t
back(struct ha_span text, size_t at, size_t lines)
{
	for (; lines > 0 && at > 0; lines--)
		at = line_start(text, at - 1);
	return at;
}

static size_t
forward(struct ha_span text, size_t at, size_t lines)
{
	for (; lines > 0 && at < text.len; lines--)
		at = line_end(text, at);
	return at;
}

static size_t
count_lines(struct ha_span text)
{
	size_t count = 0;

	for (size_t at = 0; at < text.len; at = line_end(text, at))
		count++;
	return count;
}

/* ---- regions: the lines that replacements touch ---- */

static struct ha_span
fresh_of(const struct diff *diff, const struct region *region)
{
	struct ha_span all = ha_strbuf_span(&diff->fresh);

	return slice(all, region->from, region->from + region->len);
}

/* A line is cut off where it is the same on both sides. */
static void
trim(const struct diff *diff, struct region *region)
{
	struct ha_span old = slice(diff->old, region->start, region->end);
	struct ha_span fresh = fresh_of(diff, region);

	while (old.len > 0 && fresh.len > 0) {
		size_t end = line_end(old, 0);

		if (!ha_span_equal(ha_span_before(old, end),
			ha_span_before(fresh, line_end(fresh, 0))))
			break;
		old = ha_span_from(old, end);
		fresh = ha_span_from(fresh, end);
	}
	while (old.len > 0 && fresh.len > 0) {
		size_t start = line_start(old, old.len - 1);
		size_t other = line_start(fresh, fresh.len - 1);

		if (!ha_span_equal(ha_span_from(old, start),
			ha_span_from(fresh, other)))
			break;
		old = ha_span_before(old, start);
		fresh = ha_span_before(fresh, other);
	}
	region->from += (size_t)(fresh.at - fresh_of(diff, region).at);
	region->len = fresh.len;
	region->start = (size_t)(old.at - diff->old.at);
	region->end = region->start + old.len;
}

/* Is the place within the lines?  The end of the file may be. */
static bool
reaches(const struct diff *diff, const struct region *region, size_t at)
{
	return at < region->end ||
	    (at == region->end && at > 0 && diff->old.at[at - 1] != '\n');
}

/* Takes what follows, too, while it lies within the same lines. */
static struct region
take_region(struct diff *diff, const struct cli_replacements *replacements,
    size_t *next)
{
	const struct cli_replacement *one = &replacements->list[*next];
	size_t at = line_start(diff->old, one->offset);
	struct region region = {
		.start = at, .end = at, .from = diff->fresh.len
	};

	do {
		size_t behind = one->offset + one->len;

		ha_strbuf_add(&diff->fresh, slice(diff->old, at, one->offset));
		ha_strbuf_add(&diff->fresh, one->with);
		at = behind;
		if (region.end <= behind)
			region.end = line_end(diff->old, behind);
		one++;
		++*next;
	} while (*next < replacements->count &&
	    reaches(diff, &region, one->offset));
	ha_strbuf_add(&diff->fresh, slice(diff->old, at, region.end));
	region.len = diff->fresh.len - region.from;
	return region;
}

static void
find_regions(struct diff *diff, const struct cli_replacements *replacements)
{
	size_t next = 0;

	diff->regions =
	    cli_zeroed(replacements->count, sizeof(diff->regions[0]));
	while (next < replacements->count) {
		struct region region = take_region(diff, replacements, &next);

		if (diff->fresh.failed)
			cli_no_memory();
		trim(diff, &region);
		if (region.len > 0 || region.start < region.end)
			diff->regions[diff->count++] = region;
	}
}

/* ---- output ---- */

static void
add_foreign(struct diff *diff, struct ha_span text)
{
	if (diff->is_shown)
		cli_escape(diff->out, text);
	else
		ha_strbuf_add(diff->out, text);
}

static void
add_lines(struct diff *diff, char mark, struct ha_span text)
{
	while (text.len > 0) {
		size_t len = ha_span_find(text, '\n');

		ha_strbuf_add_byte(diff->out, mark);
		add_foreign(diff, ha_span_before(text, len));
		ha_strbuf_add_byte(diff->out, '\n');
		if (len == text.len) {
			ha_strbuf_add_text(diff->out,
			    "\\ No newline at end of file\n");
			break;
		}
		text = ha_span_from(text, len + 1);
	}
}

/* "-4,7"; where there is no line, the one before it is named. */
static void
add_range(struct ha_strbuf *out, char sign, size_t line, size_t count)
{
	ha_strbuf_add_byte(out, ' ');
	ha_strbuf_add_byte(out, sign);
	ha_strbuf_add_number(out, count == 0 ? line - 1 : line);
	if (count == 1)
		return;
	ha_strbuf_add_byte(out, ',');
	ha_strbuf_add_number(out, count);
}

static void
count_up_to(struct diff *diff, size_t at)
{
	size_t lines = count_lines(slice(diff->old, diff->counted, at));

	diff->old_line += lines;
	diff->new_line += lines;
	diff->counted = at;
}

/* first and last: regions near each other. */
static void
add_hunk(struct diff *diff, const struct region *first,
    const struct region *last)
{
	size_t start = back(diff->old, first->start, CONTEXT);
	size_t end = forward(diff->old, last->end, CONTEXT);
	size_t nold = count_lines(slice(diff->old, start, end)), nnew = nold;
	size_t at = start;

	for (const struct region *region = first; region <= last; region++) {
		nnew += count_lines(fresh_of(diff, region));
		nnew -=
		    count_lines(slice(diff->old, region->start, region->end));
	}
	count_up_to(diff, start);
	ha_strbuf_add_text(diff->out, "@@");
	add_range(diff->out, '-', diff->old_line, nold);
	add_range(diff->out, '+', diff->new_line, nnew);
	ha_strbuf_add_text(diff->out, " @@\n");
	for (const struct region *region = first; region <= last; region++) {
		add_lines(diff, ' ', slice(diff->old, at, region->start));
		add_lines(diff, '-',
		    slice(diff->old, region->start, region->end));
		add_lines(diff, '+', fresh_of(diff, region));
		at = region->end;
	}
	add_lines(diff, ' ', slice(diff->old, at, end));
	diff->counted = end;
	diff->old_line += nold;
	diff->new_line += nnew;
}

/* As diff(1) and patch(1) write a name that holds what could mislead. */
static void
add_name(struct diff *diff, const char *mark, const char *path)
{
	bool is_quoted = strpbrk(path, " \"\\") != NULL;

	for (const char *byte = path; *byte != '\0'; byte++)
		is_quoted |= (unsigned char)*byte < ' ' || *byte == '\x7f';
	ha_strbuf_add_text(diff->out, mark);
	if (!is_quoted) {
		add_foreign(diff, ha_span_of(path));
		ha_strbuf_add_byte(diff->out, '\n');
		return;
	}
	ha_strbuf_add_byte(diff->out, '"');
	for (; *path != '\0'; path++) {
		unsigned byte = (unsigned char)*path;
		char octal[] = { '\\', (char)('0' + byte / 64),
			(char)('0' + byte / 8 % 8), (char)('0' + byte % 8) };

		if (byte > ' ' && byte < 0x7f && byte != '"' && byte != '\\')
			ha_strbuf_add_byte(diff->out, *path);
		else
			ha_strbuf_add(diff->out,
			    (struct ha_span){ octal, sizeof(octal) });
	}
	ha_strbuf_add_text(diff->out, "\"\n");
}

static void
add_hunks(struct diff *diff)
{
	size_t first = 0;

	while (first < diff->count) {
		size_t last = first;

		while (last + 1 < diff->count &&
		    diff->regions[last + 1].start <=
			forward(diff->old, diff->regions[last].end,
			    2 * CONTEXT))
			last++;
		add_hunk(diff, &diff->regions[first], &diff->regions[last]);
		first = last + 1;
	}
}

void
cli_diff(struct ha_strbuf *out, const struct ha_source *source,
    const struct cli_replacements *replacements, bool is_shown)
{
	struct diff diff = { .old = { source->bytes, source->len },
		.fresh = HA_STRBUF_INIT,
		.out = out,
		.is_shown = is_shown,
		.old_line = 1,
		.new_line = 1 };

	if (replacements->count == 0)
		return;
	find_regions(&diff, replacements);
	if (diff.count > 0) {
		add_name(&diff, "--- ", source->path);
		add_name(&diff, "+++ ", source->path);
		add_hunks(&diff);
	}
	ha_strbuf_free(&diff.fresh);
	free(diff.regions);
}
