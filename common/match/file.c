#include "common/match/file.h"

#include <errno.h>
#include <stdlib.h>

#include "common/base/bounds.h"
#include "common/match/host.h"

/* One open pattern file, and the one that names it. */
struct frame {
	struct frame *below; /* NULL: a rule names it */
	struct ha_cursor cursor;
	bool is_kept; /* the decision owns the source */
};

/* The file that a rule names, and those that it leads to. */
struct walk {
	struct ha_matcher *matcher;
	struct ha_host *host;
	struct frame *top; /* NULL: none is open any more */
	size_t depth;
	enum ha_match match;
	bool is_later;
	struct ha_location word; /* that matched */
};

/* Locations in a source that is reported must outlive the walk. */
static enum ha_status
keep_source(struct walk *walk, struct frame *frame)
{
	bool is_own = frame->cursor.text.own_source != NULL;
	enum ha_status status = ha_matcher_keep(walk->matcher, &frame->cursor);

	if (status == HA_OK && is_own)
		frame->is_kept = true;
	return status;
}

/* A source that is kept is not read any more, and must not stay open. */
static void
pop(struct walk *walk)
{
	struct frame *frame = walk->top;

	walk->top = frame->below;
	walk->depth--;
	if (frame->is_kept)
		ha_source_close(frame->cursor.text.source);
	ha_cursor_close(&frame->cursor);
	free(frame);
}

/* Something is to be said about where, if that is in the file on top. */
static enum ha_status
keep_top(struct walk *walk, struct ha_location where)
{
	if (walk->top == NULL)
		return HA_OK;
	/* Reads what telling the place needs, while the file is open. */
	if (where.source->sparse != NULL)
		(void)ha_source_place(where.source, where.offset);
	return keep_source(walk, walk->top);
}

static enum ha_status
report_unopened(struct walk *walk, enum ha_status reason, int error,
    struct ha_location where)
{
	struct ha_matcher *matcher = walk->matcher;
	struct ha_dialect *dialect = matcher->policy->dialect;

	if (keep_top(walk, where) != HA_OK)
		return HA_NOMEM;
	if (reason == HA_MISSING) {
		ha_diags_add(&matcher->decision->diags,
		    (struct ha_diag){ .code = HA_CODE_FILE_MISSING,
			.effect = HA_EFFECT_SKIPPED,
			.where = where });
		return HA_OK;
	}
	if (reason == HA_UNREADABLE && dialect != NULL &&
	    dialect->takes_for_empty(dialect, matcher, false, error))
		return HA_OK;
	return ha_matcher_fail(matcher,
	    reason == HA_TOOBIG ? HA_CODE_FILE_TOO_MANY
				: HA_CODE_FILE_UNREADABLE,
	    error, where, NULL);
}

static bool
is_open(const struct walk *walk, struct ha_span path)
{
	for (const struct frame *frame = walk->top; frame != NULL;
	     frame = frame->below) {
		if (ha_span_equal(path,
			ha_span_of(frame->cursor.text.source->path)))
			return true;
	}
	return false;
}

static bool
is_too_deep(const struct walk *walk, struct ha_span path)
{
	const struct ha_dialect *dialect = walk->matcher->policy->dialect;

	if (dialect != NULL && dialect->file_depth_max > 0)
		return walk->depth == dialect->file_depth_max ||
		    is_open(walk, path);
	return walk->depth == HA_FILE_DEPTH_MAX;
}

static enum ha_status
check_depth(struct walk *walk, struct ha_span path, struct ha_location where)
{
	struct ha_matcher *matcher = walk->matcher;
	const struct ha_dialect *dialect = matcher->policy->dialect;

	if (!is_too_deep(walk, path))
		return HA_OK;
	if (dialect != NULL && dialect->file_depth_max > 0)
		return ha_matcher_end(matcher, HA_ENDING_CRASH);
	if (keep_top(walk, where) != HA_OK)
		return HA_NOMEM;
	return ha_matcher_fail(matcher, HA_CODE_FILE_TOO_DEEP, 0, where, NULL);
}

