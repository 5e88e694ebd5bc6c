#include "cli/io/escape.h"
#include "cli/replay/report.h"

/* Columns of a foreign text that is only mentioned. */
#define FOREIGN_COLUMNS 120

/* Numbers stand one below the other up to so many digits. */
#define NUMBER_COLUMNS 10

/* 1,234,567 */
static void
add_number(struct ha_strbuf *out, uint64_t number)
{
	char text[32];
	size_t at = sizeof(text);

	for (int digits = 0; digits == 0 || number > 0; digits++) {
		if (digits > 0 && digits % 3 == 0)
			text[--at] = ',';
		text[--at] = (char)('0' + number % 10);
		number /= 10;
	}
	ha_strbuf_add(out, (struct ha_span){ text + at, sizeof(text) - at });
}

static void
add_count(struct ha_strbuf *out, uint64_t count, const char *one,
    const char *many)
{
	add_number(out, count);
	ha_strbuf_add_byte(out, ' ');
	ha_strbuf_add_text(out, count == 1 ? one : many);
}

static void
add_aligned(struct ha_strbuf *out, uint64_t number)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	add_number(&text, number);
	for (size_t n = text.len; n < NUMBER_COLUMNS; n++)
		ha_strbuf_add_byte(out, ' ');
	ha_strbuf_add(out, ha_strbuf_span(&text));
	ha_strbuf_free(&text);
}

/* ---- logins ---- */

static void
print_why(struct ha_strbuf *out, const struct cli_login *login)
{
	ha_strbuf_add_text(out, "    ");
	if (login->fate == CLI_FATE_UNTOLD) {
		ha_strbuf_add_text(out, login->why);
	} else {
		if (login->path != NULL && login->line > 0) {
			cli_escape(out, ha_span_of(login->path));
			ha_strbuf_add_byte(out, ':');
			ha_strbuf_add_number(out, login->line);
			ha_strbuf_add_text(out, ": ");
		}
		cli_escape_some(out, login->rule, FOREIGN_COLUMNS);
	}
	ha_strbuf_add_byte(out, '\n');
}

static void
print_login(struct ha_strbuf *out, const struct cli_replay_report *report,
    const struct cli_login *login)
{
	char buffer[HA_ADDR_TEXT];

	ha_strbuf_add_text(out, "  ");
	cli_escape_some(out, cli_login_user(report, login), FOREIGN_COLUMNS);
	ha_strbuf_add_text(out, " from ");
	cli_escape_some(out, cli_login_source(report, login, buffer),
	    FOREIGN_COLUMNS);
	ha_strbuf_add_text(out, ": ");
	add_count(out, login->count, "login, ", "logins, ");
	cli_add_time(out, login->first);
	if (login->last != login->first) {
		ha_strbuf_add_text(out, " to ");
		cli_add_time(out, login->last);
	}
	ha_strbuf_add_byte(out, '\n');
	print_why(out, login);
}

static void
print_logins_of(struct ha_strbuf *out, const struct cli_replay_report *report,
    enum cli_fate fate)
{
	const struct cli_logins *logins = &report->tally->logins;

	ha_strbuf_add_byte(out, '\n');
	for (size_t i = 0; i < report->nshown_logins; i++) {
		const struct cli_login *login =
		    &logins->list[report->shown_logins[i]];

		if (login->fate == fate)
			print_login(out, report, login);
	}
	ha_strbuf_add_byte(out, '\n');
}

static void
print_logins(struct ha_strbuf *out, const struct cli_replay_report *report)
{
	const uint64_t *logins = report->logins;

	add_number(out, logins[CLI_FATE_REFUSED]);
	ha_strbuf_add_text(out, " of ");
	add_count(out, report->tally->logins.total, "accepted login",
	    "accepted logins");
	ha_strbuf_add_text(out, " would be refused");
	ha_strbuf_add_text(out, logins[CLI_FATE_REFUSED] > 0 ? ":\n" : ".\n");
	if (logins[CLI_FATE_REFUSED] > 0)
		print_logins_of(out, report, CLI_FATE_REFUSED);
	if (logins[CLI_FATE_UNTOLD] == 0)
		return;
	ha_strbuf_add_text(out, "Of ");
	add_count(out, logins[CLI_FATE_UNTOLD], "accepted login",
	    "accepted logins");
	ha_strbuf_add_text(out, " it cannot be told:\n");
	print_logins_of(out, report, CLI_FATE_UNTOLD);
	if (report->tally->logins.beyond == 0)
		return;
	ha_strbuf_add_text(out, "  and ");
	add_number(out, report->tally->logins.beyond);
	ha_strbuf_add_text(out,
	    " more, as there are too many users and "
	    "sources\n\n");
}

