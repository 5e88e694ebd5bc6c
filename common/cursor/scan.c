#include "common/cursor/scan.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/bounds.h"

void
ha_scan_init(struct ha_scan *scan, const struct ha_source *source,
    struct ha_passed (*pass)(struct ha_prefilter *prefilter,
	struct ha_span text))
{
	*scan = (struct ha_scan){
		.source = source, .pass = pass, .line = 1, .gulp = HA_SCAN_FIRST
	};
	if (source->sparse != NULL)
		return;
	scan->window = source->bytes;
	scan->len = source->len;
}

/* Is it the source's own memory?  Then it is not to be moved or freed. */
static bool
is_borrowed(const struct ha_scan *scan)
{
	return scan->window == scan->source->bytes;
}

void
ha_scan_free(struct ha_scan *scan)
{
	if (!is_borrowed(scan))
		free(scan->window);
}

static bool
ends_with_source(const struct ha_scan *scan)
{
	return scan->base + scan->len == scan->source->len;
}

/* Room for len bytes, the slack not counted, with those from used on first. */
static bool
make_room(struct ha_scan *scan, size_t used, size_t kept, size_t len)
{
	char *window = scan->window;

	if (len > scan->room || is_borrowed(scan)) {
		window = malloc(len + HA_SOURCE_SLACK);
		if (window == NULL)
			return false;
		scan->room = len;
	}
	if (kept > 0)
		memmove(window, scan->window + used, kept);
	if (window != scan->window && !is_borrowed(scan))
		free(scan->window);
	scan->window = window;
	return true;
}

/* Drops what lies before at, and reads on after the rest. */
static enum ha_status
move_window(struct ha_scan *scan, int *error)
{
	size_t used = scan->at - scan->base;
	size_t kept = used < scan->len ? scan->len - used : 0;
	size_t ahead = scan->source->len - scan->at - kept;
	size_t len = ahead < scan->gulp ? ahead : scan->gulp;
	enum ha_status status;

	if (!make_room(scan, used, kept, kept + len))
		return HA_NOMEM;
	scan->base = scan->at;
	scan->len = kept;
	status = ha_sparse_read(scan->source->sparse, scan->base + kept,
	    scan->window + kept, len, error);
	if (status != HA_OK)
		return status;
	scan->len += len;
	memset(scan->window + scan->len, 0, HA_SOURCE_SLACK);
	if (scan->gulp < HA_SCAN_MOST)
		scan->gulp *= 4;
	return HA_OK;
}

/*
 * The first bytes are read to where a rule would have to be read again: it may
 * be among the first.
 */
static enum ha_status
open_window(struct ha_scan *scan, int *error)
{
	scan->window = scan->source->bytes;
	scan->len =
	    scan->source->len < scan->gulp ? scan->source->len : scan->gulp;
	return ha_source_fill(scan->source, 0, scan->len, error);
}

/*
 * Are there zeros after the window?  Not after a borrowed one, when more
 * has been read to its place: of a rule that was looked at, or by another way
 * through the same source.
 */
static bool
has_slack(const struct ha_scan *scan)
{
	static const char zeros[HA_SOURCE_SLACK];

	return scan->source->sparse == NULL || !is_borrowed(scan) ||
	    memcmp(scan->window + scan->len, zeros, sizeof(zeros)) == 0;
}

/*
 * As far as the window goes.  True: what is next must be looked at, or it is
 * the source's end; what does not fit the window is left to others.
 */
static bool
pass_window(struct ha_scan *scan, struct ha_prefilter *prefilter)
{
	struct ha_span text = { scan->window + (scan->at - scan->base),
		scan->len - (scan->at - scan->base) };
	struct ha_passed passed = scan->pass(prefilter, text);

	scan->at += (size_t)(passed.at - text.at);
	scan->line += passed.lines;
	return passed.is_found || ends_with_source(scan) ||
	    scan->base + scan->len - scan->at >= HA_SCAN_MOST;
}

/* Over what has been looked at. */
static void
skip_to(struct ha_scan *scan, size_t offset)
{
	struct ha_span passed = { scan->source->bytes + scan->at,
		offset - scan->at };

	while (passed.len > 0) {
		size_t newline = ha_span_find(passed, '\n');

		if (newline == passed.len)
			break;
		passed = ha_span_from(passed, newline + 1);
		scan->line++;
	}
	scan->at = offset;
}

enum ha_status
ha_scan_next(struct ha_scan *scan, size_t from, struct ha_prefilter *prefilter,
    struct ha_anchor *found, int *error)
{
	skip_to(scan, from);
	while (scan->at < scan->source->len) {
		bool has_text = scan->at - scan->base < scan->len;
		enum ha_status status;

		if (has_text && has_slack(scan) && pass_window(scan, prefilter))
			break;
		status = scan->window == NULL ? open_window(scan, error)
					      : move_window(scan, error);
		if (status != HA_OK)
			return status;
	}
	*found = (struct ha_anchor){ scan->at, scan->line };
	return scan->at < scan->source->len ? HA_OK : HA_END;
}
