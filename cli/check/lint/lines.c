#include <string.h>

#include "cli/check/lint/line.h"
#include "cli/check/lint/lint.h"
#include "common/base/bounds.h"

/* A table of which the lines are being looked at. */
struct scan {
	struct cli_line line;
	struct ha_reader reader;
};

static unsigned
class_of(unsigned char byte)
{
	switch (byte) {
	case '\n':
		return CLI_LINE_NEWLINE;
	case '\r':
		return CLI_LINE_CR;
	case '#':
		return CLI_LINE_HASH;
	case '/':
		return CLI_LINE_SLASH;
	case '\\':
		return CLI_LINE_BACKSLASH;
	case '\t':
	case '\0':
		return 0;
	}
	return byte < 0x20 || byte >= 0x7f ? CLI_LINE_ODD : 0;
}

/* The end of a physical line; flags gains what stands in it. */
static size_t
find_end(const struct ha_source *source, size_t at, unsigned *flags)
{
	for (; at < source->len; at++) {
		unsigned found = class_of((unsigned char)source->bytes[at]);

		if (found == CLI_LINE_NEWLINE)
			break;
		*flags |= found;
	}
	return at;
}

/* The next logical line, joined as the reader does. */
static void
take_line(struct cli_line *line, size_t at)
{
	const struct ha_source *source = line->table->source;

	line->start = at;
	line->joined = line->flags = 0;
	line->is_long = false;
	do {
		size_t end = find_end(source, at, &line->flags);

		if (line->joined + (end - at) + 2 > HA_LIBWRAP_LINE_BUFFER)
			line->is_long = true;
		line->is_continued = end < source->len && end > at &&
		    source->bytes[end - 1] == '\\';
		line->joined += end - at - line->is_continued;
		line->end = end;
		at = line->next = end < source->len ? end + 1 : end;
	} while (line->is_continued && at < source->len);
	line->options_at = line->comment_at = line->end;
	line->fault = HA_CODE_NONE;
}

static bool
starts_with(const struct cli_line *line, char byte)
{
	return line->start < line->end &&
	    line->table->source->bytes[line->start] == byte;
}

/* Where the parts of the rule begin that are not lists. */
static void
note_parts(struct cli_line *line, struct ha_rule *rule)
{
	struct ha_span rest = ha_span_from(rule->text, rule->text.len);

	line->fault = rule->fault;
	if (rule->fault != HA_CODE_NONE && rule->fault != HA_CODE_EXCEPT_ALONE)
		return;
	if (rule->has_options) {
		line->options_at =
		    ha_rule_locate(rule, ha_span_before(rule->options, 0))
			.offset;
	} else if (rule->clients.at + rule->clients.len != rest.at) {
		rest.at = rule->clients.at + rule->clients.len;
		line->comment_at = ha_rule_locate(rule, rest).offset;
	}
}

/*
 * Reads the line as a rule, and nothing after it.  Without a rule in it, it
 * is a comment, or blank.
 */
static void
read_rule(struct scan *scan, struct ha_rule *rule, bool *is_rule)
{
	struct cli_line *line = &scan->line;

	scan->reader.next = line->start;
	scan->reader.end = line->next;
	*is_rule = cli_next_rule(&scan->reader, rule);
	if (*is_rule) {
		ha_rule_split(rule);
		note_parts(line, rule);
	} else {
		line->comment_at = line->start;
	}
}

static void
lint_merge_mark(struct scan *scan)
{
	const struct cli_line *line = &scan->line;
	struct ha_rule rule;
	bool is_rule;
	struct cli_finding *finding;

	if (!cli_is_merge_mark(line->table->source, line->start))
		return;
	read_rule(scan, &rule, &is_rule);
	finding = cli_find_in_line(line, HA_CODE_MERGE_MARKER, line->start,
	    CLI_MERGE_MARK_LEN);
	if (is_rule && rule.fault != HA_CODE_NONE)
		finding->effect =
		    ha_rule_fault_effect(&rule, line->table->kind);
}

