#include "cli/check/lint/pam_case.h"
#include "cli/pam/conditions.h"

#include <security/pam_appl.h>
#include <stdlib.h>

#include "cli/io/message.h"

/* Steps of a way that are shown; the last ones decide. */
#define STEPS_MAX 8

/* ---- what a line can skip ---- */

/* The lines after this one that are of its level, or of a higher one. */
static size_t
end_of_level(const struct cli_pam_chain *chain, size_t at)
{
	int level = chain->lines[at]->level;

	do {
		at++;
	} while (at < chain->count && chain->lines[at]->level >= level);
	return at;
}

/* Where a jump leads; the line itself: there are not so many, it fails. */
static size_t
target_of(const struct cli_pam_chain *chain, size_t at, int jump)
{
	int level = chain->lines[at]->level;
	size_t end = end_of_level(chain, at), to = at + 1;

	while (jump-- > 0) {
		if (to >= end)
			return at;
		do {
			to++;
		} while (to < end && chain->lines[to]->level > level);
	}
	return to;
}

/* The longest jump that the line may make, and whether it may end the walk. */
static int
longest_jump(const struct cli_pam_guard *guard, size_t at, bool *may_end)
{
	const struct cli_pam_line *line = guard->chain.lines[at];
	int longest = 0;

	*may_end = false;
	for (int code = 0; code < CLI_PAM_CODES; code++) {
		int action = line->actions[code];

		if (!cli_pam_may_return(guard->players[at].role, code))
			continue;
		if (action > longest)
			longest = action;
		*may_end = *may_end || action == CLI_PAM_DONE;
	}
	return longest;
}

/* The first line that may skip what stands at "at", as reached so far. */
struct skip {
	size_t by, behind; /* the line, and where the walk goes on */
};

static void
update(struct skip *skip, size_t by, size_t behind)
{
	if (behind > skip->behind)
		*skip = (struct skip){ by, behind };
}

/* ---- findings ---- */

static void
add_step(struct ha_strbuf *text, const struct cli_pam_step *step)
{
	if (text->len > 0)
		ha_strbuf_add_text(text, ", ");
	if (step->line->module.len > 0)
		ha_strbuf_add(text, step->line->module);
	else
		ha_strbuf_add_text(text, "(none)");
	ha_strbuf_add_byte(text, ' ');
	ha_strbuf_add_text(text, cli_pam_code_name(step->code));
}

/* "pam_unix.so auth_err, pam_permit.so success" */
static const char *
witness_of(struct cli_pam_case *pam_case, const struct cli_pam_path *path)
{
	struct ha_strbuf text = HA_STRBUF_INIT;
	size_t first = path->count > STEPS_MAX ? path->count - STEPS_MAX : 0;
	const char *kept;

	if (first > 0)
		ha_strbuf_add_text(&text, "...");
	for (size_t i = first; i < path->count; i++)
		add_step(&text, &path->steps[i]);
	if (text.failed)
		cli_no_memory();
	kept =
	    cli_findings_keep(&pam_case->check->findings, ha_strbuf_span(&text))
		.at;
	ha_strbuf_free(&text);
	return kept;
}

/*
 * What gets past account is let in.  After a sound account, auth costs but a
 * prompt, and session nothing.
 */
static enum ha_level
level_of(const struct cli_pam_case *pam_case, const struct cli_pam_guard *guard)
{
	const struct cli_pam_guard *account =
	    &pam_case->guards[CLI_PAM_ACCOUNT];
	bool is_guarded = account->ours != NULL && !account->is_open;

	switch (guard->type) {
	case CLI_PAM_ACCOUNT:
		return HA_LEVEL_ERROR;
	case CLI_PAM_AUTH:
		return is_guarded ? HA_LEVEL_WARNING : HA_LEVEL_ERROR;
	case CLI_PAM_SESSION:
	case CLI_PAM_PASSWORD:
		return is_guarded ? HA_LEVEL_NOTE : HA_LEVEL_WARNING;
	}
	return HA_LEVEL_ERROR;
}