/* ---- attempts ---- */

static void
print_share(struct ha_strbuf *out, const struct cli_attempts *attempts,
    uint64_t all, const char *what)
{
	add_aligned(out, attempts->count);
	ha_strbuf_add_text(out, what);
	cli_add_percent(out, attempts->count, all);
	ha_strbuf_add_text(out, " %), of ");
	add_count(out, attempts->sources, "source\n", "sources\n");
}

static void
print_attempts(struct ha_strbuf *out, const struct cli_replay_report *report)
{
	const struct cli_attempts *attempts = report->tally->attempts;
	uint64_t all = attempts[CLI_FATE_OPEN].count +
	    attempts[CLI_FATE_REFUSED].count + attempts[CLI_FATE_UNTOLD].count;

	add_count(out, all, "attempt", "attempts");
	ha_strbuf_add_text(out, all > 0 ? ":\n" : ".\n");
	if (all == 0)
		return;
	print_share(out, &attempts[CLI_FATE_REFUSED], all,
	    "  would be refused (");
	print_share(out, &attempts[CLI_FATE_OPEN], all, "  stay open (");
	if (attempts[CLI_FATE_UNTOLD].count > 0)
		print_share(out, &attempts[CLI_FATE_UNTOLD], all,
		    "  cannot be told (");
}

static void
print_sources(struct ha_strbuf *out, const struct cli_replay_report *report)
{
	const struct cli_sources *sources = &report->tally->sources;
	char buffer[HA_ADDR_TEXT];

	if (report->nsources == 0)
		return;
	ha_strbuf_add_text(out,
	    "\nSources with most attempts that stay open:\n");
	for (size_t i = 0; i < report->nsources; i++) {
		const struct cli_source *source =
		    &sources->list[report->sources[i]];

		add_aligned(out, source->attempts);
		ha_strbuf_add_text(out, "  ");
		cli_escape_some(out, cli_source_text(sources, source, buffer),
		    FOREIGN_COLUMNS);
		if (source->has_logged_in)
			ha_strbuf_add_text(out, ", which has also logged in");
		ha_strbuf_add_byte(out, '\n');
	}
}

/* A comment cannot stand behind a rule. */
static void
print_covers(struct ha_strbuf *out, const struct cli_replay_report *report)
{
	if (report->ncovers == 0)
		return;
	ha_strbuf_add_text(out,
	    "\nRules for hosts.deny against them, which "
	    "spare whoever has logged in:\n");
	for (size_t i = 0; i < report->ncovers; i++) {
		const struct cli_replay_cover *cover = &report->covers.list[i];

		ha_strbuf_add_text(out, "# ");
		add_count(out, cover->attempts, "attempt, ", "attempts, ");
		add_count(out, cover->sources, "source\n", "sources\n");
		cli_replay_cover_add_rule(out, report, cover);
		ha_strbuf_add_byte(out, '\n');
	}
}

static void
print_lines(struct ha_strbuf *out, const struct cli_replay_report *report)
{
	const struct cli_tally *tally = report->tally;

	ha_strbuf_add_byte(out, '\n');
	add_count(out, tally->lines, "line read, ", "lines read, ");
	add_number(out, tally->service_lines);
	ha_strbuf_add_text(out, " of ");
	cli_escape(out, ha_span_of(report->options->service));
	if (tally->unreadable > 0) {
		ha_strbuf_add_text(out, ", ");
		add_number(out, tally->unreadable);
		ha_strbuf_add_text(out, " cannot be read");
	}
	if (tally->foreign > 0) {
		ha_strbuf_add_text(out, ", ");
		add_number(out, tally->foreign);
		ha_strbuf_add_text(out, " not written by root");
	}
	ha_strbuf_add_text(out, ".\n");
}

void
cli_replay_print_text(struct ha_strbuf *out,
    const struct cli_replay_report *report)
{
	print_logins(out, report);
	print_attempts(out, report);
	print_sources(out, report);
	print_covers(out, report);
	print_lines(out, report);
}
