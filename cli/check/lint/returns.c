#include <string.h>

#include "cli/check/lint/line.h"

/* The carriage returns before the newline at offset end. */
static struct ha_location
returns_before(const struct ha_source *source, size_t end)
{
	struct ha_location returns = { source, end, 0 };

	while (returns.offset > 0 &&
	    source->bytes[returns.offset - 1] == '\r') {
		returns.offset--;
		returns.len++;
	}
	return returns;
}

/* The next line that ends in CR LF at or after *at; its CRs. */
static bool
next_returns(const struct ha_source *source, size_t *at,
    struct ha_location *returns)
{
	const char *found =
	    memmem(source->bytes + *at, source->len - *at, "\r\n", 2);

	if (found == NULL)
		return false;
	*at = (size_t)(found - source->bytes) + 2;
	*returns = returns_before(source, *at - 1);
	return true;
}

/* Without the CR, a backslash before it would join the next line. */
static bool
is_needed(struct ha_location returns)
{
	return returns.offset > 0 &&
	    returns.source->bytes[returns.offset - 1] == '\\';
}

/* Told once for the whole file; each line has its edit. */
void
cli_lint_returns(struct cli_check *check, const struct cli_table *table)
{
	struct cli_finding *finding;
	struct ha_location returns;
	size_t at = 0;

	if (!next_returns(table->source, &at, &returns))
		return;
	finding = cli_find(&check->findings, HA_CODE_CRLF, returns);
	do {
		if (!is_needed(returns))
			cli_finding_edit(&check->findings, finding, returns,
			    HA_SPAN_EMPTY);
	} while (next_returns(table->source, &at, &returns));
}

/* Those at the end of a line do not count. */
void
cli_lint_return(const struct cli_line *line)
{
	size_t at = line->start;

	while (at < line->end) {
		size_t start = at;
		struct ha_span piece = cli_line_piece(line, &at);
		size_t found;

		while (piece.len > 0 && piece.at[piece.len - 1] == '\r')
			piece.len--;
		found = ha_span_find(piece, '\r');
		if (found == piece.len)
			continue;
		cli_find_in_line(line, HA_CODE_CR_INSIDE, start + found, 1);
		return;
	}
}
