#include "cli/pam/conditions.h"

#include <limits.h>
#include <security/pam_appl.h>

/* The accounts of people have this number or a higher one. */
#define FIRST_UID 1000

/* For whom something is so. */
enum crowd {
	CROWD_FEW,
	CROWD_MANY
};

/* Those for whom a condition holds, and those for whom it does not. */
struct crowds {
	enum crowd holds, fails;
};

static const struct crowds nobody_knows = { CROWD_MANY, CROWD_MANY };
static const struct crowds names_few = { CROWD_FEW, CROWD_MANY };
static const struct crowds excepts_few = { CROWD_MANY, CROWD_FEW };

static bool
is_among(struct ha_span word, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (ha_span_equal(word, ha_span_of(*words)))
			return true;
	}
	return false;
}

/* ---- pam_succeed_if ---- */

static const char *const equal[] = { "=", "=~", "eq", "in", "ingroup",
	"innetgroup", NULL };
static const char *const unequal[] = { "!=", "!~", "ne", "notin", "notingroup",
	"notinnetgroup", NULL };
static const char *const below[] = { "<", "lt", "<=", "le", NULL };
static const char *const above[] = { ">", "gt", ">=", "ge", NULL };
static const char *const numbers[] = { "uid", "gid", NULL };
static const char *const names[] = { "user", "uid", "gid", "rhost", "ruser",
	NULL };

static struct crowds
crowds_of_test(const struct ha_span *words)
{
	unsigned long number;
	bool is_number = is_among(words[0], numbers) &&
	    ha_span_number(words[2], ULONG_MAX, &number);

	if (is_number && is_among(words[1], below))
		return number <= FIRST_UID ? names_few : nobody_knows;
	if (is_number && is_among(words[1], above))
		return number <= FIRST_UID ? excepts_few : nobody_knows;
	if (!is_among(words[0], names) || ha_span_equal(words[2], HA_SPAN("*")))
		return nobody_knows;
	if (is_among(words[1], equal))
		return names_few;
	return is_among(words[1], unequal) ? excepts_few : nobody_knows;
}

static bool
is_operator(struct ha_span word)
{
	return is_among(word, equal) || is_among(word, unequal) ||
	    is_among(word, below) || is_among(word, above);
}

/* All of the tests must hold; words between them are flags. */
static struct crowds
crowds_of_tests(const struct cli_pam_line *line)
{
	struct crowds all = { CROWD_MANY, CROWD_FEW };
	bool has_any = false;

	for (size_t i = 0; i + 2 < line->nargs; i++) {
		struct crowds one;

		if (!is_operator(line->args[i + 1]))
			continue;
		one = crowds_of_test(&line->args[i]);
		if (one.holds == CROWD_FEW)
			all.holds = CROWD_FEW;
		if (one.fails == CROWD_MANY)
			all.fails = CROWD_MANY;
		has_any = true;
		i += 2;
	}
	return has_any ? all : nobody_knows;
}

/* ---- other modules ---- */

static bool
has_arg(const struct cli_pam_line *line, struct ha_span start)
{
	return cli_pam_find_arg(line, start) < line->nargs;
}

static struct crowds
crowds_of(const struct cli_pam_line *line)
{
	if (cli_pam_is_module(line->module, "pam_succeed_if"))
		return crowds_of_tests(line);
	if (cli_pam_is_module(line->module, "pam_usertype"))
		return has_arg(line, HA_SPAN("issys")) ? names_few
						       : excepts_few;
	if (cli_pam_is_module(line->module, "pam_listfile"))
		return has_arg(line, HA_SPAN("sense=allow")) ? names_few
							     : excepts_few;
	/* A list of its own was written for this place. */
	if (cli_pam_is_module(line->module, "pam_access") &&
	    has_arg(line, HA_SPAN("accessfile=")))
		return names_few;
	return nobody_knows;
}

bool
cli_pam_jumps_for_few(const struct cli_pam_line *line)
{
	struct crowds crowds = crowds_of(line);

	for (int code = 0; code < CLI_PAM_CODES; code++) {
		enum crowd crowd =
		    code == PAM_SUCCESS ? crowds.holds : crowds.fails;

		/* What fails for another reason is not asked about. */
		if (code != PAM_SUCCESS && code != PAM_AUTH_ERR &&
		    code != PAM_PERM_DENIED)
			continue;
		if (line->actions[code] > 0 && crowd == CROWD_MANY)
			return false;
	}
	return true;
}
