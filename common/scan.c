#include "scan.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"

void
ha_scan_init(struct ha_scan *scan, const struct ha_source *source,
    struct ha_skimmed (*pass)(struct ha_skim *skim, struct ha_span text))
{
	*scan = (struct ha_scan){
		.source = source, .pass = pass, .line = 1, .gulp = HA_SCAN_FIRST
	};
	if (source->sparse != NULL)
		return;
	scan->window = source->bytes;
	scan->len = source->len;
}

void
ha_scan_free(struct ha_scan *scan)
{
	if (scan->source->sparse != NULL)
		free(scan->window);
}

static bool
ends_with_source(const struct ha_scan *scan)
{
	return scan->base + scan->len == scan->source->len;
}

/* Room for len bytes, the slack not counted. */
static bool
make_room(struct ha_scan *scan, size_t len)
{
	char *grown;

	if (len <= scan->room)
		return true;
	grown = realloc(scan->window, len + HA_SOURCE_SLACK);
	if (grown == NULL)
		return false;
	scan->window = grown;
	scan->room = len;
	return true;
}

/* Drops what lies before at, and reads on behind the rest. */
static enum ha_status
move_window(struct ha_scan *scan, int *error)
{
	size_t used = scan->at - scan->base;
	size_t kept = used < scan->len ? scan->len - used : 0;
	size_t ahead = scan->source->len - scan->at - kept;
	size_t len = ahead < scan->gulp ? ahead : scan->gulp;
	enum ha_status status;

	if (!make_room(scan, kept + len))
		return HA_NOMEM;
	if (kept > 0)
		memmove(scan->window, scan->window + used, kept);
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

enum ha_status
ha_scan_next(struct ha_scan *scan, struct ha_skim *skim, int *error)
{
	while (scan->at < scan->source->len) {
		size_t used = scan->at - scan->base;
		struct ha_skimmed skimmed = { 0 };
		enum ha_status status;

		if (used < scan->len) {
			const char *text = scan->window + used;

			skimmed = scan->pass(skim,
			    (struct ha_span){ text, scan->len - used });
			scan->at += (size_t)(skimmed.at - text);
			scan->line += skimmed.lines;
			/* What does not fit the window is left to others. */
			if (skimmed.is_found || ends_with_source(scan) ||
			    scan->base + scan->len - scan->at >= HA_SCAN_MOST)
				break;
		}
		status = move_window(scan, error);
		if (status != HA_OK)
			return status;
	}
	return scan->at < scan->source->len ? HA_OK : HA_END;
}

void
ha_scan_behind(struct ha_scan *scan, size_t offset)
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
