#include "cli/io/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/strbuf.h"

#define FIRST_AFTER (HA_NS_PER_SECOND / 2)
#define AGAIN_AFTER (HA_NS_PER_SECOND / 10)

#define BAR_COLUMNS 30

/* The one that may be on the terminal: messages erase it. */
static struct cli_progress *shown;

static bool
has_terminal(void)
{
	const char *term = getenv("TERM");

	return isatty(STDERR_FILENO) && term != NULL &&
	    strcmp(term, "dumb") != 0;
}

void
cli_progress_begin(struct cli_progress *progress, const char *label,
    uint64_t total, bool is_bytes)
{
	*progress = (struct cli_progress){ .label = label,
		.total = total,
		.is_bytes = is_bytes,
		.is_wanted = has_terminal() };
	if (progress->is_wanted)
		progress->next = ha_clock_ns(CLOCK_MONOTONIC) + FIRST_AFTER;
}

static void
add_amount(struct ha_strbuf *out, const struct cli_progress *progress)
{
	ha_strbuf_add_text(out, "  ");
	ha_strbuf_add_number(out,
	    progress->is_bytes ? progress->done >> 20 : progress->done);
	if (progress->is_bytes)
		ha_strbuf_add_text(out, " MiB");
}

/* A file may grow while it is read: no more than all of it is done. */
static void
add_share(struct ha_strbuf *out, const struct cli_progress *progress)
{
	double share = (double)progress->done / (double)progress->total;
	int full;

	if (share > 1)
		share = 1;
	full = (int)(share * BAR_COLUMNS);
	ha_strbuf_add_text(out, "  [");
	for (int i = 0; i < BAR_COLUMNS; i++)
		ha_strbuf_add_byte(out, i < full ? '#' : '.');
	ha_strbuf_add_text(out, "]  ");
	ha_strbuf_add_number(out, (unsigned long)(share * 100));
	ha_strbuf_add_text(out, " %");
}

/* A line that wraps could not be erased. */
static size_t
columns(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 2)
		return 79;
	return size.ws_col - 1U;
}

static void
draw(struct cli_progress *progress)
{
	struct ha_strbuf out = HA_STRBUF_INIT;
	struct ha_span text;
	size_t max = columns();

	ha_strbuf_add_text(&out, progress->label);
	if (progress->total > 0)
		add_share(&out, progress);
	else
		add_amount(&out, progress);
	text = ha_strbuf_span(&out);
	fprintf(stderr, "\r%.*s\033[K", (int)(text.len < max ? text.len : max),
	    text.at);
	fflush(stderr);
	ha_strbuf_free(&out);
	progress->is_shown = true;
	shown = progress;
}

void
cli_progress_set(struct cli_progress *progress, uint64_t done)
{
	int64_t now;

	progress->done = done;
	if (!progress->is_wanted)
		return;
	now = ha_clock_ns(CLOCK_MONOTONIC);
	if (now < progress->next)
		return;
	progress->next = now + AGAIN_AFTER;
	draw(progress);
}

void
cli_progress_hide(void)
{
	if (shown == NULL || !shown->is_shown)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	shown->is_shown = false;
}

void
cli_progress_end(struct cli_progress *progress)
{
	if (shown == progress) {
		cli_progress_hide();
		shown = NULL;
	}
	progress->is_wanted = false;
}
