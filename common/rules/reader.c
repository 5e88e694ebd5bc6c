#include "common/rules/reader.h"

#include <string.h>

#include "common/base/bounds.h"
#include "common/language/addr.h"
#include "common/language/pattern.h"
#include "common/language/text.h"

/* The lines of one rule as they stand in the file. */
struct raw_line {
	struct ha_span text; /* without the last newline */
	size_t len;          /* what is left of it when it is joined */
	enum ha_line_end end;
};

void
ha_reader_init(struct ha_reader *reader, const struct ha_source *source,
    struct ha_lines lines)
{
	reader->source = source;
	reader->lines = lines;
	reader->next = !lines.reads_mark ? ha_source_start(source) : 0;
	reader->end = source->len;
	reader->arena = HA_ARENA_INIT;
}

void
ha_reader_free(struct ha_reader *reader)
{
	ha_arena_free(&reader->arena);
}

/* One physical line, and what of it belongs to the logical line. */
struct piece {
	struct ha_span text; /* without its newline */
	struct ha_span kept;
	bool has_newline;
	bool goes_on; /* the next one belongs to it, too */
};

/* For libwrap a NUL hides the rest of the line and its newline (L4). */
static struct piece
take_piece(struct ha_span *rest, struct ha_lines lines)
{
	size_t end = ha_span_find(*rest, '\n');
	struct piece piece = { .text = ha_span_before(*rest, end),
		.has_newline = end < rest->len };
	size_t nul = !lines.ends_at_nul ? end : ha_span_find(piece.text, '\0');

	piece.kept = ha_span_before(piece.text, nul);
	if (nul < end) {
		piece.goes_on = true;
	} else if (piece.has_newline && end > 0 && rest->at[end - 1] == '\\') {
		piece.kept.len--;
		piece.goes_on = true;
	}
	*rest = ha_span_from(*rest, piece.has_newline ? end + 1 : end);
	return piece;
}

/* raw is what stands before the piece, which is the last one so far. */
static enum ha_line_end
line_end(const struct raw_line *raw, const struct piece *piece)
{
	if (piece->has_newline)
		return HA_LINE_ENDED;
	return piece->text.len == 0 && raw->text.len > 0 &&
		raw->text.at[raw->text.len - 1] == '\\'
	    ? HA_LINE_CONTINUED
	    : HA_LINE_CUT;
}

/* Where libwrap stops reading: a line too long, or not ended by a newline. */
static bool
gives_up(struct ha_lines lines, const struct raw_line *raw,
    const struct piece *piece)
{
	if (lines.gives_up_long &&
	    raw->len + piece->text.len + 2 > HA_LIBWRAP_LINE_BUFFER)
		return true;
	if (raw->end == HA_LINE_ENDED || raw->len + piece->kept.len == 0)
		return false;
	return raw->end == HA_LINE_CONTINUED ? lines.gives_up_continued
					     : lines.gives_up_cut;
}

/* Takes the next logical line off the source.  As ha_reader_next. */
static enum ha_status
take_raw_line(struct ha_reader *reader, struct raw_line *raw)
{
	struct ha_span rest = { reader->source->bytes + reader->next,
		reader->end - reader->next };
	const char *start = rest.at;
	struct piece piece;

	if (rest.len == 0)
		return HA_END;
	*raw = (struct raw_line){ .text = { start, 0 } };
	do {
		piece = take_piece(&rest, reader->lines);
		raw->end = line_end(raw, &piece);
		if (gives_up(reader->lines, raw, &piece))
			return HA_GIVEN_UP;
		raw->len += piece.kept.len;
		raw->text.len =
		    (size_t)(piece.text.at - start) + piece.text.len;
	} while (piece.goes_on && piece.has_newline);
	reader->next = reader->end - rest.len;
	return HA_OK;
}

/* After the backslash-newlines that stand at offset at. */
static size_t
skip_joins(struct ha_span raw, size_t at)
{
	while (raw.len - at >= 2 && raw.at[at] == '\\' &&
	    raw.at[at + 1] == '\n')
		at += 2;
	return at;
}

