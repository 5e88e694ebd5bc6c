#include "match_file.h"

#include <errno.h>

#include "bounds.h"
#include "words.h"

/* One open pattern file. */
struct frame {
	struct ha_source *source;
	struct ha_words words;
	bool is_kept; /* the decision owns the source */
};

/* The file that a rule names, and those that it leads to. */
struct walk {
	struct ha_matcher *matcher;
	struct ha_host *host;
	struct frame frames[HA_LIBWRAP_FILE_DEPTH_MAX];
	size_t depth;
	enum ha_match match;
	bool is_later;
	struct ha_location word; /* that matched */
};

/* Locations in a source that is reported must outlive the walk. */
static enum ha_status
keep_source(struct walk *walk, struct frame *frame)
{
	enum ha_status status;

	if (frame->is_kept)
		return HA_OK;
	status = ha_decision_keep(walk->matcher->decision, frame->source);
	frame->is_kept = status == HA_OK;
	return status;
}

static void
pop(struct walk *walk)
{
	struct frame *frame = &walk->frames[--walk->depth];

	if (!frame->is_kept)
		ha_source_free(frame->source);
}

/* Where the word that names the next file stands: its source must be kept. */
static enum ha_status
keep_top(struct walk *walk)
{
	if (walk->depth == 0)
		return HA_OK;
	return keep_source(walk, &walk->frames[walk->depth - 1]);
}

static enum ha_status
report_unopened(struct walk *walk, enum ha_status reason, int error,
    struct ha_location where)
{
	struct ha_matcher *matcher = walk->matcher;

	if (keep_top(walk) != HA_OK)
		return HA_NOMEM;
	if (reason == HA_MISSING) {
		ha_diags_add(&matcher->decision->diags,
		    (struct ha_diag){ .code = HA_CODE_FILE_MISSING,
			.effect = HA_EFFECT_SKIPPED,
			.where = where });
		return HA_OK;
	}
	if (reason == HA_UNREADABLE &&
	    !ha_differs(matcher->request->dialect, HA_I2))
		return error == EINVAL ? ha_matcher_end(matcher, HA_ENDING_HANG)
				       : HA_OK;
	return ha_matcher_fail(matcher,
	    reason == HA_TOOBIG ? HA_CODE_FILE_TOO_MANY
				: HA_CODE_FILE_UNREADABLE,
	    error, where, NULL);
}

static bool
is_open(const struct walk *walk, struct ha_span path)
{
	for (size_t i = 0; i < walk->depth; i++) {
		if (ha_span_equal(path,
			ha_span_of(walk->frames[i].source->path)))
			return true;
	}
	return false;
}

/* libwrap goes on, and so crashes where files name each other (I3). */
static enum ha_status
check_depth(struct walk *walk, struct ha_span path, struct ha_location where)
{
	struct ha_matcher *matcher = walk->matcher;

	if (!ha_differs(matcher->request->dialect, HA_I3))
		return walk->depth == HA_LIBWRAP_FILE_DEPTH_MAX ||
			is_open(walk, path)
		    ? ha_matcher_end(matcher, HA_ENDING_CRASH)
		    : HA_OK;
	if (walk->depth < HA_FILE_DEPTH_MAX)
		return HA_OK;
	if (keep_top(walk) != HA_OK)
		return HA_NOMEM;
	return ha_matcher_fail(matcher, HA_CODE_FILE_TOO_DEEP, 0, where, NULL);
}

