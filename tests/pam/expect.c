#include "tests/pam/expect.h"

#include <fnmatch.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What fail2ban's filter for sshd looks for; <HOST> is an address there. */
#define REFUSAL "^refused connect from [^ ]+ \\([^ ]+\\)"
#define DECISION \
	"^[a-z0-7]+\\.[a-z]+ (would refuse |refused )?connect from [^ ]+ " \
	"\\(([0-9a-f.:]+(%[^ ]+)?|unknown)\\): .+ " \
	"\\[service=[^ ]* phase=(auth|account|session) user=[^ ]*" \
	"( claim=[^ ]+)?\\]$"

static bool
is_match(const char *expression, const char *line)
{
	regex_t regex;
	int result;

	if (regcomp(&regex, expression, REG_EXTENDED | REG_NOSUB) != 0)
		abort();
	result = regexec(&regex, line, 0, NULL, 0);
	regfree(&regex);
	return result == 0;
}

/* The next line without its newline, or NULL; *rest moves after it. */
static char *
take_line(const char **rest)
{
	size_t len = strcspn(*rest, "\n");
	char *line;

	if (**rest == '\0')
		return NULL;
	line = strndup(*rest, len);
	if (line == NULL)
		abort();
	*rest += (*rest)[len] == '\n' ? len + 1 : len;
	return line;
}

static bool
is_expected_line(const char *expected, const char *line)
{
	if (expected == NULL || line == NULL)
		return expected == line;
	if (expected[0] == '~')
		return fnmatch(expected + 1, line, 0) == 0;
	return strcmp(expected, line) == 0;
}

static const char *
or_none(const char *line)
{
	return line != NULL ? line : "(no more lines)";
}

bool
expect_lines(const char *label, const struct expected *expected,
    const struct ha_strbuf *got)
{
	const char *left = ha_strbuf_text(&expected->lines);
	const char *right = ha_strbuf_text(got);
	bool is_same = true, is_last = !expected->is_given;

	while (is_same && !is_last) {
		char *wanted = take_line(&left), *line = take_line(&right);

		is_last = wanted == NULL && line == NULL;
		is_same = is_expected_line(wanted, line);
		if (!is_same)
			printf("  %s, expected: %s\n  %s, got:      %s\n",
			    label, or_none(wanted), label, or_none(line));
		free(wanted);
		free(line);
	}
	return is_same;
}

static bool
is_well_formed(const char *line)
{
	const char *text = strchr(line, ' ') + 1;

	if (strncmp(text, "pam_hostsaccess(", 16) == 0)
		return true;
	if (strncmp(text, "refused", 7) == 0 && !is_match(REFUSAL, text))
		return false;
	return is_match(DECISION, line);
}

bool
expect_log_form(const struct ha_strbuf *logged)
{
	const char *rest = ha_strbuf_text(logged);
	bool is_good = true;
	char *line;

	while ((line = take_line(&rest)) != NULL) {
		if (!is_well_formed(line)) {
			printf("  a log line of a strange form: %s\n", line);
			is_good = false;
		}
		free(line);
	}
	return is_good;
}

bool
expect_same_process(const struct ha_strbuf *before,
    const struct ha_strbuf *after)
{
	const char *left = ha_strbuf_text(before);
	const char *right = ha_strbuf_text(after);
	bool is_same = strcmp(left, right) == 0, is_shown = is_same;

	while (!is_shown) {
		char *old = take_line(&left), *new = take_line(&right);

		is_shown = !is_expected_line(old, new);
		if (is_shown)
			printf("  the process before: %s\n"
			       "  the process after:  %s\n",
			    or_none(old), or_none(new));
		free(old);
		free(new);
	}
	return is_same;
}
