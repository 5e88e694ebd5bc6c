#include "cli/io/escape.h"
#include "cli/replay/report.h"

static void
end_field(struct ha_strbuf *out)
{
	ha_strbuf_add_byte(out, '\t');
}

static void
add_number(struct ha_strbuf *out, uint64_t number)
{
	end_field(out);
	ha_strbuf_add_number(out, number);
}

static void
add_foreign(struct ha_strbuf *out, struct ha_span text)
{
	end_field(out);
	cli_escape_stable(out, text);
}

static void
add_where(struct ha_strbuf *out, const struct cli_login *login)
{
	end_field(out);
	if (login->path == NULL) {
		ha_strbuf_add_byte(out, '-');
		return;
	}
	cli_escape_stable(out, ha_span_of(login->path));
	ha_strbuf_add_byte(out, ':');
	ha_strbuf_add_number(out, login->line);
}

/* login FATE USER SOURCE COUNT FIRST LAST WHERE RULE */
static void
print_login(struct ha_strbuf *out, const struct cli_replay_report *report,
    const struct cli_login *login)
{
	char buffer[HA_ADDR_TEXT];

	ha_strbuf_add_text(out, "login\t");
	ha_strbuf_add_text(out, cli_fate_word(login->fate));
	add_foreign(out, cli_login_user(report, login));
	add_foreign(out, cli_login_source(report, login, buffer));
	add_number(out, login->count);
	end_field(out);
	cli_add_time(out, login->first);
	end_field(out);
	cli_add_time(out, login->last);
	add_where(out, login);
	add_foreign(out,
	    login->why != NULL ? ha_span_of(login->why) : login->rule);
	ha_strbuf_add_byte(out, '\n');
}

static const enum cli_fate fates[] = { CLI_FATE_REFUSED, CLI_FATE_OPEN,
	CLI_FATE_UNTOLD };

#define NFATES (sizeof(fates) / sizeof(fates[0]))

/* logins FATE COUNT, attempts FATE COUNT SOURCES PERCENT */
static void
print_sums(struct ha_strbuf *out, const struct cli_replay_report *report)
{
	const struct cli_attempts *attempts = report->tally->attempts;
	uint64_t all = 0;

	for (size_t i = 0; i < NFATES; i++) {
		ha_strbuf_add_text(out, "logins\t");
		ha_strbuf_add_text(out, cli_fate_word(fates[i]));
		add_number(out, report->logins[fates[i]]);
		ha_strbuf_add_byte(out, '\n');
		all += attempts[fates[i]].count;
	}
	for (size_t i = 0; i < NFATES; i++) {
		ha_strbuf_add_text(out, "attempts\t");
		ha_strbuf_add_text(out, cli_fate_word(fates[i]));
		add_number(out, attempts[fates[i]].count);
		add_number(out, attempts[fates[i]].sources);
		end_field(out);
		if (all > 0)
			cli_add_percent(out, attempts[fates[i]].count, all);
		else
			ha_strbuf_add_byte(out, '-');
		ha_strbuf_add_byte(out, '\n');
	}
}

/* source SOURCE ATTEMPTS, network NETWORK ATTEMPTS SOURCES RULE */
static void
print_open(struct ha_strbuf *out, const struct cli_replay_report *report)
{
	const struct cli_sources *sources = &report->tally->sources;
	char buffer[HA_ADDR_TEXT];

	for (size_t i = 0; i < report->nsources; i++) {
		const struct cli_source *source =
		    &sources->list[report->sources[i]];

		ha_strbuf_add_text(out, "source");
		add_foreign(out, cli_source_text(sources, source, buffer));
		add_number(out, source->attempts);
		ha_strbuf_add_byte(out, '\n');
	}
	for (size_t i = 0; i < report->ncovers; i++) {
		const struct cli_replay_cover *cover = &report->covers.list[i];

		ha_strbuf_add_text(out, "network");
		end_field(out);
		ha_strbuf_add(out, ha_addr_format(&cover->addr, buffer));
		ha_strbuf_add_byte(out, '/');
		ha_strbuf_add_number(out, cover->length);
		add_number(out, cover->attempts);
		add_number(out, cover->sources);
		end_field(out);
		cli_replay_cover_add_rule(out, report, cover);
		ha_strbuf_add_byte(out, '\n');
	}
}

void
cli_replay_print_line(struct ha_strbuf *out,
    const struct cli_replay_report *report)
{
	const struct cli_tally *tally = report->tally;

	for (size_t i = 0; i < report->nshown_logins; i++)
		print_login(out, report,
		    &tally->logins.list[report->shown_logins[i]]);
	print_sums(out, report);
	print_open(out, report);
	/* lines READ OF-THE-SERVICE UNREADABLE FOREIGN */
	ha_strbuf_add_text(out, "lines");
	add_number(out, tally->lines);
	add_number(out, tally->service_lines);
	add_number(out, tally->unreadable);
	add_number(out, tally->foreign);
	ha_strbuf_add_byte(out, '\n');
}
