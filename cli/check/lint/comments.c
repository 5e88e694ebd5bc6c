#include "cli/check/lint/line.h"
#include "cli/io/message.h"

/* Text that would be a rule if it stood alone. */
static bool
is_rule(struct ha_span piece)
{
	return ha_span_holds(piece, ':');
}

/* What a comment goes on with: is some of it meant as a rule? */
static bool
swallows_rule(const struct cli_line *line, size_t at)
{
	while (at < line->end) {
		struct ha_span piece = ha_span_trim(cli_line_piece(line, &at));

		if (piece.len > 0 && piece.at[0] != '#' && is_rule(piece))
			return true;
	}
	return false;
}

/* At the first backslash that joins more than comments and blank lines. */
static void
lint_swallowed(const struct cli_line *line)
{
	size_t at = line->start;

	cli_line_piece(line, &at);
	while (at < line->end) {
		size_t start = at;
		struct ha_span piece = ha_span_trim(cli_line_piece(line, &at));

		if (piece.len == 0 || piece.at[0] == '#')
			continue;
		/* Before the newline that ends the line above. */
		if (swallows_rule(line, start))
			cli_find_in_line(line, HA_CODE_COMMENT_SWALLOWS,
			    start - 2, 1);
		return;
	}
}

static void
lint_indented(const struct cli_line *line)
{
	const char *bytes = line->table->source->bytes;
	size_t at = line->start;
	struct cli_finding *finding;

	while (at < line->end && (bytes[at] == ' ' || bytes[at] == '\t'))
		at++;
	if (at == line->start || at == line->end || bytes[at] != '#')
		return;
	finding = cli_find_in_line(line, HA_CODE_COMMENT_INDENTED, at, 1);
	cli_finding_edit(&line->check->findings, finding,
	    (struct ha_location){
		line->table->source, line->start, at - line->start },
	    HA_SPAN_EMPTY);
}

/* The line above the rule would no longer be what it ignores. */
static bool
is_below_suppression(const struct cli_line *line)
{
	const struct ha_source *source = line->table->source;

	return line->start > 0 &&
	    ha_span_starts_fold(ha_source_line(source, line->start - 1),
		HA_SPAN("# hostsaccess:"));
}

/*
 * The comment moves to a line of its own above the rule, if it stands on one
 * line and takes nothing else with it.
 */
static void
move_comment(const struct cli_line *line, struct cli_finding *finding,
    struct ha_span text)
{
	struct cli_findings *findings = &line->check->findings;
	struct ha_location gap = { line->table->source, line->comment_at,
		text.len };
	struct ha_strbuf above = HA_STRBUF_INIT;

	if (ha_span_holds(text, '\n') || ha_span_holds(text, '\r') ||
	    text.at[text.len - 1] == '\\' || is_below_suppression(line))
		return;
	while (ha_is_separator(gap.source->bytes[gap.offset - 1])) {
		gap.offset--;
		gap.len++;
	}
	if (ha_span_holds(
		(struct ha_span){ gap.source->bytes + gap.offset, gap.len },
		'\n'))
		return;
	ha_strbuf_add(&above, text);
	ha_strbuf_add_byte(&above, '\n');
	if (above.failed)
		cli_no_memory();
	cli_finding_edit(findings, finding,
	    (struct ha_location){ gap.source, line->start, 0 },
	    ha_strbuf_span(&above));
	cli_finding_edit(findings, finding, gap, HA_SPAN_EMPTY);
	ha_strbuf_free(&above);
}

static void
lint_trailing(const struct cli_line *line)
{
	struct ha_span text = { line->table->source->bytes + line->comment_at,
		line->end - line->comment_at };
	struct cli_finding *finding;

	text = ha_span_trim(text);
	finding = cli_find_in_line(line, HA_CODE_COMMENT_TRAILING,
	    line->comment_at, text.len);
	move_comment(line, finding, text);
}

void
cli_lint_comment(const struct cli_line *line)
{
	if (cli_line_is_comment(line)) {
		lint_swallowed(line);
		lint_indented(line);
	} else if (line->comment_at < line->end &&
	    line->fault == HA_CODE_NONE) {
		lint_trailing(line);
	}
}
