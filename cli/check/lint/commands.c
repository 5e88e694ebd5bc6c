#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/check/base/here.h"
#include "cli/check/lint/lint.h"
#include "cli/check/lint/option.h"
#include "cli/check/lint/shell.h"
#include "common/language/percent.h"

/* Programs that are looked for. */
#define PROGRAMS_MAX 512

/* Where the module's commands are looked for. */
static const char *const folders[] = { "/usr/local/sbin/", "/usr/local/bin/",
	"/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/" };

/* What the shell knows itself; a program of the name may not exist. */
static const char *const built_in[] = { "[", "[[", ":", ".", "alias", "bg",
	"break", "case", "cd", "continue", "do", "done", "echo", "elif", "else",
	"esac", "eval", "exit", "export", "false", "fg", "fi", "for",
	"function", "getopts", "hash", "if", "in", "jobs", "kill", "local",
	"printf", "pwd", "read", "readonly", "return", "set", "shift", "source",
	"test", "then", "times", "trap", "true", "type", "ulimit", "umask",
	"unset", "until", "wait", "while" };

/* A program's name stands after these. */
static const char *const prefixes[] = { "exec", "command", "time", "!", "{" };

static const char *const mailers[] = { "mail", "mailx", "sendmail", "mutt",
	"s-nail", "msmtp" };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool
is_among(struct ha_span word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (ha_span_equal(word, ha_span_of(words[i])))
			return true;
	}
	return false;
}

/* Of these a name or path without quotes is made. */
static bool
is_plain(char byte)
{
	return ha_is_letter(byte) || ha_is_digit(byte) ||
	    (byte != '\0' && strchr("/._-+@,:=![{}", byte) != NULL);
}

/* The word at the beginning; empty where only the shell could tell it. */
static struct ha_span
take_word(struct ha_span *text)
{
	struct ha_span word;
	size_t end = 0;

	while (text->len > 0 &&
	    (ha_is_blank(text->at[0]) || text->at[0] == '('))
		*text = ha_span_from(*text, 1);
	while (end < text->len && is_plain(text->at[end]))
		end++;
	word = ha_span_before(*text, end);
	*text = ha_span_from(*text, end);
	if (text->len > 0 && !ha_is_blank(text->at[0]) &&
	    strchr(";|&()<>", text->at[0]) == NULL)
		return HA_SPAN_EMPTY;
	return word;
}

/* "LC_ALL=C" before the program. */
static bool
is_assignment(struct ha_span word)
{
	return word.len > 0 && ha_is_letter(word.at[0]) &&
	    ha_span_holds(word, '=');
}

/* The command's first program; empty: the shell does it, or nobody knows. */
static struct ha_span
first_program(struct ha_span command)
{
	struct ha_span word;

	do {
		word = take_word(&command);
	} while (is_assignment(word) ||
	    is_among(word, prefixes, COUNT(prefixes)));
	return is_among(word, built_in, COUNT(built_in)) ? HA_SPAN_EMPTY : word;
}

/* What cannot be looked at, as in a closed folder, may be there. */
static bool
is_missing(const char *folder, struct ha_span name)
{
	char path[PATH_MAX];
	size_t len = strlen(folder);
	struct stat file;

	if (len + name.len >= sizeof(path))
		return false;
	memcpy(path, folder, len);
	memcpy(path + len, name.at, name.len);
	path[len + name.len] = '\0';
	if (stat(path, &file) != 0)
		return errno == ENOENT || errno == ENOTDIR;
	return !S_ISREG(file.st_mode) ||
	    (file.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) == 0;
}

static bool
look_for(struct ha_span program)
{
	if (program.at[0] == '/')
		return is_missing("", program);
	/* Relative to a folder that is not known. */
	if (ha_span_holds(program, '/'))
		return false;
	for (size_t i = 0; i < COUNT(folders); i++) {
		if (!is_missing(folders[i], program))
			return false;
	}
	return true;
}

static bool
is_nowhere(struct cli_check *check, struct ha_span program)
{
	struct cli_name *known = cli_names_add(&check->programs,
	    &check->findings.arena, program, PROGRAMS_MAX);

	if (known == NULL)
		return false;
	if (!known->is_answered)
		known->answer = look_for(program);
	known->is_answered = true;
	return known->answer != 0;
}