static struct cli_finding *
find_type(struct cli_pam_case *pam_case, const struct cli_pam_guard *guard,
    enum ha_code code, enum ha_level level, struct ha_location where)
{
	struct cli_finding *finding =
	    cli_find_in_stack(pam_case, code, level, where);

	finding->args[0] = ha_span_of(cli_pam_type_name(guard->type));
	return finding;
}

/* It may be an exception that was meant, if it is not for ordinary users. */
static enum ha_level
level_of_condition(const struct cli_pam_line *condition, enum ha_level level)
{
	if (cli_pam_jumps_for_few(condition))
		return HA_LEVEL_NOTE;
	return level < HA_LEVEL_WARNING ? level : HA_LEVEL_WARNING;
}

/* Our line at "at" may be skipped by another one. */
static void
find_skip(struct cli_pam_case *pam_case, const struct cli_pam_guard *guard,
    enum ha_code code, size_t at, const struct skip *skip, const char *witness)
{
	const struct cli_pam_line *by = guard->chain.lines[skip->by];
	enum ha_level level = level_of(pam_case, guard);
	struct cli_finding *finding;

	/* A condition that skips our line, and it alone, was put before it. */
	if (code == HA_CODE_PAM_IN_JUMP && skip->behind == at + 1 &&
	    skip->by + 1 == at && cli_pam_is_condition(by->module))
		level = level_of_condition(by, level);
	finding = cli_find_in_stack(pam_case, code, level,
	    guard->chain.lines[at]->module_place);
	finding->args[0] = by->module;
	finding->related[0] = by->where;
	finding->witness = witness;
}

/* Each of our lines that may be skipped; false: none is.  witness may be NULL.
 */
static bool
lint_skips(struct cli_pam_case *pam_case, const struct cli_pam_guard *guard,
    const char *witness)
{
	struct skip ended = { 0, 0 }, jumped = { 0, 0 };
	bool is_found = false;

	for (size_t i = 0; i < guard->chain.count; i++) {
		const struct cli_pam_line *line = guard->chain.lines[i];
		bool may_end;
		int jump;

		if (cli_pam_is_ours(line)) {
			is_found =
			    is_found || ended.behind > i || jumped.behind > i;
			if (ended.behind > i)
				find_skip(pam_case, guard,
				    HA_CODE_PAM_AFTER_SUFFICIENT, i, &ended,
				    witness);
			if (jumped.behind > i)
				find_skip(pam_case, guard, HA_CODE_PAM_IN_JUMP,
				    i, &jumped, witness);
		} else if (line->kind == CLI_PAM_MODULE) {
			jump = longest_jump(guard, i, &may_end);
			if (may_end)
				update(&ended, i,
				    end_of_level(&guard->chain, i));
			if (jump > 0)
				update(&jumped, i,
				    target_of(&guard->chain, i, jump));
		}
	}
	return is_found;
}

/* Does the control forget what our module refuses? */
static bool
forgets(const struct cli_pam_guard *guard, size_t at)
{
	const struct cli_pam_line *line = guard->chain.lines[at];
	int action = line->actions[guard->players[at].returns.denied];

	return cli_pam_is_ours(line) &&
	    cli_pam_refuses(guard->players[at].returns) &&
	    action != CLI_PAM_BAD && action != CLI_PAM_DIE;
}

static void
find_loss(struct cli_pam_case *pam_case, const struct cli_pam_guard *guard,
    const struct cli_pam_line *line, const struct cli_pam_path *path)
{
	struct cli_finding *finding =
	    find_type(pam_case, guard, HA_CODE_PAM_ADMITS_DENIED,
		level_of(pam_case, guard), line->control_place);

	finding->witness = witness_of(pam_case, path);
}

