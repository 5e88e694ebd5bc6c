#include "cli/replay/report.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/io/escape.h"
#include "cli/io/vector.h"
#include "cli/replay/judge.h"

enum {
	STATUS_NONE_REFUSED = 0,
	STATUS_SOME_REFUSED = 1,
	STATUS_CANNOT_TELL = 2
};

/* ---- what is shown ---- */

/* Those refused come first, then the most frequent. */
static int
compare_logins(const void *a, const void *b, void *context)
{
	const struct cli_login *list = context;
	const struct cli_login *first = &list[*(const size_t *)a];
	const struct cli_login *second = &list[*(const size_t *)b];

	if (first->fate != second->fate)
		return first->fate == CLI_FATE_REFUSED ? -1 : 1;
	if (first->count != second->count)
		return first->count > second->count ? -1 : 1;
	return first < second ? -1 : 1;
}

static void
choose_logins(struct cli_replay_report *report)
{
	const struct cli_logins *logins = &report->tally->logins;

	report->shown_logins =
	    cli_zeroed(logins->count, sizeof(*report->shown_logins));
	for (size_t i = 0; i < logins->count; i++) {
		report->logins[logins->list[i].fate] += logins->list[i].count;
		if (logins->list[i].fate != CLI_FATE_OPEN)
			report->shown_logins[report->nshown_logins++] = i;
	}
	report->logins[CLI_FATE_UNTOLD] += logins->beyond;
	qsort_r(report->shown_logins, report->nshown_logins,
	    sizeof(*report->shown_logins), compare_logins, logins->list);
}

static size_t
lesser(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void
choose_sources(struct cli_replay_report *report)
{
	const struct cli_sources *sources = &report->tally->sources;

	report->sources = cli_zeroed(sources->count, sizeof(*report->sources));
	for (size_t i = 0; i < sources->count; i++) {
		if (sources->list[i].attempts > 0 &&
		    sources->list[i].fate == CLI_FATE_OPEN)
			report->sources[report->nsources++] = (uint32_t)i;
	}
	cli_sources_rank(sources, report->sources, report->nsources);
	report->nsources = lesser(report->nsources, report->options->top);
}

void
cli_replay_report_make(struct cli_replay_report *report,
    const struct cli_replay_options *options, const struct cli_tally *tally)
{
	*report =
	    (struct cli_replay_report){ .options = options, .tally = tally };
	choose_logins(report);
	choose_sources(report);
	/* Who has logged in and is not known must not be shut out. */
	if (tally->logins.beyond > 0 || tally->misses_login)
		return;
	cli_replay_covers_find(&report->covers, tally);
	report->ncovers = lesser(report->covers.count, options->top);
}

void
cli_replay_report_free(struct cli_replay_report *report)
{
	free(report->shown_logins);
	free(report->sources);
	free(report->covers.list);
}

/* Logs without a line of the service are not the right ones. */
int
cli_replay_report_status(const struct cli_replay_report *report)
{
	const struct cli_tally *tally = report->tally;

	if (report->logins[CLI_FATE_REFUSED] > 0)
		return STATUS_SOME_REFUSED;
	if (report->logins[CLI_FATE_UNTOLD] > 0 || tally->misses_login ||
	    (tally->lines > 0 && tally->service_lines == 0))
		return STATUS_CANNOT_TELL;
	return STATUS_NONE_REFUSED;
}

/* ---- pieces ---- */

const char *
cli_fate_word(enum cli_fate fate)
{
	switch (fate) {
	case CLI_FATE_OPEN:
		return "open";
	case CLI_FATE_REFUSED:
		return "refused";
	case CLI_FATE_UNTOLD:
		return "untold";
	}
	return "";
}

struct ha_span
cli_login_user(const struct cli_replay_report *report,
    const struct cli_login *login)
{
	return report->tally->logins.users.texts[login->user];
}

struct ha_span
cli_login_source(const struct cli_replay_report *report,
    const struct cli_login *login, char buffer[HA_ADDR_TEXT])
{
	const struct cli_sources *sources = &report->tally->sources;

	return cli_source_text(sources, &sources->list[login->source], buffer);
}

void
cli_add_time(struct ha_strbuf *out, int64_t time)
{
	time_t at = (time_t)time;
	char text[64];
	struct tm tm;

	if (gmtime_r(&at, &tm) == NULL ||
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		ha_strbuf_add_byte(out, '-');
	else
		ha_strbuf_add_text(out, text);
}

unsigned long
cli_permille(uint64_t part, uint64_t all)
{
	return (unsigned long)((double)part * 1000 / (double)all + 0.5);
}

void
cli_add_percent(struct ha_strbuf *out, uint64_t part, uint64_t all)
{
	unsigned long permille = cli_permille(part, all);

	ha_strbuf_add_number(out, permille / 10);
	ha_strbuf_add_byte(out, '.');
	ha_strbuf_add_number(out, permille % 10);
}

void
cli_replay_cover_add_rule(struct ha_strbuf *out,
    const struct cli_replay_report *report,
    const struct cli_replay_cover *cover)
{
	cli_escape_stable(out, ha_span_of(report->options->service));
	ha_strbuf_add_text(out, ": ");
	cli_replay_cover_add(out, cover);
}