/* A backslash that goes on nowhere: blanks or a CR hide it. */
static void
lint_backslashes(const struct cli_line *line)
{
	size_t at = line->start;

	while (at < line->end) {
		size_t start = at;
		struct ha_span piece = cli_line_piece(line, &at);
		size_t len = piece.len;

		while (len > 0 && ha_is_blank(piece.at[len - 1]))
			len--;
		if (len == 0 || len == piece.len || piece.at[len - 1] != '\\' ||
		    start + piece.len == line->table->source->len)
			continue;
		cli_find_in_line(line, HA_CODE_BACKSLASH_BLANK, start + len - 1,
		    piece.len - len + 1);
		return;
	}
}

static bool
is_indented_comment(const struct cli_line *line)
{
	struct ha_span text = { line->table->source->bytes + line->start,
		line->end - line->start };

	text = ha_span_trim(text);
	return text.len > 0 && text.at[0] == '#';
}

/* Most lines of a big table are done here. */
static void
lint_line(struct scan *scan)
{
	struct cli_line *line = &scan->line;
	struct ha_rule rule;
	bool is_rule;

	if (line->is_long)
		cli_find_in_line(line, HA_CODE_LINE_LONG_FOR_LIBWRAP,
		    line->start, 1);
	if (starts_with(line, '<') || starts_with(line, '>') ||
	    starts_with(line, '=') || starts_with(line, '|'))
		lint_merge_mark(scan);
	if (line->flags == 0)
		return;
	if (starts_with(line, '#'))
		line->comment_at = line->start;
	else if ((line->flags &
		     (CLI_LINE_ODD | CLI_LINE_HASH | CLI_LINE_SLASH)) != 0)
		read_rule(scan, &rule, &is_rule);
	if ((line->flags & CLI_LINE_CR) != 0)
		cli_lint_return(line);
	if ((line->flags & CLI_LINE_ODD) != 0)
		cli_lint_bytes(line);
	if ((line->flags & CLI_LINE_HASH) != 0)
		cli_lint_comment(line);
	if ((line->flags & CLI_LINE_SLASH) != 0)
		cli_lint_urls(line);
	if ((line->flags & CLI_LINE_BACKSLASH) != 0 &&
	    !is_indented_comment(line))
		lint_backslashes(line);
}

/* A second one belongs to the first word, as long as the first is there. */
static void
lint_start(struct cli_check *check, const struct cli_table *table)
{
	const struct ha_source *source = table->source;
	struct ha_location mark = { source, 0, ha_source_start(source) };
	struct cli_finding *finding;

	if (mark.len == 0)
		return;
	finding = cli_find(&check->findings, HA_CODE_BOM, mark);
	if (source->len < 2 * mark.len ||
	    memcmp(source->bytes + mark.len, source->bytes, mark.len) != 0)
		cli_finding_edit(&check->findings, finding, mark,
		    HA_SPAN_EMPTY);
}

/* A rule has a lint of its own: there it matters what the rule does. */
static void
lint_end(struct scan *scan)
{
	struct ha_rule rule;
	bool is_rule;

	if (scan->line.joined == 0)
		return;
	read_rule(scan, &rule, &is_rule);
	if (!is_rule)
		cli_lint_end_of_no_rule(&scan->line);
}

void
cli_lint_lines(struct cli_check *check, const struct cli_table *table)
{
	struct scan scan = { .line = { .check = check, .table = table } };
	size_t at = ha_source_start(table->source);
	bool is_of_template = false;

	lint_start(check, table);
	cli_lint_returns(check, table);
	ha_reader_init(&scan.reader, table->source, HA_LINES_OWN);
	while (at < table->source->len) {
		take_line(&scan.line, at);
		is_of_template = cli_is_of_template(check, table, at);
		if (!is_of_template)
			lint_line(&scan);
		at = scan.line.next;
	}
	if (table->source->len > 0 && !is_of_template)
		lint_end(&scan);
	ha_reader_free(&scan.reader);
}
