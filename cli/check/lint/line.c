#include "cli/check/lint/line.h"

struct cli_finding *
cli_find_in_line(const struct cli_line *line, enum ha_code code, size_t offset,
    size_t len)
{
	return cli_find(&line->check->findings, code,
	    (struct ha_location){ line->table->source, offset, len });
}

struct ha_span
cli_line_piece(const struct cli_line *line, size_t *at)
{
	struct ha_span rest = { line->table->source->bytes + *at,
		line->end - *at };
	struct ha_span piece = ha_span_before(rest, ha_span_find(rest, '\n'));

	*at += piece.len + 1;
	return piece;
}

bool
cli_is_merge_mark(const struct ha_source *source, size_t at)
{
	static const char *const marks[] = { "<<<<<<<", "|||||||",
		"=======", ">>>>>>>" };
	struct ha_span line = ha_source_line(source, at);

	if (at != ha_source_start(source) &&
	    at != (size_t)(line.at - source->bytes))
		return false;
	line = ha_span_from(line, (size_t)(source->bytes + at - line.at));
	if (line.len > CLI_MERGE_MARK_LEN &&
	    !ha_is_blank(line.at[CLI_MERGE_MARK_LEN]))
		return false;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (ha_span_equal(ha_span_before(line, CLI_MERGE_MARK_LEN),
			ha_span_of(marks[i])))
			return true;
	}
	return false;
}