static size_t
first_not_blank(struct ha_span raw)
{
	size_t at = skip_joins(raw, 0);

	while (at < raw.len && ha_is_blank(raw.at[at]))
		at = skip_joins(raw, at + 1);
	return at;
}

/*
 * A ':' in the comment, outside a pair of brackets that both stand in it:
 * whoever wrote it may have meant an option.
 */
static bool
comment_hides_field(struct ha_span comment)
{
	bool is_open = false, has_colon = false, colon_inside = false;

	for (size_t i = 0; i < comment.len; i++) {
		char byte = comment.at[i];

		if (byte == '[' && !is_open) {
			is_open = true;
			colon_inside = false;
		} else if (byte == ']' && is_open) {
			is_open = false;
		} else if (byte == ':' && is_open) {
			colon_inside = true;
		} else if (byte == ':') {
			has_colon = true;
		}
	}
	return has_colon || (is_open && colon_inside);
}

/* Column 1 makes a comment of any length; so do blanks before the '#'. */
static bool
is_comment_line(struct ha_span raw, struct ha_lines lines)
{
	size_t first = skip_joins(raw, 0);

	if (first < raw.len && raw.at[first] == '#')
		return true;
	if (lines.has_no_comments)
		return false;
	first = first_not_blank(raw);
	return first < raw.len && raw.at[first] == '#' &&
	    !comment_hides_field(ha_span_from(raw, first));
}

static enum ha_status
join(struct ha_reader *reader, const struct raw_line *raw, struct ha_span *text)
{
	struct ha_span rest = raw->text;
	char *copy;
	size_t len = 0;

	ha_arena_reset(&reader->arena);
	*text = raw->text;
	if (raw->len == raw->text.len)
		return HA_OK;
	copy = ha_arena_alloc(&reader->arena, raw->len);
	if (copy == NULL)
		return HA_NOMEM;
	while (rest.len > 0) {
		struct piece piece = take_piece(&rest, reader->lines);

		memcpy(copy + len, piece.kept.at, piece.kept.len);
		len += piece.kept.len;
	}
	*text = (struct ha_span){ copy, len };
	return HA_OK;
}

static void
set_fault(struct ha_rule *rule, enum ha_code fault, size_t at)
{
	rule->fault = fault;
	rule->fault_at = at;
}

struct ha_list
ha_list_of(struct ha_span text)
{
	return (struct ha_list){ text, 0 };
}

/* The next word, EXCEPT among them. */
static bool
next_word(struct ha_span *rest, struct ha_span *word)
{
	size_t start = 0, end;

	while (start < rest->len && ha_is_separator(rest->at[start]))
		start++;
	if (start == rest->len)
		return false;
	end = start;
	while (end < rest->len && !ha_is_separator(rest->at[end]))
		end++;
	*word = (struct ha_span){ rest->at + start, end - start };
	*rest = ha_span_from(*rest, end);
	return true;
}

bool
ha_list_next(struct ha_list *list, struct ha_token *token)
{
	while (next_word(&list->rest, &token->text)) {
		if (ha_text_is_except(token->text)) {
			list->group++;
			continue;
		}
		token->group = list->group;
		return true;
	}
	return false;
}

bool
ha_list_has_exceptions(struct ha_span text)
{
	struct ha_list list = ha_list_of(text);
	struct ha_token token = { .group = 0 };

	while (token.group == 0 && ha_list_next(&list, &token))
		continue;
	return token.group > 0;
}

/* "ALL@ALL" is everybody, too: any user of any host, or daemon of any server.
 */
static bool
is_everybody(struct ha_span token)
{
	struct ha_span before_at, host;

	if (!ha_text_split(token, &before_at, &host))
		return ha_text_is_all(token);
	return ha_text_is_all(before_at) && ha_text_is_all(host);
}

bool
ha_list_is_everybody(struct ha_span text)
{
	struct ha_list list = ha_list_of(text);
	struct ha_token token;
	bool is_all = false;

	while (ha_list_next(&list, &token)) {
		if (token.group > 0)
			return false;
		is_all = is_all || is_everybody(token.text);
	}
	return is_all;
}

