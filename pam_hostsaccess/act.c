#include "pam_hostsaccess/act.h"

#include <errno.h>
#include <security/pam_ext.h>
#include <unistd.h>

#include "pam_hostsaccess/banner.h"
#include "pam_hostsaccess/command.h"
#include "pam_hostsaccess/environment.h"
#include "pam_hostsaccess/log_options.h"
#include "pam_hostsaccess/rate.h"

/* The umask of commands that ask for no other. */
#define MASK 022

void
mod_actor_init(struct mod_actor *actor)
{
	actor->rule = (struct ha_location){ NULL, 0, 0 };
	actor->variables = HA_STRBUF_INIT;
}

void
mod_actor_free(struct mod_actor *actor)
{
	ha_strbuf_free(&actor->variables);
}

/* Commands run as the process does, until an option says otherwise. */
static void
begin_rule(struct mod_actor *actor, struct ha_location rule)
{
	actor->rule = rule;
	actor->taken = 0;
	actor->user = geteuid();
	actor->group = getegid();
	actor->nice = 0;
	actor->mask = MASK;
	actor->is_unable = false;
	ha_strbuf_clear(&actor->variables);
}

/*
 * Shows text through the application, escaped.  Whether it can be shown is
 * the application's business: an error changes nothing.
 */
static void
show(const struct mod_actor *actor, int style, struct ha_span text)
{
	struct ha_strbuf safe = HA_STRBUF_INIT;

	if (actor->is_silent)
		return;
	ha_strbuf_add_escaped(&safe, text);
	if (!safe.failed)
		pam_prompt(actor->pamh, style, NULL, "%s",
		    ha_strbuf_text(&safe));
	ha_strbuf_free(&safe);
}

static void
show_expanded(const struct mod_actor *actor, int style, struct ha_span text)
{
	struct ha_strbuf expanded = HA_STRBUF_INIT;

	if (!actor->is_silent &&
	    ha_plan_expand(text, actor->request, &actor->resolver, &expanded) ==
		HA_OK)
		show(actor, style, ha_strbuf_span(&expanded));
	ha_strbuf_free(&expanded);
}

typedef void show_function(const struct mod_actor *actor, int style,
    struct ha_span text);

static void
show_lines(const struct mod_actor *actor, show_function *show_line,
    struct ha_span rest)
{
	while (rest.len > 0) {
		size_t end = ha_span_find(rest, '\n');

		show_line(actor, PAM_TEXT_INFO, ha_span_before(rest, end));
		rest = ha_span_from(rest, end < rest.len ? end + 1 : end);
	}
}

/* The file FOLDER/SERVICE, line by line; without one there is no banner. */
static void
show_banner(const struct mod_actor *actor, const struct ha_step *step)
{
	struct ha_strbuf name = HA_STRBUF_INIT, text = HA_STRBUF_INIT;
	enum mod_banner_answer answer = MOD_BANNER_NONE;

	ha_strbuf_add(&name, actor->request->service);
	if (!name.failed && !ha_span_holds(actor->request->service, '/'))
		answer =
		    mod_banner_read(step->text, ha_strbuf_text(&name), &text);
	if (answer == MOD_BANNER_READ)
		show_lines(actor, show_expanded, ha_strbuf_span(&text));
	else
		mod_log_banner(actor->pamh, step, ha_strbuf_text(&name),
		    answer);
	ha_strbuf_free(&name);
	ha_strbuf_free(&text);
}

/* For the commands that follow, and in the end for the session. */
static void
set_variable(struct mod_actor *actor, const struct ha_step *step)
{
	ha_strbuf_add_text(&actor->variables, step->text);
	ha_strbuf_add_byte(&actor->variables, '=');
	ha_strbuf_add_text(&actor->variables, step->value);
	ha_strbuf_add_byte(&actor->variables, '\0');
}

/*
 * Only when the rule has decided: one whose commands let go on may still
 * prove not to match, and then it must leave nothing in the session.
 */
static void
set_session_variables(struct mod_actor *actor)
{
	struct ha_span rest = ha_strbuf_span(&actor->variables);

	while (!actor->variables.failed && rest.len > 0) {
		pam_putenv(actor->pamh, rest.at);
		rest = ha_span_from(rest, ha_span_find(rest, '\0') + 1);
	}
}

static void
set_group(struct mod_actor *actor, const char *name)
{
	struct ha_account account;

	if (ha_lookup_account(actor->lookup, ha_span_of(name), true,
		&account) == HA_ANSWER_FOUND)
		actor->group = (gid_t)account.group;
	else
		actor->is_unable = true;
}

/* "user" or "user.group": the user's own group when none is named. */
static void
set_user(struct mod_actor *actor, const struct ha_step *step)
{
	struct ha_account account;

	if (ha_lookup_account(actor->lookup, ha_span_of(step->text), false,
		&account) == HA_ANSWER_FOUND) {
		actor->user = (uid_t)account.user;
		actor->group = (gid_t)account.group;
	} else {
		actor->is_unable = true;
	}
	if (step->value != NULL)
		set_group(actor, step->value);
}

static bool
may_spawn(const struct mod_actor *actor)
{
	const struct mod_rate rate = { MOD_RATE_FOLDER, MOD_RATE_FILE,
		actor->args->rate_count, actor->args->rate_seconds };
	unsigned long skipped;
	enum mod_rate_answer answer = mod_rate_take(&rate, &skipped);

	if (answer == MOD_RATE_UNKNOWN)
		mod_log_no_rate(actor->pamh, errno);
	if (skipped > 0)
		mod_log_rate(actor->pamh, actor->args, skipped);
	return answer == MOD_RATE_TAKEN;
}

