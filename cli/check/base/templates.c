#include "cli/check/base/templates.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/io/vector.h"
#include "common/base/span.h"

/* What opens and closes farther apart does not belong together. */
#define MARK_MAX ((size_t)4096)

#define NOWHERE SIZE_MAX

static const struct {
	const char *open, *close;
	bool is_shell_too; /* the shell has the same */
} marks[] = {
	{ "{{", "}}", false },
	{ "{%", "%}", false },
	{ "{#", "#}", false },
	{ "<%", "%>", false },
	{ "${", "}", true },
};

#define NMARKS (sizeof(marks) / sizeof(marks[0]))
#define OPEN_LEN ((size_t)2)

/* The logical line that was looked at last. */
struct line {
	size_t start, end; /* end: behind its newline */
	size_t command_at; /* of spawn, twist or aclexec, or NOWHERE */
	bool is_comment;
};

/* A search through a file; each byte is passed but once by each mark. */
struct search {
	const struct ha_source *source;
	size_t opens[NMARKS], closes[NMARKS]; /* the next of each, or NOWHERE */
	struct line line;
};

void
cli_templates_free(struct cli_templates *templates)
{
	for (size_t i = 0; i < templates->count; i++)
		free(templates->list[i].list);
	free(templates->list);
}

/* ---- lines ---- */

static bool
is_continued(struct ha_span line)
{
	return line.len > 0 && line.at[line.len - 1] == '\\';
}

/* Back to where the line begins, but not before what is known already. */
static size_t
start_of(const struct ha_source *source, size_t at, size_t known)
{
	for (;;) {
		struct ha_span line = ha_source_line(source, at);
		size_t start = (size_t)(line.at - source->bytes);

		if (start <= known ||
		    !is_continued(ha_source_line(source, start - 1)))
			return start;
		at = start - 1;
	}
}

static size_t
end_of(const struct ha_source *source, size_t at)
{
	while (at < source->len) {
		struct ha_span line = ha_source_line(source, at);

		at = (size_t)(line.at - source->bytes) + line.len + 1;
		if (!is_continued(line))
			break;
	}
	return at;
}

/* A ':', and the name of an option that a shell runs. */
static bool
begins_command(struct ha_span text)
{
	static const char *const names[] = { "spawn", "twist", "aclexec" };

	text = ha_span_from(text, 1);
	while (text.len > 0 && ha_is_blank(text.at[0]))
		text = ha_span_from(text, 1);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (ha_span_starts_fold(text, ha_span_of(names[i])))
			return true;
	}
	return false;
}

static void
look_at_line(struct search *search, size_t at)
{
	const struct ha_source *source = search->source;
	struct line *line = &search->line;
	struct ha_span text;

	if (at < line->end)
		return;
	line->start = start_of(source, at, line->end);
	line->end = end_of(source, at);
	line->command_at = NOWHERE;
	text = (struct ha_span){ source->bytes + line->start,
		(line->end < source->len ? line->end : source->len) -
		    line->start };
	if (line->start == 0)
		text = ha_span_from(text, ha_source_start(source));
	line->is_comment = text.len > 0 && text.at[0] == '#';
	for (size_t i = ha_span_find(text, ':');
	     i < text.len && line->command_at == NOWHERE;
	     i += 1 + ha_span_find(ha_span_from(text, i + 1), ':')) {
		if (begins_command(ha_span_from(text, i)))
			line->command_at =
			    (size_t)(text.at + i - source->bytes);
	}
}

/* ---- marks ---- */

/* One or two bytes, which are rare: memmem(3) takes five times as long. */
static size_t
find(const struct ha_source *source, const char *text, size_t from)
{
	while (from < source->len) {
		const char *found =
		    memchr(source->bytes + from, text[0], source->len - from);

		if (found == NULL)
			return NOWHERE;
		from = (size_t)(found - source->bytes);
		/* A zero stands after the last byte. */
		if (text[1] == '\0' || found[1] == text[1])
			return from;
		from++;
	}
	return NOWHERE;
}

