#include "cli/replay/reading.h"

#include "common/request/request.h"

bool
cli_reading_refuse(struct cli_reading *reading, const char *where)
{
	reading->message->kind = CLI_LOG_UNREADABLE;
	reading->message->fault = where;
	return false;
}

/* One without a source that anybody could be told by. */
void
cli_reading_pass_over(struct cli_reading *reading)
{
	reading->message->kind = CLI_LOG_NOTHING;
}

void
cli_reading_set_place(struct cli_reading *reading,
    const struct cli_log_place *place)
{
	reading->message->has_addr = place->has_addr;
	reading->message->addr = place->addr;
	reading->message->port = place->port;
	if (!place->has_addr)
		cli_reading_pass_over(reading);
}

/* An address, or, where sshd says it by name, a name. */
bool
cli_reading_set_source(struct cli_reading *reading, struct ha_span text)
{
	struct cli_log_place place = { .port = 0 };

	if (cli_log_place_of(text, &place)) {
		cli_reading_set_place(reading, &place);
		return true;
	}
	if (ha_span_equal_fold(text, HA_SPAN("unknown"))) {
		cli_reading_pass_over(reading);
		return true;
	}
	if (!ha_is_host_name(text))
		return cli_reading_refuse(reading, text.at);
	reading->message->name = text;
	return true;
}

bool
cli_reading_has_end(struct cli_reading *reading, struct ha_span text)
{
	return !reading->is_cut ||
	    cli_reading_refuse(reading, text.at + text.len);
}
