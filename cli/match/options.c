#include "cli/match/options.h"

#include <string.h>

#define CLI_FORMAT(name, explains) \
	const struct cli_format cli_format_##name = { cli_print_##name, \
		explains };
#include "cli/match/formats.def"
#undef CLI_FORMAT

static const char *const formats[] = {
#define CLI_FORMAT(name, explains) #name,
#include "cli/match/formats.def"
#undef CLI_FORMAT
	NULL
};

static bool
set_format(void *settings, const char *value)
{
	static const struct cli_format *const rows[] = {
#define CLI_FORMAT(name, explains) &cli_format_##name,
#include "cli/match/formats.def"
#undef CLI_FORMAT
	};
	struct cli_match_options *options = settings;
	size_t i = 0;

	while (strcmp(formats[i], value) != 0)
		i++;
	options->format = rows[i];
	return true;
}

static const char *const results[] = { "pass", "fail", NULL };

static bool
set_aclexec(void *settings, const char *value)
{
	struct cli_match_options *options = settings;

	options->policy.aclexec =
	    strcmp(value, "pass") == 0 ? HA_ACLEXEC_PASS : HA_ACLEXEC_FAIL;
	return true;
}

static bool
set_trace(void *settings, const char *value)
{
	struct cli_match_options *options = settings;

	options->has_trace = true;
	options->unfolds = value != NULL;
	return value == NULL || strcmp(value, "all") == 0;
}

static bool
set_batch(void *settings, const char *value)
{
	struct cli_match_options *options = settings;

	options->is_batch = true;
	options->batch_file = value;
	return true;
}

static const struct cli_option own[] = {
	{ "format", 0, required_argument, set_format, formats, NULL, 0 },
	{ "aclexec", 0, required_argument, set_aclexec, results, NULL, 0 },
	CLI_FLAG("compare-libwrap", 0, struct cli_match_options, compares),
	CLI_FLAG("who", 0, struct cli_match_options, asks_who),
	{ "trace", 0, optional_argument, set_trace, NULL, "is not \"all\"", 0 },
	{ "batch", 0, optional_argument, set_batch, NULL, NULL, 0 },
};

const struct cli_options cli_match_options[] = {
	CLI_OPTIONS_OF(cli_tables_options, CLI_TABLES_OPTIONS,
	    struct cli_match_options, tables),
	CLI_OPTIONS_OF(cli_lookups_options, CLI_LOOKUPS_OPTIONS,
	    struct cli_match_options, lookups),
	CLI_OPTIONS_OF(cli_output_options, CLI_OUTPUT_OPTIONS,
	    struct cli_match_options, output),
	{ own, sizeof(own) / sizeof(own[0]), 0 },
	CLI_OPTIONS_END,
};