/* Puts the file on top.  As ha_cursor_open. */
static enum ha_status
open_file(struct walk *walk, struct ha_span path, int *error)
{
	struct ha_arena names = HA_ARENA_INIT;
	struct ha_wanted wanted = { .path = ha_arena_text(&names, path),
		.kind = HA_INDEX_WORDS };
	struct frame *frame = malloc(sizeof(*frame));
	enum ha_status status = HA_NOMEM;

	if (wanted.path != NULL && frame != NULL)
		status = ha_matcher_open(walk->matcher, wanted, walk->host,
		    &frame->cursor, error);
	ha_arena_free(&names);
	if (status != HA_OK) {
		free(frame);
		return status;
	}
	frame->below = walk->top;
	frame->is_kept = false;
	walk->top = frame;
	walk->depth++;
	return HA_OK;
}

/* Too much would have to be read, also where an index spares the most of it:
 * without the index the answer must be the same. */
static bool
adds_too_much(struct walk *walk)
{
	walk->matcher->file_bytes += walk->top->cursor.text.source->len;
	return walk->matcher->file_bytes > HA_FILE_BYTES_MAX;
}

/* A missing file is an empty one (I4), any other failure an error (I2). */
static enum ha_status
push(struct walk *walk, struct ha_span path, struct ha_location where)
{
	enum ha_status status;
	int error = 0;

	status = check_depth(walk, path, where);
	if (status != HA_OK)
		return status;
	/* Checked before the push: where may stand in the file on top. */
	if (walk->matcher->file_opens++ == HA_FILE_OPENS_MAX)
		return report_unopened(walk, HA_TOOBIG, 0, where);
	status = open_file(walk, path, &error);
	if (status == HA_NOMEM)
		return HA_NOMEM;
	if (status == HA_OK && adds_too_much(walk)) {
		pop(walk);
		status = HA_TOOBIG;
	}
	return status == HA_OK ? HA_OK
			       : report_unopened(walk, status, error, where);
}

static enum ha_status
note_malformed(struct walk *walk, enum ha_code fault, struct ha_location where)
{
	/* One that is only counted points nowhere. */
	if (!ha_diags_are_full(&walk->matcher->decision->diags) &&
	    keep_top(walk, where) != HA_OK)
		return HA_NOMEM;
	ha_matcher_note_malformed(walk->matcher, fault, where);
	return HA_OK;
}

static enum ha_status
check_look_ups(struct walk *walk, struct ha_location where)
{
	const struct ha_request *request = walk->matcher->request;

	if (!request->is_broken && !request->has_failed)
		return HA_OK;
	if (keep_top(walk, where) != HA_OK)
		return HA_NOMEM;
	return ha_matcher_check_look_ups(walk->matcher, where);
}

/* Any answer but that of a nested file. */
static enum ha_status
try_word(struct walk *walk, const struct ha_pattern *pattern,
    struct ha_location where)
{
	struct ha_matcher *matcher = walk->matcher;
	enum ha_found found =
	    ha_match_host(pattern, matcher->request, walk->host,
		&(struct ha_asking){ matcher->resolver,
		    matcher->policy->dialect, matcher->may_ask });
	enum ha_status status;
	enum ha_match match;

	if (matcher->trace != NULL)
		matcher->file_needs |= ha_pattern_facts(pattern);
	if (pattern->kind == HA_PATTERN_MALFORMED &&
	    note_malformed(walk, pattern->fault, where) != HA_OK)
		return HA_NOMEM;
	if (found == HA_FOUND_LATER) {
		walk->is_later = true;
		return HA_OK;
	}
	status = check_look_ups(walk, where);
	if (status != HA_OK)
		return status;
	match = ha_matcher_settle(matcher, found);
	if (match == HA_MATCH_YES) {
		walk->word = where;
		if (keep_top(walk, where) != HA_OK)
			return HA_NOMEM;
	}
	if (match > walk->match)
		walk->match = match;
	return HA_OK;
}

