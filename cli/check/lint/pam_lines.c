#include "cli/check/base/here.h"
#include "cli/check/lint/lint.h"
#include "cli/check/lint/pam_case.h"
#include "cli/pam/services.h"

#include <errno.h>
#include <security/pam_appl.h>
#include <sys/stat.h>

static void
find_word(struct cli_pam_case *pam_case, enum ha_code code,
    struct ha_location where, struct ha_span word)
{
	cli_find_in_stack(pam_case, code, ha_code_level(code), where)->args[0] =
	    word;
}

static struct ha_span
text_of(struct ha_location where)
{
	return (struct ha_span){ where.source->bytes + where.offset,
		where.len };
}

static void
lint_fault(struct cli_pam_case *pam_case, const struct cli_pam_line *line)
{
	enum ha_code code = HA_CODE_NONE;

	switch (line->fault) {
	case CLI_PAM_SOUND:
		return;
	case CLI_PAM_BAD_TYPE:
		code = HA_CODE_PAM_BAD_TYPE;
		break;
	case CLI_PAM_BAD_CONTROL:
		code = HA_CODE_PAM_BAD_CONTROL;
		break;
	case CLI_PAM_NO_CONTROL:
	case CLI_PAM_NO_MODULE:
		code = HA_CODE_PAM_NO_MODULE;
		break;
	case CLI_PAM_NO_FILE:
		code = HA_CODE_PAM_NO_FILE;
		break;
	case CLI_PAM_TOO_DEEP:
		code = HA_CODE_PAM_TOO_DEEP;
		break;
	}
	find_word(pam_case, code, line->word, text_of(line->word));
}

/* What it means depends on the version of libpam. */
static void
lint_gap(struct cli_pam_case *pam_case, const struct cli_pam_line *line)
{
	if (line->gap.source != NULL)
		find_word(pam_case, HA_CODE_PAM_GAP, line->gap, HA_SPAN_EMPTY);
}

/* A control may say that the module need not be there, and so may "-type". */
static bool
may_be_missing(const struct cli_pam_line *line)
{
	return line->is_silent ||
	    line->actions[PAM_MODULE_UNKNOWN] == CLI_PAM_IGNORE;
}

/* Each is reported once. */
static bool
is_told(const struct cli_findings *findings, struct ha_span module)
{
	for (size_t i = 0; i < findings->count; i++) {
		if (findings->list[i].code == HA_CODE_PAM_MODULE_MISSING &&
		    ha_span_equal(findings->list[i].args[0], module))
			return true;
	}
	return false;
}

/* What is not deployed may be meant for a machine that has the module. */
static void
lint_file(struct cli_pam_case *pam_case, const struct cli_pam_line *line,
    bool is_ours)
{
	enum ha_level level = pam_case->is_deployed
	    ? ha_code_level(HA_CODE_PAM_MODULE_MISSING)
	    : HA_LEVEL_NOTE;

	if (line->kind != CLI_PAM_MODULE || line->type == CLI_PAM_PASSWORD ||
	    (!is_ours && may_be_missing(line)) ||
	    cli_pam_module_exists(line->module) ||
	    is_told(&pam_case->check->findings, line->module))
		return;
	cli_find_in_stack(pam_case, HA_CODE_PAM_MODULE_MISSING, level,
	    line->module_place)
	    ->args[0] = line->module;
}

/* ---- our own lines ---- */

static const char *
other_table(const struct cli_check *check, enum ha_table_kind kind,
    const char *path)
{
	bool is_checked = false, has_kind = false;

	for (size_t i = 0; i < check->ntables; i++) {
		const struct cli_table *table = &check->tables[i];

		if (table->kind != kind)
			continue;
		has_kind = true;
		is_checked = is_checked || cli_is_same_file(table->path, path);
	}
	return has_kind && !is_checked ? path : NULL;
}