/* A missing file is an empty one (I4), any other failure an error (I2). */
static enum ha_status
push(struct walk *walk, struct ha_span path, struct ha_location where)
{
	struct ha_matcher *matcher = walk->matcher;
	struct ha_dialect dialect = matcher->request->dialect;
	struct ha_arena names = HA_ARENA_INIT;
	struct ha_source *source;
	enum ha_status status;
	const char *name;
	int error = 0;

	status = check_depth(walk, path, where);
	if (status != HA_OK)
		return status;
	/* Checked before the push: where may stand in the file on top. */
	if (matcher->file_opens++ == HA_FILE_OPENS_MAX)
		return report_unopened(walk, HA_TOOBIG, 0, where);
	name = ha_arena_text(&names, path);
	status =
	    name == NULL ? HA_NOMEM : ha_source_open(name, &source, &error);
	ha_arena_free(&names);
	if (status == HA_NOMEM)
		return HA_NOMEM;
	if (status != HA_OK)
		return report_unopened(walk, status, error, where);
	matcher->file_bytes += source->len;
	if (matcher->file_bytes > HA_FILE_BYTES_MAX) {
		ha_source_free(source);
		return report_unopened(walk, HA_TOOBIG, 0, where);
	}
	walk->frames[walk->depth++] =
	    (struct frame){ source, ha_words_of(source, dialect), false };
	return HA_OK;
}

static enum ha_status
note_malformed(struct walk *walk, enum ha_code fault, struct ha_location where)
{
	if (keep_top(walk) != HA_OK)
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
	if (keep_top(walk) != HA_OK)
		return HA_NOMEM;
	return ha_matcher_check_look_ups(walk->matcher, where);
}

/* Any answer but that of a nested file. */
static enum ha_status
try_word(struct walk *walk, const struct ha_pattern *pattern,
    struct ha_location where)
{
	struct ha_matcher *matcher = walk->matcher;
	enum ha_found found = ha_match_host(pattern, matcher->request,
	    walk->host, matcher->resolver, matcher->may_ask);
	enum ha_status status;
	enum ha_match match;

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
		if (keep_top(walk) != HA_OK)
			return HA_NOMEM;
	}
	if (match > walk->match)
		walk->match = match;
	return HA_OK;
}

/*
 * After a match, malformed words still count in an exception of a rule that
 * admits: they spoil it (M2).  Nothing else is looked at any more.
 */
static enum ha_status
look_for_malformed(struct walk *walk)
{
	struct ha_matcher *matcher = walk->matcher;
	struct frame *frame = &walk->frames[walk->depth - 1];
	struct ha_location where;
	struct ha_pattern pattern;

	while (ha_words_next(&frame->words, &where)) {
		ha_pattern_read(
		    (struct ha_span){
			where.source->bytes + where.offset, where.len },
		    matcher->request->dialect, &pattern);
		if (pattern.kind != HA_PATTERN_MALFORMED)
			continue;
		ha_matcher_settle(matcher, HA_FOUND_BAD_NO);
		if (note_malformed(walk, pattern.fault, where) != HA_OK)
			return HA_NOMEM;
	}
	return HA_OK;
}

static enum ha_status
step(struct walk *walk)
{
	struct frame *frame = &walk->frames[walk->depth - 1];
	struct ha_dialect dialect = walk->matcher->request->dialect;
	struct ha_location where;
	struct ha_pattern pattern;
	struct ha_span word;

	if (walk->match == HA_MATCH_YES) {
		struct ha_matcher *matcher = walk->matcher;
		enum ha_status status = HA_OK;

		if (!matcher->refuses && matcher->group > 0)
			status = look_for_malformed(walk);
		pop(walk);
		return status;
	}
	if (!ha_words_next(&frame->words, &where)) {
		pop(walk);
		return HA_OK;
	}
	word =
	    (struct ha_span){ where.source->bytes + where.offset, where.len };
	ha_pattern_read(word, dialect, &pattern);
	if (pattern.kind == HA_PATTERN_FILE)
		return push(walk, pattern.text, where);
	return try_word(walk, &pattern, where);
}

enum ha_status
ha_match_file(struct ha_matcher *matcher, struct ha_span path,
    struct ha_location where, struct ha_host *host, enum ha_match *match,
    bool *is_later, struct ha_location *word)
{
	struct walk walk = { .matcher = matcher, .host = host };
	enum ha_status status = push(&walk, path, where);

	while (status == HA_OK && walk.depth > 0)
		status = step(&walk);
	while (walk.depth > 0)
		pop(&walk);
	*match = walk.match;
	*is_later = walk.is_later && walk.match != HA_MATCH_YES;
	*word = walk.word;
	return status;
}
