#include "cli/args/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/check/base/codes.h"
#include "cli/check/report/formats.h"
#include "cli/index/settings.h"
#include "cli/io/message.h"

static bool
set_dir(struct cli_options *options, const char *value)
{
	options->dir = value;
	return true;
}

static bool
set_allow(struct cli_options *options, const char *value)
{
	options->allow = value;
	return true;
}

static bool
set_deny(struct cli_options *options, const char *value)
{
	options->deny = value;
	return true;
}

static bool
set_format(struct cli_options *options, const char *value)
{
	options->format = cli_format_find(value);
	return options->format != NULL;
}

static bool
set_color(struct cli_options *options, const char *value)
{
	static const char *const words[] = { "auto", "always", "never" };

	for (int i = 0; i < 3; i++) {
		if (strcmp(value, words[i]) != 0)
			continue;
		options->color = (enum cli_when)i;
		return true;
	}
	return false;
}

static bool
set_aclexec(struct cli_options *options, const char *value)
{
	if (strcmp(value, "pass") == 0)
		options->policy.aclexec = HA_ACLEXEC_PASS;
	else if (strcmp(value, "fail") == 0)
		options->policy.aclexec = HA_ACLEXEC_FAIL;
	else
		return false;
	return true;
}

static bool
set_timeout(struct cli_options *options, const char *value)
{
	return ha_span_number(ha_span_of(value), 30, &options->timeout) &&
	    options->timeout >= 1;
}

static bool
set_no_lookup(struct cli_options *options, const char *value)
{
	(void)value;
	options->no_lookup = true;
	return true;
}

static bool
set_quiet(struct cli_options *options, const char *value)
{
	(void)value;
	options->is_quiet = true;
	return true;
}

static bool
set_trace(struct cli_options *options, const char *value)
{
	options->has_trace = true;
	options->unfolds = value != NULL;
	return value == NULL || strcmp(value, "all") == 0;
}

static bool
set_compare_libwrap(struct cli_options *options, const char *value)
{
	(void)value;
	options->compares = true;
	return true;
}

static bool
set_batch(struct cli_options *options, const char *value)
{
	options->is_batch = true;
	options->batch_file = value;
	return true;
}

static bool
set_report_format(struct cli_options *options, const char *value)
{
	options->check.format = cli_report_format_find(value);
	return options->check.format != NULL;
}

static bool
set_level(struct cli_options *options, const char *value)
{
	for (int level = HA_LEVEL_NOTE; level <= HA_LEVEL_ERROR; level++) {
		if (strcmp(value, ha_level_name((enum ha_level)level)) != 0)
			continue;
		options->check.level = (enum ha_level)level;
		return true;
	}
	return false;
}

static bool
set_strict(struct cli_options *options, const char *value)
{
	(void)value;
	options->check.level = HA_LEVEL_NOTE;
	return true;
}

static bool
add_word(struct cli_words *words, const char *word)
{
	const char **list =
	    realloc(words->list, (words->count + 1) * sizeof(*words->list));

	if (list == NULL)
		cli_no_memory();
	words->list = list;
	words->list[words->count++] = word;
	return true;
}

static bool
set_select(struct cli_options *options, const char *value)
{
	return cli_codes_are_known(ha_span_of(value)) &&
	    add_word(&options->check.select, value);
}

static bool
set_ignore(struct cli_options *options, const char *value)
{
	return cli_codes_are_known(ha_span_of(value)) &&
	    add_word(&options->check.ignore, value);
}

/* The request itself is read when the tables are known. */
static bool
set_keep(struct cli_options *options, const char *value)
{
	const char *colon = strchr(value, ':');

	return colon != NULL && colon != value && colon[1] != '\0' &&
	    add_word(&options->check.keep, value);
}

static bool
set_pam(struct cli_options *options, const char *value)
{
	return value[0] != '\0' && add_word(&options->check.pam, value);
}

static bool
set_sshd_config(struct cli_options *options, const char *value)
{
	options->check.sshd_config = value;
	return value[0] != '\0';
}

static bool
set_no_keep_me(struct cli_options *options, const char *value)
{
	(void)value;
	options->check.no_keep_me = true;
	return true;
}

static bool
set_as(struct cli_options *options, const char *value)
{
	options->check.as = value;
	return strcmp(value, "allow") == 0 || strcmp(value, "deny") == 0;
}

static bool
set_fix(struct cli_options *options, const char *value)
{
	(void)value;
	options->check.fixes = true;
	return true;
}

