#include "cli/check/lint/shell.h"

#include <string.h>

#include "cli/check/lint/option.h"

/* Longer than any that was meant to be read. */
#define PLACEHOLDER_MAX ((size_t)40)

size_t
cli_shell_skip_quoted(struct ha_span text, size_t at)
{
	char quote = text.at[at++];

	while (at < text.len && text.at[at] != quote)
		at += text.at[at] == '\\' && quote == '"' ? 2 : 1;
	return at < text.len ? at : text.len - 1;
}

static bool
is_any_of(char byte, const char *bytes)
{
	return byte != '\0' && strchr(bytes, byte) != NULL;
}

/* The byte at the place; a blank where the text has none. */
static char
byte_at(struct ha_span text, size_t at)
{
	return at < text.len ? text.at[at] : ' ';
}

/* ---- what only bash has ---- */

/* May a word begin there? */
static bool
is_at_word(struct ha_span text, size_t at)
{
	return at == 0 || ha_is_blank(text.at[at - 1]) ||
	    is_any_of(text.at[at - 1], ";|&(");
}

/* ">&2" and ">&-" every shell knows. */
static bool
is_to_descriptor(struct ha_span text, size_t at)
{
	while (ha_is_blank(byte_at(text, at)) && at < text.len)
		at++;
	return ha_is_digit(byte_at(text, at)) ||
	    is_any_of(byte_at(text, at), "-$%");
}

#define IN_BACKGROUND \
	"runs the command in the background, and redirects nothing of it"
#define REFUSED "refuses the command"

static const struct {
	const char *text;
	const char *effect;
	bool is_word; /* a blank follows, and a word may begin there */
} bashisms[] = {
	{ "&>>", IN_BACKGROUND, false },
	{ "&>", IN_BACKGROUND, false },
	{ ">&", REFUSED, false },
	{ "|&", REFUSED, false },
	{ "<<<", REFUSED, false },
	{ "[[", "does not know it, so that the test fails", true },
	{ "source", "does not know it", true },
};

#define NBASHISMS (sizeof(bashisms) / sizeof(bashisms[0]))

/* The number of what stands there, or NBASHISMS. */
static size_t
bashism_at(struct ha_span text, size_t at)
{
	struct ha_span rest = ha_span_from(text, at);
	size_t i = 0;

	while (i < NBASHISMS) {
		size_t len = strlen(bashisms[i].text);

		if (rest.len >= len &&
		    memcmp(rest.at, bashisms[i].text, len) == 0 &&
		    (!bashisms[i].is_word ||
			(is_at_word(text, at) &&
			    ha_is_blank(byte_at(rest, len)))) &&
		    (strcmp(bashisms[i].text, ">&") != 0 ||
			!is_to_descriptor(rest, len)))
			break;
		i++;
	}
	return i;
}

/* ---- what was never filled in ---- */

/* "<path>", "<your mail address>"; 0: a redirection that was meant. */
static size_t
angle_length(struct ha_span text, size_t at)
{
	struct ha_span rest = ha_span_from(text, at);
	size_t end = 1, word = 1;
	bool is_number = true;

	if (!ha_is_letter(byte_at(rest, 1)) ||
	    (at > 0 && !ha_is_blank(text.at[at - 1]) &&
		!is_any_of(text.at[at - 1], "=/@:(.,")))
		return 0;
	while (end < rest.len && end < PLACEHOLDER_MAX &&
	    (ha_is_letter(rest.at[end]) || ha_is_digit(rest.at[end]) ||
		is_any_of(rest.at[end], " _-"))) {
		if (rest.at[end++] == ' ')
			word = end;
	}
	if (byte_at(rest, end) != '>' || word == end)
		return 0;
	/* "<in 2>&1" */
	for (size_t i = word; i < end; i++)
		is_number = is_number && ha_is_digit(rest.at[i]);
	end++;
	if (is_number || ha_is_letter(byte_at(rest, end)) ||
	    is_any_of(byte_at(rest, end), ">&$\"'") ||
	    ha_span_starts_fold(ha_span_from(rest, end), HA_SPAN("/dev/")))
		return 0;
	return end;
}

bool
cli_shell_is_placeholder(struct ha_span word)
{
	static const char *const starts[] = { "/path/to/", "your_", "your-",
		"change_me", "change-me", "changeme" };

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		if (ha_span_starts_fold(word, ha_span_of(starts[i])))
			return true;
	}
	return false;
}

/* The word that begins there. */
static struct ha_span
word_at(struct ha_span text, size_t at)
{
	struct ha_span word = ha_span_from(text, at);
	size_t end = 0;

	while (end < word.len && !ha_is_blank(word.at[end]) &&
	    !is_any_of(word.at[end], ";|&()<>\"'"))
		end++;
	return ha_span_before(word, end);
}

/* ---- a command ---- */

static void
find(const struct cli_view *view, enum ha_code code, struct ha_span piece,
    const char *second)
{
	struct cli_finding *finding = cli_find_in_rule(view, code, piece);

	cli_finding_say(&view->check->findings, finding, 0, piece);
	finding->args[1] = ha_span_of(second);
}

/* What stands at the place; its length, or 1. */
static size_t
lint_at(const struct cli_view *view, struct ha_span text, size_t at)
{
	size_t bashism = bashism_at(text, at);
	size_t angle = text.at[at] == '<' ? angle_length(text, at) : 0;
	struct ha_span word;

	if (bashism < NBASHISMS) {
		word = (struct ha_span){ text.at + at,
			strlen(bashisms[bashism].text) };
		find(view, HA_CODE_BASHISM, word, bashisms[bashism].effect);
		return word.len;
	}
	if (angle > 0) {
		find(view, HA_CODE_COMMAND_PLACEHOLDER,
		    (struct ha_span){ text.at + at, angle }, "");
		return angle;
	}
	if (!is_at_word(text, at))
		return 1;
	word = word_at(text, at);
	if (!cli_shell_is_placeholder(word))
		return 1;
	find(view, HA_CODE_PLACEHOLDER, word, "");
	return word.len;
}

void
cli_lint_shell(const struct cli_view *view, const struct ha_option *option)
{
	struct ha_span text = cli_option_written_value(option->field);
	size_t at = 0;

	while (at < text.len) {
		if (text.at[at] == '\\')
			at += 2;
		else if (text.at[at] == '\'' || text.at[at] == '"')
			at = cli_shell_skip_quoted(text, at) + 1;
		else if (text.at[at] == '&' && byte_at(text, at + 1) == '&')
			at += 2;
		else
			at += lint_at(view, text, at);
	}
}