/* Empty lists (F1), and those in which EXCEPT has an empty side (F3). */
static void
check_list(struct ha_rule *rule, struct ha_span list, enum ha_code if_empty)
{
	struct ha_span rest = list, word, last = HA_SPAN_EMPTY;
	bool expects_token = true, is_empty = true;

	while (next_word(&rest, &word)) {
		bool is_except = ha_text_is_except(word);

		is_empty = false;
		last = word;
		if (is_except && expects_token)
			break;
		expects_token = is_except;
	}
	if (is_empty && !rule->lines.reads_over_faults)
		set_fault(rule, if_empty, (size_t)(list.at - rule->text.at));
	else if (!is_empty && expects_token && !rule->lines.reads_over_except)
		set_fault(rule, HA_CODE_EXCEPT_ALONE,
		    (size_t)(last.at - rule->text.at));
}

static void
check_nul(struct ha_rule *rule, size_t start, size_t end)
{
	struct ha_span part =
	    ha_span_from(ha_span_before(rule->text, end), start);
	size_t nul = ha_span_find(part, '\0');

	if (nul < part.len && !rule->lines.ends_at_nul)
		set_fault(rule, HA_CODE_NUL_RULE, start + nul);
}

/* The first field, up to a ':' outside brackets, or to a comment. */
static void
find_daemons(struct ha_rule *rule)
{
	struct ha_span text = rule->text;
	bool has_comments = !rule->lines.has_no_comments, at_start = true;
	long depth = 0;
	size_t i;

	for (i = 0; i < text.len; i++) {
		char byte = text.at[i];

		if (has_comments && at_start && byte == '#')
			break;
		if (byte == ':' && depth == 0)
			break;
		if (byte == '[')
			depth++;
		else if (byte == ']')
			depth--;
		at_start = ha_is_separator(byte);
	}
	rule->daemons = ha_span_before(text, i);
	rule->rest_at = i + 1;
	if (i < text.len && text.at[i] != ':')
		set_fault(rule,
		    comment_hides_field(ha_span_from(text, i))
			? HA_CODE_COMMENT_COLON
			: HA_CODE_NO_SEPARATOR,
		    i);
	else if (i == text.len)
		set_fault(rule,
		    depth != 0 ? HA_CODE_BRACKETS : HA_CODE_NO_SEPARATOR, 0);
	else
		check_list(rule, rule->daemons, HA_CODE_NO_DAEMON);
	if (rule->fault == HA_CODE_NONE)
		check_nul(rule, 0, i);
	rule->daemons_readable = rule->fault == HA_CODE_NONE;
}

/* Joined only where a NUL may hide what is there: comments have no bound. */
static enum ha_status
is_no_rule(struct ha_reader *reader, const struct raw_line *raw, bool *is_none)
{
	struct ha_span text = raw->text;
	enum ha_status status = HA_OK;

	if (reader->lines.ends_at_nul)
		status = join(reader, raw, &text);
	*is_none = status == HA_OK &&
	    (first_not_blank(text) == text.len ||
		is_comment_line(text, reader->lines));
	return status;
}

/* HA_END, too, after a line that is no rule. */
static enum ha_status
read_rule(struct ha_reader *reader, struct ha_rule *rule)
{
	struct raw_line raw;
	enum ha_status status = take_raw_line(reader, &raw);
	bool is_none;

	if (status == HA_END)
		return HA_END;
	*rule = (struct ha_rule){ .lines = reader->lines };
	rule->where.source = reader->source;
	rule->where.offset = (size_t)(raw.text.at - reader->source->bytes);
	rule->where.len = raw.text.len;
	rule->mapped_raw = rule->where.offset;
	rule->line_end = raw.end;
	if (status == HA_OK)
		status = is_no_rule(reader, &raw, &is_none);
	if (status != HA_OK)
		return status;
	if (is_none)
		return HA_END;
	if (raw.len > HA_LINE_MAX) {
		/* Not joined either: its size has no bound. */
		rule->text = raw.text;
		set_fault(rule, HA_CODE_LINE_TOO_LONG, 0);
		return HA_OK;
	}
	status = join(reader, &raw, &rule->text);
	if (status == HA_OK)
		find_daemons(rule);
	return status;
}

