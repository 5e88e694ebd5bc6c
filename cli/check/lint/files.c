#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/check/base/here.h"
#include "cli/check/base/kind.h"
#include "cli/check/lint/lint.h"

static struct ha_span
keep(struct cli_check *check, const char *text)
{
	return cli_findings_keep(&check->findings, ha_span_of(text));
}

/* The user's name, or the number. */
static struct ha_span
owner_of(struct cli_check *check, uid_t owner)
{
	const struct passwd *user = getpwuid(owner);
	struct ha_strbuf text = HA_STRBUF_INIT;

	if (user != NULL)
		return keep(check, user->pw_name);
	ha_strbuf_add_number(&text, owner);
	return cli_findings_take(&check->findings, &text);
}

/* Elsewhere than where it is read the owner tells nothing: it is a copy. */
static void
lint_owner(struct cli_check *check, const struct cli_table *table)
{
	uid_t owner = table->source->owner;
	struct cli_finding *finding;

	if (owner == 0)
		return;
	finding = cli_find_file(&check->findings, HA_CODE_OWNER, table->path);
	finding->args[0] = owner_of(check, owner);
	finding->args[1] = ha_span_of(table->path);
}

/* Who else may write, by the mode; NULL: nobody. */
static const char *
who_writes(mode_t mode, bool deployed)
{
	if ((mode & S_IWOTH) != 0)
		return "everybody";
	return deployed && (mode & S_IWGRP) != 0 ? "its group" : NULL;
}

static void
lint_mode(struct cli_check *check, const struct cli_table *table, bool deployed)
{
	mode_t mode = table->source->mode;
	const char *writer = S_ISREG(mode) ? who_writes(mode, deployed) : NULL;
	struct cli_finding *finding;

	if (writer != NULL) {
		finding = cli_find_file(&check->findings, HA_CODE_WRITABLE,
		    table->path);
		finding->args[0] = ha_span_of(writer);
		finding->args[1] = ha_span_of(table->path);
	}
	if (deployed && S_ISREG(mode) && (mode & S_IROTH) == 0)
		cli_find_file(&check->findings, HA_CODE_NOT_FOR_ALL,
		    table->path)
		    ->args[0] = ha_span_of(table->path);
}

/* The folder is kept.  Sticky, it lets nobody replace what belongs to another.
 */
static void
lint_folder(struct cli_check *check, const struct cli_table *table,
    struct ha_span folder, bool deployed)
{
	struct cli_finding *finding;
	const char *writer;
	struct stat st;

	if (stat(folder.at, &st) != 0 || (st.st_mode & S_ISVTX) != 0)
		return;
	writer = who_writes(st.st_mode, deployed);
	if (writer == NULL)
		return;
	finding =
	    cli_find_file(&check->findings, HA_CODE_DIR_WRITABLE, table->path);
	finding->args[0] = ha_span_of(writer);
	finding->args[1] = folder;
}

static struct ha_span
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return HA_SPAN(".");
	if (slash == path)
		return HA_SPAN("/");
	return (struct ha_span){ path, (size_t)(slash - path) };
}

/* The folder of the name, and that of the file when the name is a link. */
static void
lint_folders(struct cli_check *check, const struct cli_table *table,
    bool deployed)
{
	struct ha_span folder =
	    cli_findings_keep(&check->findings, folder_of(table->path));
	struct ha_span folder_of_target;
	char *target;
	struct stat st;

	if (!S_ISREG(table->source->mode))
		return;
	lint_folder(check, table, folder, deployed);
	if (lstat(table->path, &st) != 0 || !S_ISLNK(st.st_mode))
		return;
	target = realpath(table->path, NULL);
	if (target == NULL)
		return;
	folder_of_target =
	    cli_findings_keep(&check->findings, folder_of(target));
	if (!cli_is_same_file(folder.at, folder_of_target.at))
		lint_folder(check, table, folder_of_target, deployed);
	free(target);
}

static void
lint_name(struct cli_check *check, const struct cli_table *table)
{
	enum ha_table_kind ignored;

	if (check->options->files.count == 0 || check->options->as != NULL ||
	    cli_kind_of_name(table->path, &ignored))
		return;
	cli_find_file(&check->findings, HA_CODE_FILE_NAME, table->path)
	    ->args[0] = table->kind == HA_TABLE_ALLOW ? HA_SPAN("an allow")
						      : HA_SPAN("a deny");
}

