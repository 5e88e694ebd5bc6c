#include "cli/check/base/here.h"
#include "cli/check/lint/lint.h"
#include "cli/check/lint/repairs.h"

/* A pattern that names a file, in a rule or in a file. */
static void
lint_file_name(const struct cli_view *view, const struct cli_piece *piece)
{
	struct cli_pattern_file *file =
	    cli_pattern_file(&view->check->files, piece->text);
	struct cli_finding *finding;

	if (piece->file != NULL)
		cli_find_at(view, piece, HA_CODE_FILE_NESTED)->args[0] =
		    piece->text;
	if (file->status == HA_OK ||
	    cli_lint_length_apart(view, piece,
		file->status == HA_MISSING ? HA_EFFECT_SKIPPED
					   : HA_EFFECT_DENIED))
		return;
	if (file->status == HA_MISSING) {
		cli_find_as(&view->check->findings, HA_CODE_FILE_MISSING,
		    cli_level_of_missing(view->table, HA_CODE_FILE_MISSING),
		    piece->where)
		    ->effect = HA_EFFECT_SKIPPED;
		return;
	}
	finding = cli_find_at(view, piece,
	    file->status == HA_TOOBIG ? HA_CODE_FILE_TOO_MANY
				      : HA_CODE_FILE_UNREADABLE);
	finding->error = file->error;
	finding->effect = HA_EFFECT_DENIED;
}

/* An address it may be, or a name with something around it, or after it. */
static void
help(const struct cli_view *view, const struct cli_piece *piece,
    struct cli_finding *finding)
{
	struct cli_findings *findings = &view->check->findings;
	struct ha_span name =
	    ha_span_before(piece->text, ha_span_find(piece->text, '/'));

	cli_help_repair(findings, finding, cli_repair_address, piece->text);
	if (finding->help == NULL && ha_span_has_letter(name))
		cli_help_repair(findings, finding, cli_repair_name, name);
}

static void
lint_malformed(const struct cli_view *view, const struct cli_piece *piece,
    const struct ha_pattern *pattern)
{
	struct cli_finding *finding;

	if (pattern->fault == HA_CODE_BAD_ADDRESS) {
		cli_lint_bad_address(view, piece);
		return;
	}
	if (cli_lint_shape(view, piece, piece->effect) ||
	    cli_lint_length_apart(view, piece, piece->effect))
		return;
	finding = cli_find_at(view, piece, pattern->fault);
	finding->effect = piece->effect;
	if (pattern->fault == HA_CODE_BAD_NET ||
	    pattern->fault == HA_CODE_BAD_BRACKETS)
		help(view, piece, finding);
}

void
cli_lint_pattern(const struct cli_view *view, const struct cli_piece *piece)
{
	struct ha_pattern pattern;

	if (cli_lint_group(view, piece) || cli_lint_torn(view, piece))
		return;
	ha_pattern_parse(piece->text, &pattern);
	if (pattern.kind == HA_PATTERN_MALFORMED)
		lint_malformed(view, piece, &pattern);
	else if (pattern.kind == HA_PATTERN_FILE)
		lint_file_name(view, piece);
	else if (ha_pattern_needs[pattern.kind].addrs == HA_ADDRS_SET)
		cli_lint_network(view, piece, &pattern);
	else if (!ha_pattern_is_of_names(pattern.kind) ||
	    !cli_lint_shape(view, piece, HA_EFFECT_SKIPPED))
		cli_lint_name(view, piece, &pattern);
}
