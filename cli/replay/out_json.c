#include "cli/io/json.h"
#include "cli/replay/report.h"

static json_t *
time_text(int64_t time)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	cli_add_time(&text, time);
	return cli_json_take(&text);
}

static json_t *
where(const struct cli_login *login)
{
	json_t *object;

	if (login->path == NULL)
		return json_null();
	object = json_object();
	cli_json_set(object, "file", cli_json_text(ha_span_of(login->path)));
	cli_json_set_number(object, "line", login->line);
	cli_json_set(object, "text", cli_json_text(login->rule));
	return object;
}

static json_t *
login(const struct cli_replay_report *report, const struct cli_login *login)
{
	json_t *object = json_object();
	char buffer[HA_ADDR_TEXT];

	cli_json_set(object, "verdict",
	    json_string(cli_fate_word(login->fate)));
	cli_json_set(object, "user",
	    cli_json_text(cli_login_user(report, login)));
	cli_json_set(object, "source",
	    cli_json_text(cli_login_source(report, login, buffer)));
	cli_json_set_number(object, "count", login->count);
	cli_json_set(object, "first", time_text(login->first));
	cli_json_set(object, "last", time_text(login->last));
	cli_json_set(object, "where", where(login));
	cli_json_set(object, "why",
	    cli_json_text_or_null(ha_span_of(login->why)));
	return object;
}

static json_t *
logins(const struct cli_replay_report *report)
{
	const struct cli_logins *all = &report->tally->logins;
	json_t *object = json_object(), *list = json_array();

	cli_json_set_number(object, "total", all->total);
	for (int fate = CLI_FATE_OPEN; fate <= CLI_FATE_UNTOLD; fate++)
		cli_json_set_number(object, cli_fate_word((enum cli_fate)fate),
		    report->logins[fate]);
	for (size_t i = 0; i < report->nshown_logins; i++)
		cli_json_append(list,
		    login(report, &all->list[report->shown_logins[i]]));
	cli_json_set(object, "list", list);
	return object;
}

static json_t *
sources(const struct cli_replay_report *report)
{
	const struct cli_sources *all = &report->tally->sources;
	json_t *list = json_array();
	char buffer[HA_ADDR_TEXT];

	for (size_t i = 0; i < report->nsources; i++) {
		const struct cli_source *source =
		    &all->list[report->sources[i]];
		json_t *object = json_object();

		cli_json_set(object, "source",
		    cli_json_text(cli_source_text(all, source, buffer)));
		cli_json_set_number(object, "attempts", source->attempts);
		cli_json_append(list, object);
	}
	return list;
}

static json_t *
network_text(const struct cli_replay_cover *cover)
{
	struct ha_strbuf text = HA_STRBUF_INIT;
	char buffer[HA_ADDR_TEXT];

	ha_strbuf_add(&text, ha_addr_format(&cover->addr, buffer));
	ha_strbuf_add_byte(&text, '/');
	ha_strbuf_add_number(&text, cover->length);
	return cli_json_take(&text);
}

static json_t *
networks(const struct cli_replay_report *report)
{
	json_t *list = json_array();

	for (size_t i = 0; i < report->ncovers; i++) {
		const struct cli_replay_cover *cover = &report->covers.list[i];
		struct ha_strbuf rule = HA_STRBUF_INIT;
		json_t *object = json_object();

		cli_replay_cover_add_rule(&rule, report, cover);
		cli_json_set(object, "network", network_text(cover));
		cli_json_set_number(object, "attempts", cover->attempts);
		cli_json_set_number(object, "sources", cover->sources);
		cli_json_set(object, "rule", cli_json_take(&rule));
		cli_json_append(list, object);
	}
	return list;
}

static json_t *
attempts(const struct cli_replay_report *report)
{
	const struct cli_attempts *all = report->tally->attempts;
	json_t *object = json_object();
	uint64_t total = 0;

	for (int fate = CLI_FATE_OPEN; fate <= CLI_FATE_UNTOLD; fate++) {
		json_t *one = json_object();

		cli_json_set_number(one, "count", all[fate].count);
		cli_json_set_number(one, "sources", all[fate].sources);
		cli_json_set(object, cli_fate_word((enum cli_fate)fate), one);
		total += all[fate].count;
	}
	cli_json_set_number(object, "total", total);
	return object;
}

static json_t *
lines(const struct cli_tally *tally)
{
	json_t *object = json_object();

	cli_json_set_number(object, "read", tally->lines);
	cli_json_set_number(object, "of_service", tally->service_lines);
	cli_json_set_number(object, "unreadable", tally->unreadable);
	cli_json_set_number(object, "not_by_root", tally->foreign);
	return object;
}

void
cli_replay_print_json(struct ha_strbuf *out,
    const struct cli_replay_report *report)
{
	json_t *object = json_object();

	cli_json_set(object, "service",
	    cli_json_text(ha_span_of(report->options->service)));
	cli_json_set(object, "logins", logins(report));
	cli_json_set(object, "attempts", attempts(report));
	cli_json_set(object, "sources", sources(report));
	cli_json_set(object, "networks", networks(report));
	cli_json_set(object, "lines", lines(report->tally));
	cli_json_print(out, object);
}