/* libwrap reads over a line without a separator (F1). */
static bool
is_skipped(const struct ha_rule *rule)
{
	return rule->lines.reads_over_faults &&
	    (rule->fault == HA_CODE_NO_SEPARATOR ||
		rule->fault == HA_CODE_BRACKETS);
}

enum ha_status
ha_reader_next(struct ha_reader *reader, struct ha_rule *rule)
{
	enum ha_status status;

	do {
		status = read_rule(reader, rule);
	} while ((status == HA_END && reader->next < reader->end) ||
	    (status == HA_OK && is_skipped(rule)));
	return status;
}

/*
 * The length of an IPv6 address, or address/length, that begins here without
 * brackets and ends at a separator, at a ':' or at the end; 0: there is none.
 * The longest is taken (difference F2).  "::" alone is two separators.
 */
static size_t
bare_ipv6(struct ha_span rest)
{
	size_t ends[9], nends = 0, end = 0, colons = 0;

	/* No address begins so, and there is no need to try. */
	if (rest.len > 0 && rest.at[0] == '[')
		return 0;
	/* "1:2:3:4:5:6:7::" holds eight ':', so a ninth ends it. */
	while (end < rest.len && !ha_is_separator(rest.at[end])) {
		if (rest.at[end] == ':') {
			ends[nends++] = end;
			if (++colons == 9)
				break;
		}
		end++;
	}
	if (colons < 2)
		return 0;
	if (colons < 9)
		ends[nends++] = end;
	while (nends-- > 0) {
		struct ha_span text = ha_span_before(rest, ends[nends]);
		size_t slash = ha_span_find(text, '/');
		struct ha_addr ignored;

		if (ha_span_equal(text, HA_SPAN("::")) ||
		    !ha_span_holds(ha_span_before(text, slash), ':') ||
		    ha_span_holds(ha_span_from(text, slash), ':'))
			continue;
		if (ha_addr_parse(ha_span_before(text, slash), &ignored))
			return text.len;
	}
	return 0;
}

/* Ends at a ':' outside brackets and addresses, or at a comment. */
static size_t
find_clients_end(const struct ha_rule *rule, long *depth)
{
	struct ha_span text = rule->text;
	bool has_comments = !rule->lines.has_no_comments;
	bool at_start = true, seen_at = false;
	size_t i = rule->rest_at;

	while (i < text.len) {
		char byte = text.at[i];
		bool behind_at = !at_start && !seen_at &&
		    text.at[i - 1] == '@' && i - 1 > rule->rest_at &&
		    !ha_is_separator(text.at[i - 2]);
		size_t address;

		if (has_comments && at_start && byte == '#')
			break;
		address = !rule->lines.splits_ipv6 && *depth == 0 &&
			(at_start || behind_at)
		    ? bare_ipv6(ha_span_from(text, i))
		    : 0;
		seen_at = seen_at || behind_at;
		if (address > 0) {
			i += address;
			at_start = false;
			continue;
		}
		if (byte == ':' && *depth == 0)
			break;
		if (byte == '[')
			++*depth;
		else if (byte == ']')
			--*depth;
		at_start = ha_is_separator(byte);
		if (at_start)
			seen_at = false;
		i++;
	}
	return i;
}

void
ha_rule_split(struct ha_rule *rule)
{
	struct ha_span text = rule->text;
	long depth = 0;
	size_t end;

	/* A misplaced EXCEPT leaves the fields where they are. */
	if (rule->fault != HA_CODE_NONE && rule->fault != HA_CODE_EXCEPT_ALONE)
		return;
	end = find_clients_end(rule, &depth);
	rule->clients = ha_span_from(ha_span_before(text, end), rule->rest_at);
	rule->has_options = end < text.len && text.at[end] == ':';
	if (rule->has_options)
		rule->options = ha_span_from(text, end + 1);
	check_nul(rule, rule->rest_at, text.len);
	if (rule->fault == HA_CODE_NUL_RULE)
		return;
	if (end < text.len && text.at[end] != ':' &&
	    comment_hides_field(ha_span_from(text, end)))
		set_fault(rule, HA_CODE_COMMENT_COLON, end);
	else if (depth != 0 && !rule->lines.reads_over_faults)
		set_fault(rule, HA_CODE_BRACKETS, rule->rest_at);
	else
		check_list(rule, rule->clients, HA_CODE_NO_CLIENT);
}