static void
lint_tables(struct cli_pam_case *pam_case, const struct cli_pam_line *line,
    const struct ha_module_args *args)
{
	struct cli_check *check = pam_case->check;
	const char *allow = other_table(check, HA_TABLE_ALLOW, args->allow);
	const char *deny = other_table(check, HA_TABLE_DENY, args->deny);
	size_t at = cli_pam_find_arg(line,
	    allow != NULL ? HA_SPAN("allow=") : HA_SPAN("deny="));
	struct cli_finding *finding;

	if (allow == NULL && deny == NULL)
		return;
	/* They may be put where the module looks together with the line. */
	if (!pam_case->is_deployed && at == line->nargs)
		return;
	finding = cli_find_in_stack(pam_case, HA_CODE_PAM_OTHER_TABLES,
	    pam_case->is_deployed ? HA_LEVEL_WARNING : HA_LEVEL_NOTE,
	    at < line->nargs ? line->arg_places[at] : line->module_place);
	finding->args[0] = ha_span_of(allow != NULL ? allow : deny);
	finding->args[1] = cli_table_arguments(check, args->allow, args->deny);
}

/* Why the module cannot read the table; NULL: it is there, or may be missing.
 */
static const char *
missing_table(const char *path, bool must_be_there)
{
	struct stat st;

	if (stat(path, &st) == 0 || errno != ENOENT)
		return NULL;
	if (lstat(path, &st) == 0)
		return "leads to a file that does not exist";
	return must_be_there ? "does not exist" : NULL;
}

/* Whether somebody else's tables are there is for his machine to say. */
static void
lint_missing(struct cli_pam_case *pam_case, const struct cli_pam_line *line,
    struct ha_span argument, const char *path, bool must_be_named)
{
	size_t at = cli_pam_find_arg(line, argument);
	bool is_named = at < line->nargs;
	const char *why = missing_table(path, must_be_named && is_named);
	struct cli_finding *finding;

	if (why == NULL || (!is_named && !pam_case->is_deployed))
		return;
	finding = cli_find_in_stack(pam_case, HA_CODE_PAM_TABLE_MISSING,
	    pam_case->is_deployed ? ha_code_level(HA_CODE_PAM_TABLE_MISSING)
				  : HA_LEVEL_NOTE,
	    is_named ? line->arg_places[at] : line->module_place);
	finding->args[0] = ha_span_of(path);
	finding->args[1] = ha_span_of(why);
}

/* For services that never have a client it is not our business. */
static void
lint_clients(struct cli_pam_case *pam_case, const struct cli_pam_line *line,
    const struct ha_module_args *args)
{
	struct ha_span file =
	    cli_pam_service_name(ha_span_of(line->where.source->path));

	if (args->no_rhost == HA_MODULE_NO_RHOST_IGNORE)
		return;
	if (cli_pam_is_shared(file))
		find_word(pam_case, HA_CODE_PAM_SHARED, line->module_place,
		    file);
	else if (cli_pam_has_no_rhost(pam_case->service))
		find_word(pam_case, HA_CODE_PAM_NO_RHOST, line->module_place,
		    pam_case->service);
}

static void
lint_ours(struct cli_pam_case *pam_case, const struct cli_pam_line *line)
{
	struct cli_pam_ours ours;
	size_t enforce = cli_pam_find_arg(line, HA_SPAN("enforce="));

	cli_pam_ours_read(line, &pam_case->check->pam.arena, &ours);
	if (ours.bad < line->nargs) {
		find_word(pam_case, HA_CODE_PAM_ARGUMENT,
		    line->arg_places[ours.bad],
		    line->args[ours.bad].len > 0
			? line->args[ours.bad]
			: text_of(line->arg_places[ours.bad]));
		return;
	}
	if (ours.args.enforce == 0 && enforce < line->nargs)
		find_word(pam_case, HA_CODE_PAM_NOT_ENFORCED,
		    line->arg_places[enforce], HA_SPAN_EMPTY);
	lint_tables(pam_case, line, &ours.args);
	lint_missing(pam_case, line, HA_SPAN("allow="), ours.args.allow, false);
	lint_missing(pam_case, line, HA_SPAN("deny="), ours.args.deny, true);
	lint_clients(pam_case, line, &ours.args);
	cli_lint_pam_claims(pam_case, line, &ours.args);
}

void
cli_lint_pam_lines(struct cli_pam_case *pam_case)
{
	for (size_t i = 0; i < pam_case->stack.count; i++) {
		const struct cli_pam_line *line = &pam_case->stack.lines[i];
		bool is_ours = cli_pam_is_ours(line);

		lint_fault(pam_case, line);
		lint_gap(pam_case, line);
		lint_file(pam_case, line, is_ours);
		if (is_ours && line->type != CLI_PAM_PASSWORD)
			lint_ours(pam_case, line);
	}
}