/* The kind of the next mark that opens at "at" or after it; NMARKS: none. */
static size_t
next_open(struct search *search, size_t at)
{
	size_t first = NMARKS;

	for (size_t i = 0; i < NMARKS; i++) {
		if (search->opens[i] < at)
			search->opens[i] =
			    find(search->source, marks[i].open, at);
		if (search->opens[i] != NOWHERE &&
		    (first == NMARKS ||
			search->opens[i] < search->opens[first]))
			first = i;
	}
	return first;
}

/* Behind what closes the mark; NOWHERE: nothing does. */
static size_t
close_of(struct search *search, size_t kind)
{
	size_t from = search->opens[kind] + OPEN_LEN;

	if (search->closes[kind] < from)
		search->closes[kind] =
		    find(search->source, marks[kind].close, from);
	if (search->closes[kind] == NOWHERE ||
	    search->closes[kind] - from > MARK_MAX)
		return NOWHERE;
	return search->closes[kind] + strlen(marks[kind].close);
}

/*
 * "${HOME}" of a shell is none, nor is what stands in a comment and is not
 * closed there, nor "{{{", with which editors fold.
 */
static bool
is_mark(struct search *search, size_t kind, size_t open, size_t close)
{
	const struct line *line = &search->line;

	look_at_line(search, open);
	if (marks[kind].is_shell_too)
		return !line->is_comment && open < line->command_at &&
		    close <= line->end;
	return !line->is_comment ||
	    (close <= line->end &&
		search->source->bytes[open + OPEN_LEN] != '{');
}

static void
add_lines(struct cli_template *made, size_t start, size_t end)
{
	if (made->count > 0 && start < made->list[made->count - 1].end)
		start = made->list[made->count - 1].end;
	if (start >= end)
		return;
	made->list = cli_vector_grow(made->list, &made->size, made->count,
	    sizeof(made->list[0]));
	made->list[made->count++] = (struct cli_template_lines){ start, end };
}

static void
add_mark(struct cli_template *made, const struct search *search, size_t open,
    size_t close)
{
	if (made->count == 0)
		made->mark =
		    (struct ha_location){ search->source, open, close - open };
	add_lines(made, search->line.start,
	    close <= search->line.end ? search->line.end
				      : end_of(search->source, close - 1));
}

const struct cli_template *
cli_templates_read(struct cli_templates *templates,
    const struct ha_source *source)
{
	struct search search = { .source = source };
	struct cli_template made = { .source = source };
	size_t at = 0, kind;

	for (size_t i = 0; i < NMARKS; i++) {
		search.opens[i] = find(source, marks[i].open, 0);
		search.closes[i] = 0;
	}
	while ((kind = next_open(&search, at)) < NMARKS) {
		size_t open = search.opens[kind];
		size_t close = close_of(&search, kind);

		at = open + 1;
		if (close == NOWHERE)
			continue;
		if (is_mark(&search, kind, open, close))
			add_mark(&made, &search, open, close);
		if (close <= search.line.end)
			at = close;
	}
	if (made.count == 0)
		return NULL;
	templates->list = cli_vector_grow(templates->list, &templates->size,
	    templates->count, sizeof(templates->list[0]));
	templates->list[templates->count] = made;
	return &templates->list[templates->count++];
}

static bool
holds(const struct cli_template *one, size_t offset)
{
	size_t low = 0, high = one->count;

	/* The first lines that end after it. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (one->list[middle].end <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low < one->count && one->list[low].start <= offset;
}

bool
cli_templates_hold(const struct cli_templates *templates,
    struct ha_location where)
{
	for (size_t i = 0; i < templates->count; i++) {
		if (templates->list[i].source == where.source)
			return holds(&templates->list[i], where.offset);
	}
	return false;
}