/* The field's first bytes, over blanks and over joins of a long line. */
static bool
begins_with(struct ha_span field, struct ha_span keyword)
{
	size_t at = skip_joins(field, 0), k = 0;

	while (at < field.len && ha_is_space(field.at[at]))
		at = skip_joins(field, at + 1);
	while (k < keyword.len && at < field.len &&
	    ha_fold(field.at[at]) == keyword.at[k]) {
		at = skip_joins(field, at + 1);
		k++;
	}
	return k == keyword.len;
}

static bool
looks_refusing(const struct ha_rule *rule)
{
	struct ha_span rest = rule->text;

	for (size_t field = 1;; field++) {
		size_t colon = ha_span_find(rest, ':');

		if (colon == rest.len)
			return false;
		rest = ha_span_from(rest, colon + 1);
		if (field >= 2 &&
		    (begins_with(rest, HA_SPAN("deny")) ||
			begins_with(rest, HA_SPAN("twist")) ||
			begins_with(rest, HA_SPAN("aclexec"))))
			return true;
	}
}

bool
ha_rule_fault_refuses(const struct ha_rule *rule, enum ha_table_kind table)
{
	return table == HA_TABLE_DENY || looks_refusing(rule);
}

enum ha_effect
ha_rule_fault_effect(const struct ha_rule *rule, enum ha_table_kind table)
{
	return ha_rule_fault_refuses(rule, table) ? HA_EFFECT_REFUSES
						  : HA_EFFECT_SKIPPED;
}

enum ha_code
ha_rule_end_code(const struct ha_rule *rule)
{
	return rule->line_end == HA_LINE_CONTINUED ? HA_CODE_ENDS_CONTINUED
						   : HA_CODE_NO_FINAL_NEWLINE;
}

struct ha_location
ha_rule_end(const struct ha_rule *rule)
{
	struct ha_location end = rule->where;

	end.offset += end.len;
	end.len = 0;
	/* The lines of a continuation are all there, the newline as well. */
	if (rule->line_end == HA_LINE_CONTINUED) {
		end.offset -= 2;
		end.len = 1;
	}
	return end;
}

bool
ha_rule_may_become_all(const struct ha_rule *rule, struct ha_span host)
{
	return rule->line_end == HA_LINE_CUT &&
	    host.at + host.len == rule->text.at + rule->text.len &&
	    ha_pattern_begins_word(host);
}

/* The offset in the source of the byte at offset at of the joined text. */
static size_t
raw_offset(struct ha_rule *rule, size_t at)
{
	const struct ha_source *source = rule->where.source;
	size_t end = rule->where.offset + rule->where.len;

	if (rule->where.len == rule->text.len)
		return rule->where.offset + at;
	if (at < rule->mapped_text) {
		rule->mapped_text = 0;
		rule->mapped_raw = rule->where.offset;
	}
	for (;;) {
		size_t ahead = at - rule->mapped_text;
		struct ha_span raw = { source->bytes + rule->mapped_raw,
			end - rule->mapped_raw };
		size_t newline;

		/* A join that begins after the byte does not matter. */
		if (raw.len > ahead + 2)
			raw.len = ahead + 2;
		newline = ha_span_find(raw, '\n');
		if (newline == raw.len) {
			rule->mapped_text = at;
			rule->mapped_raw += ahead;
			return rule->mapped_raw;
		}
		rule->mapped_text += newline - 1;
		rule->mapped_raw += newline + 1;
	}
}

struct ha_location
ha_rule_locate(struct ha_rule *rule, struct ha_span piece)
{
	size_t at = (size_t)(piece.at - rule->text.at);
	struct ha_location where = { rule->where.source, 0, 0 };

	where.offset = raw_offset(rule, at);
	if (piece.len > 0) {
		/* On a copy: the next question may be for the same piece. */
		struct ha_rule ahead = *rule;

		where.len =
		    raw_offset(&ahead, at + piece.len - 1) + 1 - where.offset;
	}
	return where;
}