/* HA_END; HA_CHANGED; or as ha_match_file. */
static enum ha_status
next_word(struct walk *walk, struct ha_location *where)
{
	struct frame *frame = walk->top;
	enum ha_status status;
	union ha_item item;
	int error = 0;

	status = ha_cursor_next(&frame->cursor, &item, &error);
	if (status == HA_OK)
		*where = item.word;
	if (status != HA_UNREADABLE)
		return status;
	if (keep_source(walk, frame) != HA_OK)
		return HA_NOMEM;
	return ha_matcher_fail(walk->matcher, HA_CODE_FILE_UNREADABLE, error,
	    (struct ha_location){ frame->cursor.text.source, 0, 0 }, NULL);
}

/*
 * After a match, malformed words still count in an exception of a rule that
 * admits: they spoil it (M2).  Nothing else is looked at any more.
 */
static enum ha_status
look_for_malformed(struct walk *walk)
{
	struct ha_matcher *matcher = walk->matcher;
	struct ha_location where;
	struct ha_pattern pattern;
	enum ha_status status;

	while ((status = next_word(walk, &where)) == HA_OK) {
		ha_dialect_read(matcher->policy->dialect,
		    (struct ha_span){
			where.source->bytes + where.offset, where.len },
		    &pattern);
		if (pattern.kind != HA_PATTERN_MALFORMED)
			continue;
		ha_matcher_settle(matcher, HA_FOUND_BAD_NO);
		if (note_malformed(walk, pattern.fault, where) != HA_OK)
			return HA_NOMEM;
	}
	return status == HA_END ? HA_OK : status;
}

static enum ha_status
step(struct walk *walk)
{
	enum ha_status status = HA_OK;
	struct ha_location where;
	struct ha_pattern pattern;
	struct ha_span word;

	if (walk->match == HA_MATCH_YES) {
		struct ha_matcher *matcher = walk->matcher;

		if (!matcher->refuses && matcher->group > 0)
			status = look_for_malformed(walk);
		pop(walk);
		return status;
	}
	status = next_word(walk, &where);
	if (status == HA_END) {
		pop(walk);
		return HA_OK;
	}
	if (status != HA_OK)
		return status;
	word =
	    (struct ha_span){ where.source->bytes + where.offset, where.len };
	ha_dialect_read(walk->matcher->policy->dialect, word, &pattern);
	if (pattern.kind == HA_PATTERN_FILE)
		return push(walk, pattern.text, where);
	return try_word(walk, &pattern, where);
}

static enum ha_status
walk_file(struct walk *walk, struct ha_span path, struct ha_location where)
{
	enum ha_status status = push(walk, path, where);

	while (status == HA_OK && walk->top != NULL)
		status = step(walk);
	while (walk->top != NULL)
		pop(walk);
	return status;
}

enum ha_status
ha_match_file(struct ha_matcher *matcher, struct ha_span path,
    struct ha_location where, struct ha_host *host, enum ha_match *match,
    bool *is_later, struct ha_location *word)
{
	struct ha_diags *diags = &matcher->decision->diags;
	struct ha_diags_mark mark = ha_diags_mark(diags);
	bool was_spoilt = matcher->is_spoilt;
	enum ha_index_fault fault = matcher->decision->index_fault;
	size_t opens = matcher->file_opens, bytes = matcher->file_bytes;
	enum ha_status status;
	struct walk walk;
	int tries = 0;

	do {
		walk = (struct walk){ .matcher = matcher, .host = host };
		ha_diags_cut(diags, mark);
		matcher->is_spoilt = was_spoilt;
		matcher->decision->index_fault = fault;
		matcher->file_opens = opens;
		matcher->file_bytes = bytes;
		status = walk_file(&walk, path, where);
	} while (status == HA_CHANGED &&
	    ha_matcher_tries_again(matcher, ++tries));
	if (status == HA_CHANGED)
		return ha_matcher_fail(matcher, HA_CODE_FILE_UNREADABLE, EAGAIN,
		    where, NULL);
	*match = walk.match;
	*is_later = walk.is_later && walk.match != HA_MATCH_YES;
	*word = walk.word;
	return status;
}
