#include "cli/replay/options.h"

#include <string.h>
#include <time.h>

#include "cli/replay/line.h"

#define TOP_MAX 1000

static const char *const formats[] = { [CLI_REPLAY_TEXT] = "text",
	[CLI_REPLAY_LINE] = "line",
	[CLI_REPLAY_JSON] = "json",
	NULL };

static const char *const users[] = { "ruser", "login", NULL };

static bool
set_format(void *settings, const char *value)
{
	struct cli_replay_options *options = settings;
	int format = 0;

	while (strcmp(value, formats[format]) != 0)
		format++;
	options->format = (enum cli_replay_format)format;
	return true;
}

static bool
set_user(void *settings, const char *value)
{
	struct cli_replay_options *options = settings;

	options->has_users = strcmp(value, "login") == 0;
	return true;
}

static bool
set_top(void *settings, const char *value)
{
	struct cli_replay_options *options = settings;

	return ha_span_number(ha_span_of(value), TOP_MAX, &options->top);
}

static bool
set_time(int64_t *member, const char *value)
{
	struct cli_log_clock clock;

	cli_log_clock_init(&clock, time(NULL));
	return cli_log_time_read(&clock, ha_span_of(value), member);
}

static bool
set_since(void *settings, const char *value)
{
	struct cli_replay_options *options = settings;

	return set_time(&options->since, value);
}

static bool
set_until(void *settings, const char *value)
{
	struct cli_replay_options *options = settings;

	return set_time(&options->until, value);
}

#define NO_TIME "is no time as 2026-12-01 or 2026-12-01T15:04:05Z"

static const struct cli_option own[] = {
	{ "format", 0, required_argument, set_format, formats, NULL, 0 },
	CLI_NAME("service", "is no name of a service",
	    struct cli_replay_options, service),
	{ "since", 0, required_argument, set_since, NULL, NO_TIME, 0 },
	{ "until", 0, required_argument, set_until, NULL, NO_TIME, 0 },
	{ "top", 0, required_argument, set_top, NULL,
	    "is not a number from 0 to 1000", 0 },
	{ "user", 0, required_argument, set_user, users, NULL, 0 },
};

const struct cli_options cli_replay_options[] = {
	CLI_OPTIONS_OF(cli_tables_options, CLI_TABLES_OPTIONS,
	    struct cli_replay_options, tables),
	CLI_OPTIONS_OF(cli_lookups_options, CLI_LOOKUPS_OPTIONS,
	    struct cli_replay_options, lookups),
	CLI_OPTIONS_OF(cli_output_options, CLI_QUIET_OPTIONS,
	    struct cli_replay_options, output),
	{ own, sizeof(own) / sizeof(own[0]), 0 },
	CLI_OPTIONS_END,
};