static void
find_word(const struct cli_view *view, enum ha_code code, struct ha_span word)
{
	cli_finding_say(&view->check->findings,
	    cli_find_in_rule(view, code, word), 0, word);
}

static void
find_missing(const struct cli_view *view, enum ha_code code,
    struct ha_span word)
{
	struct cli_findings *findings = &view->check->findings;

	cli_finding_say(findings,
	    cli_find_as(findings, code, cli_level_of_missing(view->table, code),
		ha_rule_locate(view->rule, word)),
	    0, word);
}

static void
lint_program(const struct cli_view *view, const struct ha_option *option)
{
	struct ha_span program =
	    first_program(cli_option_written_value(option->field));

	if (program.len == 0 || cli_shell_is_placeholder(program))
		return;
	if (program.at[0] != '/')
		find_word(view, HA_CODE_PROGRAM_RELATIVE, program);
	if (is_nowhere(view->check, program))
		find_missing(view,
		    option->kind == HA_OPTION_ACLEXEC ? HA_CODE_ACLEXEC_MISSING
						      : HA_CODE_PROGRAM_MISSING,
		    program);
}

void
cli_lint_percents(const struct cli_view *view, const struct ha_option *option)
{
	struct ha_span text = cli_option_written_value(option->field);

	for (size_t i = 0; i + 1 < text.len; i++) {
		struct ha_span letter = { text.at + i, 2 };

		if (text.at[i] != '%')
			continue;
		if (ha_percent_is_known(text.at[++i]))
			continue;
		find_word(view, HA_CODE_PERCENT_UNKNOWN, letter);
		return;
	}
}

/* The name of a program without its folders. */
static struct ha_span
base_name(struct ha_span path)
{
	size_t start = path.len;

	while (start > 0 && path.at[start - 1] != '/')
		start--;
	return ha_span_from(path, start);
}

/* Where a command may begin: in front, or after what ends another. */
static bool
is_first(struct ha_span text, size_t at)
{
	while (at > 0 && ha_is_blank(text.at[at - 1]))
		at--;
	return at == 0 || strchr(";|&(", text.at[at - 1]) != NULL;
}

static void
lint_mail(const struct cli_view *view, const struct ha_option *option)
{
	struct ha_span text = cli_option_written_value(option->field);
	size_t at = 0;

	while (at < text.len) {
		struct ha_span word = ha_span_from(text, at);
		size_t len = 0;

		while (len < word.len && is_plain(word.at[len]))
			len++;
		word = ha_span_before(word, len);
		if (is_among(base_name(word), mailers, COUNT(mailers)) &&
		    is_first(text, at)) {
			cli_find_in_rule(view, HA_CODE_SPAWN_MAILS, word);
			return;
		}
		at += len + 1;
	}
}

/*
 * More may be closed than opened, as in "case".  Where an option is wrong the
 * command may go on after it.
 */
static void
lint_parentheses(const struct cli_view *view, const struct ha_option *option)
{
	struct ha_span text = cli_option_written_value(option->field);
	size_t depth = 0, first = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\\') {
			i++;
		} else if (text.at[i] == '\'' || text.at[i] == '"') {
			i = cli_shell_skip_quoted(text, i);
		} else if (text.at[i] == '(') {
			if (depth++ == 0)
				first = i;
		} else if (text.at[i] == ')' && depth > 0) {
			depth--;
		}
	}
	if (depth > 0 && view->options->fault == HA_CODE_NONE)
		cli_find_in_rule(view, HA_CODE_PARENTHESES,
		    (struct ha_span){ text.at + first, 1 });
}

void
cli_lint_command(const struct cli_view *view, const struct ha_option *option)
{
	lint_program(view, option);
	lint_parentheses(view, option);
	cli_lint_percents(view, option);
	cli_lint_shell(view, option);
	if (option->kind == HA_OPTION_SPAWN && view->refuses)
		lint_mail(view, option);
}

bool
cli_option_is_command(struct ha_span field)
{
	static const char *const usual[] = { "echo", "logger", "mail", "printf",
		"sh", "bash", "touch", "date", "wall", "exit" };
	struct ha_span rest = field;

	if (field.at[0] == '/' || field.at[0] == '(')
		return true;
	return is_among(take_word(&rest), usual, COUNT(usual));
}