/* Whom the rules refuse passes: which lines are to blame? */
static void
lint_open(struct cli_pam_case *pam_case, const struct cli_pam_guard *guard,
    const struct cli_pam_path *path)
{
	const char *witness = witness_of(pam_case, path);
	/* An example of another fault would be none of a skipped line. */
	bool is_found =
	    lint_skips(pam_case, guard, path->asks_ours ? NULL : witness);

	for (size_t i = 0; i < guard->chain.count; i++) {
		if (!forgets(guard, i))
			continue;
		find_loss(pam_case, guard, guard->chain.lines[i], path);
		is_found = true;
	}
	if (!is_found)
		find_loss(pam_case, guard, guard->ours, path);
}

/* Is there a way?  That not all were looked at is reported. */
static bool
explore(struct cli_pam_case *pam_case, const struct cli_pam_guard *guard,
    enum cli_pam_question question, struct cli_pam_path *path)
{
	bool is_found =
	    cli_pam_explore(&guard->chain, guard->players, question, path);

	if (path->gave_up)
		find_type(pam_case, guard, HA_CODE_PAM_CUT_SHORT,
		    ha_code_level(HA_CODE_PAM_CUT_SHORT),
		    guard->ours->module_place);
	return is_found;
}

static void
lint_denied(struct cli_pam_case *pam_case, struct cli_pam_guard *guard)
{
	struct cli_pam_path path;

	guard->is_open = true;
	/* Nobody is refused, which has been said. */
	if (!guard->refuses)
		return;
	if (explore(pam_case, guard, CLI_PAM_ADMITS_DENIED, &path))
		lint_open(pam_case, guard, &path);
	else
		guard->is_open = path.gave_up;
	free(path.steps);
}

/* The line that says yes for whom the rules admit, or skips others for it. */
static const struct cli_pam_line *
granting_line(const struct cli_pam_guard *guard)
{
	for (size_t i = 0; i < guard->chain.count; i++) {
		const struct cli_pam_line *line = guard->chain.lines[i];
		int code = guard->players[i].returns.allowed;

		if (!cli_pam_is_ours(line))
			continue;
		if (code == PAM_SUCCESS || line->actions[code] > 0)
			return line;
	}
	return NULL;
}

static void
lint_alone(struct cli_pam_case *pam_case, const struct cli_pam_guard *guard)
{
	const struct cli_pam_line *line = granting_line(guard);
	struct cli_pam_path path;
	size_t at;

	if (guard->type != CLI_PAM_AUTH || line == NULL)
		return;
	if (explore(pam_case, guard, CLI_PAM_OURS_ALONE, &path)) {
		at = cli_pam_find_arg(line, HA_SPAN("allow_is="));
		find_type(pam_case, guard, HA_CODE_PAM_OURS_ALONE,
		    HA_LEVEL_ERROR,
		    at < line->nargs ? line->arg_places[at]
				     : line->control_place)
		    ->witness = witness_of(pam_case, &path);
	}
	free(path.steps);
}

/* Passwords may have been shut out on purpose; keys pass by auth. */
static void
lint_impossible(struct cli_pam_case *pam_case,
    const struct cli_pam_guard *guard)
{
	enum ha_level level =
	    guard->type == CLI_PAM_AUTH ? HA_LEVEL_WARNING : HA_LEVEL_ERROR;
	struct cli_pam_path path;

	if (guard->is_faulty)
		return;
	if (!explore(pam_case, guard, CLI_PAM_ADMITS_ALLOWED, &path) &&
	    !path.gave_up && !lint_skips(pam_case, guard, NULL))
		find_type(pam_case, guard, HA_CODE_PAM_IMPOSSIBLE, level,
		    guard->ours->module_place);
	free(path.steps);
}

void
cli_lint_pam_chain(struct cli_pam_case *pam_case, struct cli_pam_guard *guard)
{
	lint_denied(pam_case, guard);
	lint_alone(pam_case, guard);
	lint_impossible(pam_case, guard);
}
