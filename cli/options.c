#include "options.h"

#include <getopt.h>
#include <string.h>

#include "message.h"

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

static const struct {
	const char *name;
	char letter; /* 0: none */
	int has_value;
	bool (*set)(struct cli_options *options, const char *value);
	const char *values; /* said when set() refuses */
} known[] = {
	{ "dir", 'd', required_argument, set_dir, NULL },
	{ "allow", 0, required_argument, set_allow, NULL },
	{ "deny", 0, required_argument, set_deny, NULL },
	{ "format", 0, required_argument, set_format,
	    "is not one of text, line and json" },
	{ "color", 0, required_argument, set_color,
	    "is not one of auto, always and never" },
	{ "aclexec", 0, required_argument, set_aclexec,
	    "is neither pass nor fail" },
	{ "timeout", 0, required_argument, set_timeout,
	    "is not a number of seconds from 1 to 30" },
	{ "no-lookup", 0, no_argument, set_no_lookup, NULL },
	{ "quiet", 'q', no_argument, set_quiet, NULL },
	{ "compare-libwrap", 0, no_argument, set_compare_libwrap, NULL },
	{ "trace", 0, optional_argument, set_trace, "is not \"all\"" },
	{ "batch", 0, optional_argument, set_batch, NULL },
	{ "help", 'h', no_argument, set_help, NULL },
	{ "version", 'V', no_argument, set_version, NULL },
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
spell(struct spelling *spelling)
{
	char *letter = spelling->letters;

	*letter++ = ':';
	for (size_t i = 0; i < NKNOWN; i++) {
		spelling->names[i] = (struct option){ known[i].name,
			known[i].has_value, NULL, FIRST_VALUE + (int)i };
		if (known[i].letter == 0)
			continue;
		*letter++ = known[i].letter;
		if (known[i].has_value == required_argument)
			*letter++ = ':';
	}
	*letter = '\0';
	spelling->names[NKNOWN] = (struct option){ 0 };
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

bool
cli_options_read(int argc, char **argv, struct cli_options *options)
{
	const char *command = argv[0];
	struct spelling spelling = { { 0 }, { { 0 } } };
	int value;

	*options = (struct cli_options){ .timeout = 3,
		.format = cli_format_find("text") };
	spell(&spelling);
	optind = 0;
	while ((value = getopt_long(argc, argv, spelling.letters,
		    spelling.names, NULL)) != -1) {
		if (value == '?') {
			refuse_unknown(command, argv[optind - 1]);
			return false;
		}
		if (value == ':') {
			cli_usage(command, "--%1 needs a value",
			    ha_span_of(known[find(optopt)].name),
			    HA_SPAN_EMPTY);
			return false;
		}
		if (!take(command, value, options))
			return false;
	}
	options->args = argv + optind;
	options->nargs = argc - optind;
	return true;
}