/* False: it is not to be run, which has been logged. */
static bool
may_run(const struct mod_actor *actor, const struct ha_step *step)
{
	if (!actor->args->commands) {
		mod_log_skipped(actor->pamh, step);
		return false;
	}
	if (actor->is_unable) {
		mod_log_command(actor->pamh, step,
		    &(struct mod_command_end){ MOD_COMMAND_NOT_RUN, ESRCH });
		return false;
	}
	return step->kind != HA_OPTION_SPAWN || may_spawn(actor);
}

/* True: it exited with 0. */
static bool
run_now(struct mod_actor *actor, const struct ha_step *step,
    struct ha_strbuf *output)
{
	struct mod_command command = { .text = step->text,
		.user = actor->user,
		.group = actor->group,
		.nice = actor->nice,
		.mask = actor->mask,
		.seconds = actor->args->command_timeout };
	struct mod_command_end end = { MOD_COMMAND_NOT_RUN, ENOMEM };
	struct mod_environment environment = { .arena = HA_ARENA_INIT };

	/* Without a variable it might let in whom it should not. */
	if (!actor->variables.failed &&
	    mod_environment_make(&environment, actor->request, actor->rule,
		ha_strbuf_span(&actor->variables))) {
		command.environment = environment.list;
		end = mod_command_run(&command, output);
	}
	mod_environment_free(&environment);
	mod_log_command(actor->pamh, step, &end);
	return end.how == MOD_COMMAND_EXITED && end.number == 0;
}

/* True: it ran and exited with 0. */
static bool
run_command(struct mod_actor *actor, const struct ha_step *step,
    struct ha_strbuf *output)
{
	bool succeeds;

	/* A slow command leaves those after it the time for their users. */
	ha_lookup_pause(actor->lookup);
	succeeds = may_run(actor, step) && run_now(actor, step, output);
	ha_lookup_resume(actor->lookup);
	return succeeds;
}

static void
twist(struct mod_actor *actor, const struct ha_step *step)
{
	struct ha_strbuf output = HA_STRBUF_INIT;

	run_command(actor, step, &output);
	show_lines(actor, show, ha_strbuf_span(&output));
	ha_strbuf_free(&output);
}

/* False: an aclexec that did not exit with 0. */
static bool
take_step(struct mod_actor *actor, const struct ha_step *step)
{
	switch (step->kind) {
	case HA_OPTION_SETENV:
		set_variable(actor, step);
		break;
	case HA_OPTION_BANNERS:
		show_banner(actor, step);
		break;
	case HA_OPTION_SPAWN:
		run_command(actor, step, NULL);
		break;
	case HA_OPTION_ACLEXEC:
		return run_command(actor, step, NULL);
	case HA_OPTION_TWIST:
		twist(actor, step);
		break;
	case HA_OPTION_USER:
		set_user(actor, step);
		break;
	case HA_OPTION_GROUP:
		set_group(actor, step->text);
		break;
	case HA_OPTION_NICE:
		actor->nice += (int)step->number;
		break;
	case HA_OPTION_UMASK:
		actor->mask = (mode_t)step->number;
		break;
	case HA_OPTION_SEVERITY: /* see log.c */
	case HA_OPTION_ALLOW:    /* these are in no plan */
	case HA_OPTION_DENY:
	case HA_OPTION_KEEPALIVE:
	case HA_OPTION_LINGER:
	case HA_OPTION_RFC931:
		break;
	}
	return true;
}

/* What is not carried out; false: it was an aclexec. */
static bool
pass_over(const struct mod_actor *actor, enum mod_restraint restraint,
    const struct ha_step *step)
{
	/* That severity does not count is reported with the decision. */
	if (step->kind != HA_OPTION_SEVERITY)
		mod_log_restrained(actor->pamh, restraint, actor->rule.source,
		    step);
	return step->kind != HA_OPTION_ACLEXEC;
}

/* Up to the step of that number; false at a failed aclexec. */
static bool
take_steps(struct mod_actor *actor, const struct ha_plan *plan, size_t end)
{
	enum mod_restraint restraint =
	    mod_restraint_of(actor->rule.source, plan);

	while (actor->taken < end) {
		const struct ha_step *step = &plan->steps[actor->taken++];

		if (restraint == MOD_FREE ? !take_step(actor, step)
					  : !pass_over(actor, restraint, step))
			return false;
	}
	return true;
}

bool
mod_actor_run(void *context, const struct ha_plan *plan,
    struct ha_location rule)
{
	struct mod_actor *actor = context;
	size_t end = plan->count;

	begin_rule(actor, rule);
	while (end > 0 && plan->steps[end - 1].kind != HA_OPTION_ACLEXEC)
		end--;
	if (take_steps(actor, plan, end))
		return true;
	actor->taken = plan->count;
	return false;
}

static bool
has_begun(const struct mod_actor *actor, struct ha_location rule)
{
	return actor->rule.source == rule.source &&
	    actor->rule.offset == rule.offset;
}

void
mod_actor_finish(struct mod_actor *actor, const struct ha_decision *decision)
{
	/* A refusal that does not take place has no consequences. */
	if (decision->verdict != HA_ALLOW && !actor->args->enforce)
		return;
	if (decision->plan.count > 0) {
		if (!has_begun(actor, decision->rule))
			begin_rule(actor, decision->rule);
		take_steps(actor, &decision->plan, decision->plan.count);
		set_session_variables(actor);
	}
	if (decision->verdict != HA_ALLOW && actor->args->message != NULL)
		show_expanded(actor, PAM_ERROR_MSG,
		    ha_span_of(actor->args->message));
}
