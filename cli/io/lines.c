#include "cli/io/lines.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static ssize_t
read_descriptor(void *context, void *bytes, size_t size)
{
	const struct cli_lines *lines = context;

	return read(lines->fd, bytes, size);
}

void
cli_lines_init(struct cli_lines *lines, int fd)
{
	cli_lines_init_from(lines,
	    (struct cli_bytes){ read_descriptor, lines });
	lines->fd = fd;
}

void
cli_lines_init_from(struct cli_lines *lines, struct cli_bytes from)
{
	lines->from = from;
	lines->fd = -1;
	lines->number = 0;
	lines->is_too_long = false;
	lines->error = 0;
	lines->is_at_end = false;
	lines->reads = 0;
	lines->start = lines->end = 0;
}

/* Reads more after what is there; the buffer has room for it. */
static void
read_more(struct cli_lines *lines)
{
	ssize_t n;

	lines->reads++;
	do {
		n = lines->from.read(lines->from.context,
		    lines->bytes + lines->end,
		    sizeof(lines->bytes) - lines->end);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		lines->error = errno;
	if (n <= 0)
		lines->is_at_end = true;
	else
		lines->end += (size_t)n;
}

static struct ha_span
unused(const struct cli_lines *lines)
{
	return (struct ha_span){ lines->bytes + lines->start,
		lines->end - lines->start };
}

static void
move_to_front(struct cli_lines *lines)
{
	memmove(lines->bytes, lines->bytes + lines->start,
	    lines->end - lines->start);
	lines->end -= lines->start;
	lines->start = 0;
}

/* Until a newline is there, or the end; the offset of either. */
static size_t
fill(struct cli_lines *lines)
{
	size_t newline;

	while ((newline = ha_span_find(unused(lines), '\n')) ==
		unused(lines).len &&
	    !lines->is_at_end) {
		if (lines->start > 0) {
			move_to_front(lines);
		} else if (lines->end == sizeof(lines->bytes)) {
			lines->is_too_long = true;
			lines->end = 0;
		}
		read_more(lines);
	}
	return newline;
}

bool
cli_lines_next(struct cli_lines *lines, struct ha_span *line)
{
	size_t len;

	lines->is_too_long = false;
	len = fill(lines);
	*line = ha_span_before(unused(lines), len);
	if (lines->error != 0 ||
	    (unused(lines).len == 0 && !lines->is_too_long))
		return false;
	lines->number++;
	lines->start += len < unused(lines).len ? len + 1 : len;
	if (line->len > 0 && line->at[line->len - 1] == '\r')
		line->len--;
	if (lines->is_too_long || line->len > CLI_LINE_MAX)
		*line = HA_SPAN_EMPTY;
	return true;
}
