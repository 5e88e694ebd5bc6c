#ifndef CLI_CHECK_LINT_LINE_H
#define CLI_CHECK_LINT_LINE_H

#include "cli/check/base/view.h"

/* What of it a lint of lines may have to look at. */
enum {
	CLI_LINE_CR = 1,
	CLI_LINE_HASH = 2,
	CLI_LINE_ODD = 4, /* controls, and bytes outside ASCII */
	CLI_LINE_SLASH = 8,
	CLI_LINE_BACKSLASH = 16,
	CLI_LINE_NEWLINE = 32 /* in the table of bytes alone */
};

/* A logical line; offsets are those of the source. */
struct cli_line {
	struct cli_check *check;
	const struct cli_table *table;
	size_t start, end, next; /* end: before its last newline */
	size_t joined;           /* its length without backslash-newlines */
	bool is_long;            /* for libwrap */
	bool is_continued;       /* its last physical line, too */
	unsigned flags;
	/* Where a rule's options and its last comment begin, or end. */
	size_t options_at, comment_at;
	enum ha_code fault;
};

struct cli_finding *cli_find_in_line(const struct cli_line *line,
    enum ha_code code, size_t offset, size_t len);

/* One physical line of it; at is the offset where the next one begins. */
struct ha_span cli_line_piece(const struct cli_line *line, size_t *at);

/* The marks of a conflict that was not resolved, each a line's beginning. */
#define CLI_MERGE_MARK_LEN ((size_t)7)

/*
 * Does a line begin there with "<<<<<<<" or another mark of a conflict that was
 * not resolved?  Such a line is reported before it is read as a rule.
 */
bool cli_is_merge_mark(const struct ha_source *source, size_t at);

/* Is the line a comment as a whole? */
static inline bool
cli_line_is_comment(const struct cli_line *line)
{
	return line->comment_at == line->start;
}

/* lint_ends: a last line that is a comment, or blank, and has no end. */
void cli_lint_end_of_no_rule(const struct cli_line *line);

/* lint_bytes: characters that nobody sees, or that are not ASCII. */
void cli_lint_bytes(const struct cli_line *line);

/* lint_comments: comments that do more, or less, than it seems. */
void cli_lint_comment(const struct cli_line *line);

/* lint_urls: of which the ":" ends the client list. */
void cli_lint_urls(const struct cli_line *line);

/* lint_returns: carriage returns. */
void cli_lint_returns(struct cli_check *check, const struct cli_table *table);
void cli_lint_return(const struct cli_line *line);

#endif
