#include "cli/check/options.h"

#include <stdlib.h>
#include <string.h>

#include "cli/check/base/codes.h"
#include "cli/check/report/formats.h"

static bool
set_format(void *settings, const char *value)
{
	struct cli_check_options *options = settings;

	options->format = cli_report_format_find(value);
	return true;
}

static const char *const levels[] = { "error", "warning", "note", NULL };

static bool
set_level(void *settings, const char *value)
{
	struct cli_check_options *options = settings;

	for (int level = HA_LEVEL_NOTE; level <= HA_LEVEL_ERROR; level++) {
		if (strcmp(value, ha_level_name((enum ha_level)level)) == 0)
			options->level = (enum ha_level)level;
	}
	return true;
}

static bool
set_strict(void *settings, const char *value)
{
	struct cli_check_options *options = settings;

	(void)value;
	options->level = HA_LEVEL_NOTE;
	return true;
}

static bool
set_select(void *settings, const char *value)
{
	struct cli_check_options *options = settings;

	return cli_codes_are_known(ha_span_of(value)) &&
	    cli_words_add(&options->select, value);
}

static bool
set_ignore(void *settings, const char *value)
{
	struct cli_check_options *options = settings;

	return cli_codes_are_known(ha_span_of(value)) &&
	    cli_words_add(&options->ignore, value);
}

/* The request itself is read when the tables are known. */
static bool
set_keep(void *settings, const char *value)
{
	struct cli_check_options *options = settings;
	const char *colon = strchr(value, ':');

	return colon != NULL && colon != value && colon[1] != '\0' &&
	    cli_words_add(&options->keep, value);
}

static const char *const kinds[] = { "allow", "deny", NULL };

#define CODES "is no list of numbers such as HA201,HA3"

static const struct cli_option own[] = {
	{ "format", 0, required_argument, set_format, cli_report_format_names,
	    NULL, 0 },
	{ "level", 0, required_argument, set_level, levels, NULL, 0 },
	{ "strict", 0, no_argument, set_strict, NULL, NULL, 0 },
	{ "select", 0, required_argument, set_select, NULL, CODES, 0 },
	{ "ignore", 0, required_argument, set_ignore, NULL, CODES, 0 },
	{ "keep", 0, required_argument, set_keep, NULL, "is not SERVICE:CLIENT",
	    0 },
	CLI_NAME("sshd-config", "is no file", struct cli_check_options,
	    sshd_config),
	CLI_FLAG("for-another-host", 0, struct cli_check_options,
	    for_another_host),
	CLI_FLAG("no-keep-me", 0, struct cli_check_options, no_keep_me),
	{ "pam", 0, required_argument, cli_add_name, NULL,
	    "is no service and no file",
	    offsetof(struct cli_check_options, services) },
	CLI_TEXT("as", 0, kinds, struct cli_check_options, as),
	CLI_FLAG("fix", 0, struct cli_check_options, fixes),
	CLI_FLAG("diff", 0, struct cli_check_options, shows_diff),
};

const struct cli_options cli_check_options[] = {
	CLI_OPTIONS_OF(cli_tables_options, CLI_TABLES_OPTIONS,
	    struct cli_check_options, tables),
	CLI_OPTIONS_OF(cli_lookups_options, CLI_LOOKUPS_OPTIONS,
	    struct cli_check_options, lookups),
	CLI_OPTIONS_OF(cli_output_options, CLI_OUTPUT_OPTIONS,
	    struct cli_check_options, output),
	CLI_OPTIONS_OF(cli_pam_options, CLI_PAM_OPTIONS,
	    struct cli_check_options, pam),
	{ own, sizeof(own) / sizeof(own[0]), 0 },
	CLI_OPTIONS_END,
};

const struct cli_check_options cli_check_defaults = {
	.lookups = CLI_LOOKUPS_INIT,
	.format = &cli_report_formats[0],
	.level = HA_LEVEL_WARNING,
};

void
cli_check_options_free(struct cli_check_options *options)
{
	free(options->select.list);
	free(options->ignore.list);
	free(options->keep.list);
	free(options->services.list);
}
