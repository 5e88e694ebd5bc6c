#include "cli/check/base/here.h"
#include "cli/check/lint/lint.h"

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
	if (file->status == HA_OK)
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

static void
lint_malformed(const struct cli_view *view, const struct cli_piece *piece,
    const struct ha_pattern *pattern)
{
	if (pattern->fault == HA_CODE_BAD_ADDRESS)
		cli_lint_bad_address(view, piece);
	else if (!cli_lint_shape(view, piece, piece->effect))
		cli_find_at(view, piece, pattern->fault)->effect =
		    piece->effect;
}

void
cli_lint_pattern(const struct cli_view *view, const struct cli_piece *piece)
{
	struct ha_pattern pattern;

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
