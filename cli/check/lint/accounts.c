#include <limits.h>

#include "cli/check/base/here.h"
#include "cli/check/lint/lint.h"
#include "cli/check/lint/option.h"

/* Accounts that are asked about. */
#define NAMES_MAX 512

static enum ha_answer
ask(struct cli_check *check, struct ha_span name, bool is_group)
{
	const struct ha_resolver *resolver = &check->resolver;
	enum ha_answer (*question)(void *, struct ha_span) =
	    is_group ? resolver->group : resolver->user;
	struct cli_name *known;

	if (name.len == 0)
		return HA_ANSWER_NONE;
	if (question == NULL)
		return HA_ANSWER_FAILED;
	known = cli_names_add(is_group ? &check->groups : &check->users,
	    &check->findings.arena, name, NAMES_MAX);
	if (known == NULL)
		return HA_ANSWER_FAILED;
	if (!known->is_answered)
		known->answer = (int)question(resolver->context, name);
	known->is_answered = true;
	return (enum ha_answer)known->answer;
}

/* No machine has an account that is called by its number. */
static bool
is_number(struct ha_span name)
{
	unsigned long ignored;

	return ha_span_number(name, ULONG_MAX, &ignored);
}

bool
cli_is_unix_group_here(struct cli_check *check, struct ha_span name)
{
	return ask(check, name, true) == HA_ANSWER_FOUND;
}

static void
lint_name(const struct cli_view *view, struct ha_span name, bool is_group)
{
	enum ha_code code = HA_CODE_OPTION_NO_ACCOUNT;

	if (ask(view->check, name, is_group) == HA_ANSWER_NONE)
		cli_find_as(&view->check->findings, code,
		    name.len == 0 || is_number(name)
			? ha_code_level(code)
			: cli_level_of_missing(view->table, code),
		    ha_rule_locate(view->rule, name))
		    ->effect = HA_EFFECT_DENIED;
}

/* "user[.group]", or a group. */
void
cli_lint_account(const struct cli_view *view, const struct ha_option *option)
{
	struct ha_span name = cli_option_written_value(option->field);
	size_t dot = ha_span_find(name, '.');

	if (option->kind == HA_OPTION_GROUP) {
		lint_name(view, name, true);
		return;
	}
	lint_name(view, ha_span_before(name, dot), false);
	if (dot < name.len)
		lint_name(view, ha_span_from(name, dot + 1), true);
}

struct ha_span
cli_shared_user(const struct ha_option *option)
{
	/* Who wants no rights, who wants few, and who runs others' programs. */
	static const char *const shared[] = { "nobody", "nfsnobody", "daemon",
		"bin", "www-data", "www", "apache", "nginx", "http", "wwwrun" };
	struct ha_span name = cli_option_written_value(option->field);

	name = ha_span_before(name, ha_span_find(name, '.'));
	for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++) {
		if (ha_span_equal(name, ha_span_of(shared[i])))
			return name;
	}
	return HA_SPAN_EMPTY;
}