static bool
set_diff(struct cli_options *options, const char *value)
{
	(void)value;
	options->check.shows_diff = true;
	return true;
}

static bool
set_list(struct cli_options *options, const char *value)
{
	(void)value;
	options->wants_list = true;
	return true;
}

static bool
set_pam_dir(struct cli_options *options, const char *value)
{
	options->pam_dir = value;
	return value[0] != '\0';
}

static bool
set_pam_version(struct cli_options *options, const char *value)
{
	return cli_pam_version_read(value, &options->pam_version);
}

static bool
set_status_format(struct cli_options *options, const char *value)
{
	options->status_json = strcmp(value, "json") == 0;
	return options->status_json || strcmp(value, "text") == 0;
}

static bool
set_help(struct cli_options *options, const char *value)
{
	(void)value;
	options->wants_help = true;
	return true;
}

static bool
set_version(struct cli_options *options, const char *value)
{
	(void)value;
	options->wants_version = true;
	return true;
}

#define MATCH CLI_COMMAND_MATCH
#define CHECK CLI_COMMAND_CHECK
#define EXPLAIN CLI_COMMAND_EXPLAIN
#define STATUS CLI_COMMAND_STATUS
#define INDEX CLI_COMMAND_INDEX
#define BOTH (MATCH | CHECK)
#define ALL (BOTH | EXPLAIN | STATUS | INDEX)

#define CODES "is no list of numbers such as HA201,HA3"

static const struct {
	const char *name;
	char letter; /* 0: none */
	unsigned commands;
	int has_value;
	bool (*set)(struct cli_options *options, const char *value);
	const char *values; /* said when set() refuses */
} known[] = {
	{ "dir", 'd', BOTH | INDEX, required_argument, set_dir, NULL },
	{ "allow", 0, BOTH | INDEX, required_argument, set_allow, NULL },
	{ "deny", 0, BOTH | INDEX, required_argument, set_deny, NULL },
	{ "format", 0, MATCH, required_argument, set_format,
	    "is not one of text, line and json" },
	{ "format", 0, CHECK, required_argument, set_report_format,
	    "is not one of text, line, json, sarif and github" },
	{ "format", 0, STATUS, required_argument, set_status_format,
	    "is neither text nor json" },
	{ "color", 0, BOTH | STATUS, required_argument, set_color,
	    "is not one of auto, always and never" },
	{ "aclexec", 0, MATCH, required_argument, set_aclexec,
	    "is neither pass nor fail" },
	{ "timeout", 0, BOTH, required_argument, set_timeout,
	    "is not a number of seconds from 1 to 30" },
	{ "no-lookup", 0, BOTH, no_argument, set_no_lookup, NULL },
	{ "quiet", 'q', BOTH | STATUS | INDEX, no_argument, set_quiet, NULL },
	{ "compare-libwrap", 0, MATCH, no_argument, set_compare_libwrap, NULL },
	{ "trace", 0, MATCH, optional_argument, set_trace, "is not \"all\"" },
	{ "batch", 0, MATCH, optional_argument, set_batch, NULL },
	{ "level", 0, CHECK, required_argument, set_level,
	    "is not one of error, warning and note" },
	{ "strict", 0, CHECK, no_argument, set_strict, NULL },
	{ "select", 0, CHECK, required_argument, set_select, CODES },
	{ "ignore", 0, CHECK, required_argument, set_ignore, CODES },
	{ "keep", 0, CHECK, required_argument, set_keep,
	    "is not SERVICE:CLIENT" },
	{ "sshd-config", 0, CHECK, required_argument, set_sshd_config,
	    "is no file" },
	{ "no-keep-me", 0, CHECK, no_argument, set_no_keep_me, NULL },
	{ "pam", 0, CHECK, required_argument, set_pam,
	    "is no service and no file" },
	{ "pam-dir", 0, CHECK | STATUS, required_argument, set_pam_dir,
	    "is no directory" },
	{ "pam-version", 0, CHECK | STATUS, required_argument, set_pam_version,
	    "is no version of libpam such as 1.5 or 1.7.0" },
	{ "as", 0, CHECK, required_argument, set_as,
	    "is neither allow nor deny" },
	{ "fix", 0, CHECK, no_argument, set_fix, NULL },
	{ "diff", 0, CHECK, no_argument, set_diff, NULL },
	{ "check", 0, INDEX, no_argument, cli_index_set_check, NULL },
	{ "remove", 0, INDEX, no_argument, cli_index_set_remove, NULL },
	{ "index-dir", 0, INDEX, required_argument, cli_index_set_folder,
	    "is no directory" },
	{ "as", 0, INDEX, required_argument, cli_index_set_as,
	    "is neither table nor words" },
	{ "list", 0, EXPLAIN, no_argument, set_list, NULL },
	{ "help", 'h', ALL, no_argument, set_help, NULL },
	{ "version", 'V', ALL, no_argument, set_version, NULL },
};

