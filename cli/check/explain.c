#include "cli/check/command.h"

#include <stdio.h>
#include <sysexits.h>

#include "cli/check/report/catalogue.h"
#include "cli/check/report/explanation.h"
#include "cli/io/excerpt.h"
#include "cli/io/message.h"

static void
print(struct ha_strbuf *out)
{
	if (out->failed)
		cli_no_memory();
	fwrite(ha_strbuf_text(out), 1, out->len, stdout);
	ha_strbuf_free(out);
}

/* HA201, ha201 or 201. */
static bool
read_number(struct ha_span word, unsigned long *number)
{
	if (ha_span_starts_fold(word, HA_SPAN("HA")))
		word = ha_span_from(word, 2);
	return word.len == 3 && ha_span_number(word, 999, number);
}

static unsigned long
distance(unsigned long a, unsigned long b)
{
	return a < b ? b - a : a - b;
}

/* The lower one of two that are equally near. */
static enum ha_code
nearest(unsigned long number)
{
	enum ha_code best = cli_code_next(HA_CODE_NONE);

	for (enum ha_code code = best; code != HA_CODE_NONE;
	     code = cli_code_next(code)) {
		if (distance((unsigned long)code, number) <
		    distance((unsigned long)best, number))
			best = code;
	}
	return best;
}

static int
refuse(struct ha_span word)
{
	struct ha_strbuf near_one = HA_STRBUF_INIT;
	unsigned long number;
	int status;

	if (!read_number(word, &number))
		return cli_usage("explain",
		    "'%1' is no number of a message, such as HA210", word,
		    HA_SPAN_EMPTY);
	cli_code_number(&near_one, nearest(number));
	status =
	    cli_usage("explain", "there is no message '%1'; the nearest is %2",
		word, ha_strbuf_span(&near_one));
	ha_strbuf_free(&near_one);
	return status;
}

static enum ha_code
find(struct ha_span word)
{
	unsigned long number;

	if (!read_number(word, &number) ||
	    (unsigned long)nearest(number) != number)
		return HA_CODE_NONE;
	return nearest(number);
}

static void
add_entry(struct ha_strbuf *out, enum ha_code code)
{
	size_t before;

	cli_code_number(out, code);
	ha_strbuf_add_text(out, ", ");
	ha_strbuf_add_text(out, ha_level_name(ha_code_level(code)));
	ha_strbuf_add_text(out, ": ");
	cli_code_text(out, code);
	ha_strbuf_add_text(out, "\n\n");
	before = out->len;
	cli_explanation(out, code);
	/* Nothing to explain: the help says it all. */
	if (out->len == before && ha_code_help(code)[0] != '\0') {
		cli_code_help(out, code);
		ha_strbuf_add_byte(out, '\n');
	}
}

static void
list_codes(struct ha_strbuf *out)
{
	for (enum ha_code code = cli_code_next(HA_CODE_NONE);
	     code != HA_CODE_NONE; code = cli_code_next(code)) {
		const char *level = ha_level_name(ha_code_level(code));

		cli_code_number(out, code);
		ha_strbuf_add_byte(out, ' ');
		ha_strbuf_add_text(out, level);
		cli_add_repeated(out, ' ',
		    sizeof("warning  ") - 1 - ha_span_of(level).len);
		cli_code_text(out, code);
		ha_strbuf_add_byte(out, '\n');
	}
}

struct explain_options {
	bool wants_list;
};

static int
run(const void *settings, struct cli_args args)
{
	const struct explain_options *options = settings;
	struct ha_strbuf out = HA_STRBUF_INIT;

	if (options->wants_list == (args.count > 0))
		return cli_usage("explain",
		    options->wants_list
			? "--list takes no number"
			: "the number of a message is missing, such as HA210",
		    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	if (options->wants_list)
		list_codes(&out);
	for (int i = 0; i < args.count; i++) {
		struct ha_span word = ha_span_of(args.list[i]);

		if (find(word) == HA_CODE_NONE) {
			ha_strbuf_free(&out);
			return refuse(word);
		}
		if (i > 0)
			ha_strbuf_add_byte(&out, '\n');
		add_entry(&out, find(word));
	}
	print(&out);
	return EX_OK;
}

static const struct cli_option own[] = {
	CLI_FLAG("list", 0, struct explain_options, wants_list),
};

static const struct cli_options groups[] = {
	{ own, sizeof(own) / sizeof(own[0]), 0 },
	CLI_OPTIONS_END,
};

static const char help[] =
    "usage: hostsaccess explain HAnnn...\n"
    "       hostsaccess explain --list\n"
    "\n"
    "Prints what the manual, hostsaccess_diag(7), says of a message, or the "
    "list\n"
    "of all messages.  HA201 may also be written as 201.\n"
    "\n"
    "      --list             all numbers, their levels and texts\n"
    "  -h, --help             show this text\n"
    "  -V, --version          show the version\n"
    "\n"
    "Exit status: 0 printed, 64 wrong use, 74 it could not be written.\n"
    "\n"
    "Example: hostsaccess explain HA210\n";

const struct cli_command cli_explain_command = {
	.name = "explain",
	.synopsis = "explain HAnnn",
	.summary = "what a message of check means",
	.help = help,
	.options = groups,
	.defaults = &(const struct explain_options){ false },
	.size = sizeof(struct explain_options),
	.run = run,
};
