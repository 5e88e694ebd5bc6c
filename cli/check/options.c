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

static bool
set_pam(void *settings, const char *value)
{
	struct cli_check_options *options = settings;

	return value[0] != '\0' && cli_words_add(&options->services, value);
}

static bool
set_sshd_config(void *settings, const char *value)
{
	struct cli_check_options *options = settings;

	options->sshd_config = value;
	return value[0] != '\0';
}

static bool
set_no_keep_me(void *settings, const char *value)
{
	struct cli_check_options *options = settings;

	(void)value;
	options->no_keep_me = true;
	return true;
}

static const char *const kinds[] = { "allow", "deny", NULL };

static bool
set_as(void *settings, const char *value)
{
	struct cli_check_options *options = settings;

	options->as = value;
	return true;
}

static bool
set_fix(void *settings, const char *value)
{
	struct cli_check_options *options = settings;

	(void)value;
	options->fixes = true;
	return true;
}

static bool
set_diff(void *settings, const char *value)
{
	struct cli_check_options *options = settings;

	(void)value;
	options->shows_diff = true;
	return true;
}

#define CODES "is no list of numbers such as HA201,HA3"

static const struct cli_option own[] = {
	{ "format", 0, required_argument, set_format, cli_report_format_names,
	    NULL },
	{ "level", 0, required_argument, set_level, levels, NULL },
	{ "strict", 0, no_argument, set_strict, NULL, NULL },
	{ "select", 0, required_argument, set_select, NULL, CODES },
	{ "ignore", 0, required_argument, set_ignore, NULL, CODES },
	{ "keep", 0, required_argument, set_keep, NULL,
	    "is not SERVICE:CLIENT" },
	{ "sshd-config", 0, required_argument, set_sshd_config, NULL,
	    "is no file" },
	{ "no-keep-me", 0, no_argument, set_no_keep_me, NULL, NULL },
	{ "pam", 0, required_argument, set_pam, NULL,
	    "is no service and no file" },
	{ "as", 0, required_argument, set_as, kinds, NULL },
	{ "fix", 0, no_argument, set_fix, NULL, NULL },
	{ "diff", 0, no_argument, set_diff, NULL, NULL },
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
