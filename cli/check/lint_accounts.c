#include "cli/check/options.h"

static enum ha_answer
ask(struct cli_check *check, struct ha_span name, bool is_group)
{
	struct cli_account *last = &check->accounts[is_group];
	const struct ha_resolver *resolver = &check->resolver;
	enum ha_answer (*question)(void *, struct ha_span) =
	    is_group ? resolver->group : resolver->user;

	if (name.len == 0)
		return HA_ANSWER_NONE;
	if (question == NULL)
		return HA_ANSWER_FAILED;
	/* A table names the same one in rule after rule. */
	if (last->name.len == 0 || !ha_span_equal(last->name, name)) {
		last->name = cli_findings_keep(&check->findings, name);
		last->answer = question(resolver->context, name);
	}
	return last->answer;
}

static void
lint_name(const struct cli_view *view, struct ha_span name, bool is_group)
{
	if (ask(view->check, name, is_group) == HA_ANSWER_NONE)
		cli_find_in_rule(view, HA_CODE_OPTION_NO_ACCOUNT, name)
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
