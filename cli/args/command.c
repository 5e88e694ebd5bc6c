#include "cli/args/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cli/io/message.h"
#include "cli/io/vector.h"

/* What every command can be asked. */
struct common {
	bool wants_help, wants_version;
};

static const struct cli_option common_options[] = {
	CLI_FLAG("help", 'h', struct common, wants_help),
	CLI_FLAG("version", 'V', struct common, wants_version),
};

#define NCOMMON (sizeof(common_options) / sizeof(common_options[0]))

/* What getopt_long() returns for the first option. */
#define FIRST_VALUE 256

/* An option, and where it puts its value. */
struct known {
	const struct cli_option *option;
	void *member;
};

/* A command line that is being read. */
struct reading {
	const char *command;
	struct known *known;
	size_t count;
	/* The same in getopt's terms; the leading ':' keeps it from speaking.
	 */
	char *letters;
	struct option *names;
};

static void
add_known(struct reading *reading, const struct cli_option *option,
    char *settings)
{
	size_t at = reading->count++;
	char *letter = reading->letters + strlen(reading->letters);

	reading->known[at] =
	    (struct known){ option, settings + option->member };
	reading->names[at] = (struct option){ option->name, option->has_value,
		NULL, FIRST_VALUE + (int)at };
	if (option->letter == 0)
		return;
	*letter++ = option->letter;
	if (option->has_value == required_argument)
		*letter = ':';
}

static void
begin(struct reading *reading, const struct cli_command *command,
    char *settings, struct common *common)
{
	size_t count = NCOMMON;

	for (const struct cli_options *group = command->options;
	     group->list != NULL; group++)
		count += group->count;
	*reading = (struct reading){
		.command = command->name,
		.known = cli_zeroed(count, sizeof(*reading->known)),
		.letters = cli_zeroed(2 * count + 2, 1),
		.names = cli_zeroed(count + 1, sizeof(*reading->names)),
	};
	reading->letters[0] = ':';
	for (const struct cli_options *group = command->options;
	     group->list != NULL; group++) {
		for (size_t i = 0; i < group->count; i++)
			add_known(reading, &group->list[i],
			    settings + group->offset);
	}
	for (size_t i = 0; i < NCOMMON; i++)
		add_known(reading, &common_options[i], (char *)common);
}

static void
end(struct reading *reading)
{
	free(reading->known);
	free(reading->letters);
	free(reading->names);
}

static const struct known *
find(const struct reading *reading, int value)
{
	size_t i = 0;

	if (value >= FIRST_VALUE)
		return &reading->known[value - FIRST_VALUE];
	while (reading->known[i].option->letter != value)
		i++;
	return &reading->known[i];
}

static void
refuse_unknown(const struct reading *reading, const char *word)
{
	char letter[] = { '-', (char)optopt, '\0' };

	if (optopt >= FIRST_VALUE)
		cli_usage(reading->command, "--%1 takes no value",
		    ha_span_of(find(reading, optopt)->option->name),
		    HA_SPAN_EMPTY);
	else
		cli_usage(reading->command, "there is no option %1",
		    ha_span_of(optopt != 0 ? letter : word), HA_SPAN_EMPTY);
}

/* "is neither A nor B", or "is not one of A, B and C". */
static void
add_words(struct ha_strbuf *out, const char *const *words)
{
	size_t count = 0;

	while (words[count] != NULL)
		count++;
	ha_strbuf_add_text(out, count == 2 ? "is neither " : "is not one of ");
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && i + 1 == count)
			ha_strbuf_add_text(out, count == 2 ? " nor " : " and ");
		else if (i > 0)
			ha_strbuf_add_text(out, ", ");
		ha_strbuf_add_text(out, words[i]);
	}
}

static bool
is_among(const char *const *words, const char *value)
{
	for (; *words != NULL; words++) {
		if (strcmp(*words, value) == 0)
			return true;
	}
	return false;
}

static bool
take(const struct reading *reading, const struct known *known)
{
	const struct cli_option *option = known->option;
	struct ha_strbuf pattern = HA_STRBUF_INIT;

	if ((option->words == NULL || is_among(option->words, optarg)) &&
	    option->set(known->member, optarg))
		return true;
	ha_strbuf_add_text(&pattern, "--%1: '%2' ");
	if (option->words != NULL)
		add_words(&pattern, option->words);
	else
		ha_strbuf_add_text(&pattern, option->refusal);
	if (pattern.failed)
		cli_no_memory();
	cli_usage(reading->command, ha_strbuf_text(&pattern),
	    ha_span_of(option->name), ha_span_of(optarg));
	ha_strbuf_free(&pattern);
	return false;
}

/* False: something is wrong, which has been said. */
static bool
read_options(const struct reading *reading, int argc, char **argv)
{
	int value;

	optind = 0;
	while ((value = getopt_long(argc, argv, reading->letters,
		    reading->names, NULL)) != -1) {
		if (value == '?') {
			refuse_unknown(reading, argv[optind - 1]);
			return false;
		}
		if (value == ':') {
			cli_usage(reading->command, "--%1 needs a value",
			    ha_span_of(find(reading, optopt)->option->name),
			    HA_SPAN_EMPTY);
			return false;
		}
		if (!take(reading, find(reading, value)))
			return false;
	}
	return true;
}

int
cli_command_run(const struct cli_command *command, int argc, char **argv)
{
	char *settings = cli_zeroed(1, command->size);
	struct common common = { false, false };
	struct reading reading;
	int status = EX_USAGE;

	memcpy(settings, command->defaults, command->size);
	begin(&reading, command, settings, &common);
	if (!read_options(&reading, argc, argv))
		;
	else if (common.wants_help)
		status = fputs(command->help, stdout) < 0 ? EX_IOERR : EX_OK;
	else if (common.wants_version)
		status = cli_version();
	else
		status = command->run(settings,
		    (struct cli_args){ argv + optind, argc - optind });
	end(&reading);
	if (command->end != NULL)
		command->end(settings);
	free(settings);
	return status;
}

bool
cli_set_flag(void *member, const char *value)
{
	bool *flag = member;

	(void)value;
	*flag = true;
	return true;
}

bool
cli_set_text(void *member, const char *value)
{
	const char **text = member;

	*text = value;
	return true;
}

bool
cli_set_name(void *member, const char *value)
{
	return value[0] != '\0' && cli_set_text(member, value);
}

bool
cli_add_name(void *member, const char *value)
{
	return value[0] != '\0' && cli_words_add(member, value);
}

bool
cli_words_add(struct cli_words *words, const char *word)
{
	const char **list =
	    realloc(words->list, (words->count + 1) * sizeof(*words->list));

	if (list == NULL)
		cli_no_memory();
	words->list = list;
	words->list[words->count++] = word;
	return true;
}

int
cli_version(void)
{
	puts("hostsaccess " HA_VERSION);
	return EX_OK;
}
