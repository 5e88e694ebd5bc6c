#include "cli/check/fix/fix.h"

#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "cli/check/base/here.h"
#include "cli/check/base/repair.h"
#include "cli/check/fix/edits.h"
#include "cli/check/report/formats.h"
#include "cli/io/escape.h"
#include "cli/io/linecount.h"
#include "cli/io/message.h"
#include "cli/sys/writefile.h"
#include "common/base/errortext.h"

/* A file that is named twice is repaired once. */
static bool
is_first(const struct cli_check *check, const struct cli_table *table)
{
	const struct cli_table *other = check->tables;

	while (other < table && !cli_is_same_file(other->path, table->path))
		other++;
	return other == table;
}

/* What would be repaired in what is rendered may be something else here. */
static void
tell_templates(const struct cli_check *check)
{
	for (size_t i = 0; i < check->ntables; i++) {
		const struct cli_table *table = &check->tables[i];

		if (table->has_marks && is_first(check, table))
			cli_complain("check",
			    "%1: a template is left as it is: repair what it "
			    "renders to",
			    ha_span_of(table->path), HA_SPAN_EMPTY);
	}
}

/* The repairs of a table; false: there are none, and nothing to free. */
static bool
choose(const struct cli_check *check, const struct cli_table *table,
    struct cli_edits *edits)
{
	if (table->source == NULL || table->has_marks ||
	    !is_first(check, table))
		return false;
	cli_edits_choose(edits, &check->findings, table->source);
	if (edits->nmade > 0)
		return true;
	cli_edits_free(edits);
	return false;
}

/* "hosts.deny: 3 repairs", and what was wrong there. */
static void
add_repairs(struct ha_strbuf *out, const struct cli_findings *findings,
    const struct cli_edits *edits, const char *path)
{
	struct cli_linecount lines = { NULL, 0, 0 };

	cli_escape(out, ha_span_of(path));
	ha_strbuf_add_text(out, ": ");
	ha_strbuf_add_number(out, edits->nmade);
	ha_strbuf_add_text(out, edits->nmade == 1 ? " repair\n" : " repairs\n");
	for (size_t i = 0; i < findings->count; i++) {
		const struct cli_finding *finding = &findings->list[i];
		size_t line = 0;

		if (!edits->is_made[i])
			continue;
		if (finding->where.source != NULL)
			line = cli_linecount_at(&lines, finding->where);
		ha_strbuf_add_text(out, "  ");
		cli_report_one_line(out, finding, line);
		ha_strbuf_add_byte(out, '\n');
	}
}

static enum cli_write
write_table(const struct cli_table *table, const struct cli_edits *edits)
{
	struct ha_strbuf bytes = HA_STRBUF_INIT;
	enum cli_write result;
	int error;

	cli_replace(&bytes, table->source, &edits->replacements);
	if (bytes.failed)
		cli_no_memory();
	result = cli_write_file(table->source, ha_strbuf_span(&bytes), &error);
	if (result != CLI_WRITE_DONE)
		cli_complain("check", cli_write_text(result),
		    ha_span_of(table->path), ha_span_of(ha_error_text(error)));
	ha_strbuf_free(&bytes);
	return result;
}

/* Other formats are for programs, which read nothing else beside them. */
static void
tell(const struct cli_check *check, struct ha_strbuf *repairs)
{
	if (repairs->failed)
		cli_no_memory();
	if (repairs->len == 0 || check->options->output.is_quiet)
		return;
	if (check->options->format == cli_report_format_find("text")) {
		ha_strbuf_add_byte(repairs, '\n');
		fwrite(ha_strbuf_text(repairs), 1, repairs->len, stdout);
	} else {
		cli_to_stderr(repairs);
	}
}

int
cli_fix(struct cli_check *check)
{
	struct ha_strbuf repairs = HA_STRBUF_INIT;
	int status = EX_OK;

	tell_templates(check);
	for (size_t i = 0; i < check->ntables; i++) {
		const struct cli_table *table = &check->tables[i];
		struct cli_edits edits;

		if (!choose(check, table, &edits))
			continue;
		if (write_table(table, &edits) != CLI_WRITE_DONE)
			status = EX_IOERR;
		else
			add_repairs(&repairs, &check->findings, &edits,
			    table->path);
		cli_edits_free(&edits);
	}
	tell(check, &repairs);
	ha_strbuf_free(&repairs);
	return status;
}

bool
cli_fix_show(struct cli_check *check)
{
	struct ha_strbuf out = HA_STRBUF_INIT;
	bool is_shown = isatty(STDOUT_FILENO), has_any;

	tell_templates(check);
	for (size_t i = 0; i < check->ntables; i++) {
		const struct cli_table *table = &check->tables[i];
		struct cli_edits edits;

		if (!choose(check, table, &edits))
			continue;
		cli_diff(&out, table->source, &edits.replacements, is_shown);
		cli_edits_free(&edits);
	}
	if (out.failed)
		cli_no_memory();
	has_any = out.len > 0;
	if (!check->options->output.is_quiet)
		fwrite(ha_strbuf_text(&out), 1, out.len, stdout);
	ha_strbuf_free(&out);
	return has_any;
}

void
cli_fix_tell_rest(struct cli_check *check)
{
	for (size_t i = 0; i < check->ntables; i++) {
		struct cli_edits edits;

		if (!choose(check, &check->tables[i], &edits))
			continue;
		cli_edits_free(&edits);
		cli_complain("check", "more can be repaired: run it again",
		    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
		break;
	}
}
