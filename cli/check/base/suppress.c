#include "cli/check/base/suppress.h"

#include <stdlib.h>
#include <string.h>

#include "cli/check/base/codes.h"
#include "cli/io/vector.h"

#define MARK "# hostsaccess: ignore="

/*
 * More comments above one line, or more bytes of numbers in one of them,
 * nobody writes.  Each finding in the line looks at all of them.
 */
#define COMMENTS_MAX 16
#define CODES_MAX ((size_t)256)

void
cli_suppressions_free(struct cli_suppressions *suppressions)
{
	free(suppressions->list);
}

static void
add(struct cli_suppressions *suppressions, struct cli_suppression suppression)
{
	suppressions->list =
	    cli_vector_grow(suppressions->list, &suppressions->size,
		suppressions->count, sizeof(suppressions->list[0]));
	suppressions->list[suppressions->count++] = suppression;
}

static bool
is_suppression(struct ha_span line)
{
	struct ha_span mark = HA_SPAN(MARK);

	return line.len >= mark.len && memcmp(line.at, mark.at, mark.len) == 0;
}

/*
 * After the logical line that begins at start: its newline is the last.  A
 * newline that is missing is in the line, too.
 */
static size_t
end_of_line(const struct ha_source *source, size_t start)
{
	while (start < source->len) {
		struct ha_span line = ha_source_line(source, start);

		start += line.len + 1;
		if (line.len == 0 || line.at[line.len - 1] != '\\')
			break;
	}
	return start;
}

static struct cli_suppression
read_comment(const struct ha_source *source, struct ha_span line)
{
	size_t offset = (size_t)(line.at - source->bytes);
	struct ha_span codes = ha_span_from(line, sizeof(MARK) - 1);
	size_t end = 0;

	while (end < codes.len && end <= CODES_MAX &&
	    !ha_is_blank(codes.at[end]))
		end++;
	/* What is cut off could be the rest of a number. */
	return (struct cli_suppression){
		.comment = { source, offset, line.len },
		.codes = { source, offset + sizeof(MARK) - 1, end },
		.is_sound = end <= CODES_MAX &&
		    cli_codes_are_known(ha_span_before(codes, end)),
	};
}

/*
 * The line below counts, and after other suppressions the one below them.
 * Returns its end.
 */
static size_t
set_target(struct cli_suppressions *suppressions, size_t first, size_t start)
{
	const struct ha_source *source =
	    suppressions->list[first].comment.source;
	size_t end = end_of_line(source, start);

	for (size_t i = first; i < suppressions->count; i++) {
		suppressions->list[i].start = start;
		suppressions->list[i].end = end;
	}
	return end;
}

/* The next line that is a suppression, from a line's beginning on. */
static bool
find_comment(const struct ha_source *source, size_t at, struct ha_span *line)
{
	while (at < source->len) {
		const char *mark = memmem(source->bytes + at, source->len - at,
		    MARK, sizeof(MARK) - 1);
		size_t offset;

		if (mark == NULL)
			return false;
		offset = (size_t)(mark - source->bytes);
		if (offset == ha_source_start(source) || mark[-1] == '\n') {
			*line = ha_source_line(source, offset);
			return true;
		}
		at = offset + 1;
	}
	return false;
}

void
cli_suppressions_read(struct cli_suppressions *suppressions,
    const struct ha_source *source)
{
	size_t at = ha_source_start(source), begin = suppressions->count;
	size_t first = begin;
	struct ha_span line;

	while (find_comment(source, at, &line)) {
		at = (size_t)(line.at - source->bytes) + line.len + 1;
		if (at > source->len)
			at = source->len;
		add(suppressions, read_comment(source, line));
		if (at < source->len &&
		    is_suppression(ha_source_line(source, at)))
			continue;
		/* What looks like one inside of that line is none. */
		at = set_target(suppressions, first, at);
		first = suppressions->count;
	}
	for (size_t i = begin; i < suppressions->count; i++)
		suppressions->list[i].behind = suppressions->count;
}

/* After the last one of the file whose line begins at offset or before. */
static size_t
find_behind(const struct cli_suppressions *suppressions,
    struct ha_location where)
{
	size_t low = 0, high;

	while (low < suppressions->count &&
	    suppressions->list[low].comment.source != where.source)
		low = suppressions->list[low].behind;
	if (low == suppressions->count)
		return 0;
	high = suppressions->list[low].behind;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (suppressions->list[middle].start <= where.offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
hides(const struct cli_suppression *suppression, enum ha_code code)
{
	struct ha_span codes = { suppression->comment.source->bytes +
		    suppression->codes.offset,
		suppression->codes.len };

	return suppression->is_sound && cli_codes_hold(codes, code);
}

bool
cli_suppressions_hide(struct cli_suppressions *suppressions, enum ha_code code,
    struct ha_location where)
{
	size_t behind = find_behind(suppressions, where);
	bool is_hidden = false;

	for (size_t i = behind; i > 0 && behind - i < COMMENTS_MAX; i--) {
		struct cli_suppression *suppression =
		    &suppressions->list[i - 1];

		if (suppression->comment.source != where.source ||
		    where.offset >= suppression->end)
			break;
		if (hides(suppression, code))
			suppression->is_used = is_hidden = true;
	}
	return is_hidden;
}