#define NKNOWN (sizeof(known) / sizeof(known[0]))

/* What getopt_long() returns for the first of them. */
#define FIRST_VALUE 256

/* The same in getopt's terms; the leading ':' keeps it from speaking. */
struct spelling {
	char letters[2 * NKNOWN + 2];
	struct option names[NKNOWN + 1];
};

static void
spell(struct spelling *spelling, enum cli_command command)
{
	char *letter = spelling->letters;
	struct option *name = spelling->names;

	*letter++ = ':';
	for (size_t i = 0; i < NKNOWN; i++) {
		if ((known[i].commands & command) == 0)
			continue;
		*name++ = (struct option){ known[i].name, known[i].has_value,
			NULL, FIRST_VALUE + (int)i };
		if (known[i].letter == 0)
			continue;
		*letter++ = known[i].letter;
		if (known[i].has_value == required_argument)
			*letter++ = ':';
	}
	*letter = '\0';
	*name = (struct option){ 0 };
}

static int
find(int value)
{
	if (value >= FIRST_VALUE)
		return value - FIRST_VALUE;
	for (size_t i = 0; i < NKNOWN; i++) {
		if (known[i].letter == value)
			return (int)i;
	}
	return -1;
}

static void
refuse_unknown(const char *command, const char *word)
{
	char letter[] = { '-', (char)optopt, '\0' };

	if (optopt >= FIRST_VALUE)
		cli_usage(command, "--%1 takes no value",
		    ha_span_of(known[find(optopt)].name), HA_SPAN_EMPTY);
	else
		cli_usage(command, "there is no option %1",
		    ha_span_of(optopt != 0 ? letter : word), HA_SPAN_EMPTY);
}

static bool
take(const char *command, int value, struct cli_options *options)
{
	int i = find(value);
	struct ha_strbuf pattern = HA_STRBUF_INIT;

	if (known[i].set(options, optarg))
		return true;
	ha_strbuf_add_text(&pattern, "--%1: '%2' ");
	ha_strbuf_add_text(&pattern, known[i].values);
	cli_usage(command, ha_strbuf_text(&pattern), ha_span_of(known[i].name),
	    ha_span_of(optarg));
	ha_strbuf_free(&pattern);
	return false;
}

static void
set_defaults(struct cli_options *options)
{
	*options = (struct cli_options){ .timeout = 3,
		.format = cli_format_find("text"),
		.check = { .format = cli_report_format_find("text"),
		    .level = HA_LEVEL_WARNING } };
}

bool
cli_options_read(int argc, char **argv, enum cli_command command,
    struct cli_options *options)
{
	const char *name = argv[0];
	struct spelling spelling = { { 0 }, { { 0 } } };
	int value;

	set_defaults(options);
	spell(&spelling, command);
	optind = 0;
	while ((value = getopt_long(argc, argv, spelling.letters,
		    spelling.names, NULL)) != -1) {
		if (value == '?') {
			refuse_unknown(name, argv[optind - 1]);
			return false;
		}
		if (value == ':') {
			cli_usage(name, "--%1 needs a value",
			    ha_span_of(known[find(optopt)].name),
			    HA_SPAN_EMPTY);
			return false;
		}
		if (!take(name, value, options))
			return false;
	}
	options->args = argv + optind;
	options->nargs = argc - optind;
	return true;
}

void
cli_options_free(struct cli_options *options)
{
	free(options->check.select.list);
	free(options->check.ignore.list);
	free(options->check.keep.list);
	free(options->check.pam.list);
}

bool
cli_wants_color(const struct cli_options *options)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (options->color != CLI_WHEN_AUTO)
		return options->color == CLI_WHEN_ALWAYS;
	return isatty(STDOUT_FILENO) &&
	    (no_color == NULL || no_color[0] == '\0') && term != NULL &&
	    strcmp(term, "dumb") != 0;
}

size_t
cli_terminal_columns(void)
{
	struct winsize size;
	unsigned long columns;

	if (ha_span_number(ha_span_of(getenv("COLUMNS")), 10000, &columns))
		return columns;
	if (isatty(STDOUT_FILENO) &&
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		return size.ws_col;
	return 0;
}