static void
lint_missing(struct cli_check *check)
{
	if (check->is_policy && check->tables[0].source == NULL &&
	    check->tables[1].source == NULL)
		cli_find_file(&check->findings, HA_CODE_BOTH_MISSING,
		    check->tables[1].path);
}

static bool
is_default(const struct cli_pam_use *line)
{
	return cli_is_same_file(line->allow,
		   cli_default_tables[HA_TABLE_ALLOW]) &&
	    cli_is_same_file(line->deny, cli_default_tables[HA_TABLE_DENY]);
}

static bool
is_same_line(const struct cli_pam_use *a, const struct cli_pam_use *b)
{
	return strcmp(a->allow, b->allow) == 0 && strcmp(a->deny, b->deny) == 0;
}

struct ha_span
cli_table_arguments(struct cli_check *check, const char *allow,
    const char *deny)
{
	struct ha_strbuf text = HA_STRBUF_INIT;

	ha_strbuf_add_text(&text, "--allow ");
	ha_strbuf_add_text(&text, allow);
	ha_strbuf_add_text(&text, " --deny ");
	ha_strbuf_add_text(&text, deny);
	return cli_findings_take(&check->findings, &text);
}

static void
report_other_tables(struct cli_check *check, const struct cli_pam_use *line,
    enum ha_code code)
{
	bool has_allow =
	    !cli_is_same_file(line->allow, cli_default_tables[HA_TABLE_ALLOW]);
	struct cli_finding *finding =
	    cli_find_file(&check->findings, code, keep(check, line->file).at);

	finding->args[0] = keep(check, has_allow ? line->allow : line->deny);
	finding->args[1] = cli_table_arguments(check, line->allow, line->deny);
}

/*
 * The default tables were checked, and are not what the module reads.  Where
 * one service has tables of its own and another has not, that is how it was
 * meant.  The same tables are reported once for each file.
 */
static void
lint_other_tables(struct cli_check *check, const struct cli_pam_uses *uses)
{
	enum ha_code code = HA_CODE_OTHER_TABLES;

	for (size_t i = 0; i < uses->count; i++) {
		if (is_default(&uses->list[i]))
			code = HA_CODE_MORE_TABLES;
	}
	for (size_t i = 0; i < uses->count; i++) {
		const struct cli_pam_use *line = &uses->list[i];

		if (!is_default(line) &&
		    (i == 0 || line[-1].file != line->file ||
			!is_same_line(line, line - 1)))
			report_other_tables(check, line, code);
	}
}

static void
lint_table(struct cli_check *check, const struct cli_table *table)
{
	bool deployed = table->is_deployed;

	if (deployed)
		lint_owner(check, table);
	if (!table->is_stream) {
		lint_mode(check, table, deployed);
		lint_folders(check, table, deployed);
	}
	lint_name(check, table);
}

/* Nobody should lint what nobody reads. */
static void
lint_sshd(struct cli_check *check)
{
	struct cli_pam pam;
	struct cli_pam_stack stack;

	cli_pam_init(&pam, NULL);
	cli_pam_read(&pam, "sshd", &stack);
	if (stack.is_read && !cli_pam_asks_ours(&stack))
		cli_find_file(&check->findings, HA_CODE_SSHD_NOT_GUARDED,
		    keep(check, stack.source->path).at);
	cli_pam_stack_free(&stack);
	cli_pam_free(&pam);
}

/* The tables that the module reads unless they are told otherwise. */
static bool
are_defaults(const struct cli_check_options *options)
{
	return options->files.count == 0 &&
	    !cli_tables_are_named(&options->tables);
}

void
cli_lint_files(struct cli_check *check)
{
	for (size_t i = 0; i < check->ntables; i++) {
		if (check->tables[i].source != NULL)
			lint_table(check, &check->tables[i]);
	}
	lint_missing(check);
	/* With --pam it is reported of the services that were named. */
	if (are_defaults(check->options) &&
	    check->options->services.count == 0) {
		lint_other_tables(check, &check->uses);
		lint_sshd(check);
	}
}
