#include "cli/replay/tally.h"

void
cli_tally_init(struct cli_tally *tally)
{
	*tally = (struct cli_tally){ .lines = 0 };
	cli_sources_init(&tally->sources);
	cli_logins_init(&tally->logins);
	cli_connections_init(&tally->connections);
}

void
cli_tally_free(struct cli_tally *tally)
{
	cli_sources_free(&tally->sources);
	cli_logins_free(&tally->logins);
	cli_connections_free(&tally->connections);
}

static uint32_t
source_of(struct cli_tally *tally, const struct cli_log_message *message)
{
	if (message->has_addr)
		return cli_sources_addr(&tally->sources, &message->addr);
	if (message->name.len > 0)
		return cli_sources_name(&tally->sources, message->name);
	return CLI_SOURCE_NONE;
}

void
cli_tally_take(struct cli_tally *tally, const struct cli_log_line *line,
    const struct cli_log_message *message)
{
	uint32_t source = source_of(tally, message);

	switch (message->kind) {
	case CLI_LOG_NOTHING:
	case CLI_LOG_UNREADABLE:
		return;
	case CLI_LOG_ACCEPTED:
		cli_connections_enter(&tally->connections, &tally->sources,
		    source, line, message);
		cli_logins_add(&tally->logins, message->user, source,
		    line->time);
		if (source < CLI_SOURCE_BEYOND)
			tally->sources.list[source].has_logged_in = true;
		return;
	case CLI_LOG_ATTEMPT:
	case CLI_LOG_MAYBE:
	case CLI_LOG_BEFORE:
		cli_connections_try(&tally->connections, &tally->sources,
		    source, line, message);
		return;
	}
}

void
cli_tally_spare(struct cli_tally *tally, const struct cli_log_message *message)
{
	uint32_t source;

	if (message->kind != CLI_LOG_ACCEPTED)
		return;
	source = source_of(tally, message);
	if (source < CLI_SOURCE_BEYOND)
		tally->sources.list[source].has_logged_in = true;
}
