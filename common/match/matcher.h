#ifndef HA_MATCH_MATCHER_H
#define HA_MATCH_MATCHER_H

#include <stdbool.h>

#include "common/cursor/cursor.h"
#include "common/match/decision.h"
#include "common/rules/reader.h"

/* One decision on its way: what it works with, and the rule it is at. */
struct ha_matcher {
	struct ha_request *request;
	const struct ha_resolver *resolver;
	const struct ha_policy *policy;
	const struct ha_trace *trace;   /* may be NULL */
	const struct ha_loader *loader; /* may be NULL */
	struct ha_decision *decision;

	enum ha_table_kind table;
	struct ha_rule *rule;
	/* Does the rule refuse whom it matches?  Decides what doubt means. */
	bool refuses;
	/* It may yet be found to admit: its findings are reported as if it did.
	 */
	bool may_admit;
	/* How many EXCEPTs stand before the pattern at hand. */
	size_t group;
	/* For a trace: what the words of the pattern file at hand need, as far
	 * as they were tried; HA_NEEDS_NAME and so on. */
	unsigned file_needs;
	/* May anything be looked up?  Only after all else was tried. */
	bool may_ask;
	/* A malformed pattern stands in an exception of an admitting rule. */
	bool is_spoilt;

	size_t file_opens, file_bytes; /* pattern files read so far */
	struct ha_patience patience;   /* with files that are being written */
};

/* How lines are read: as our language has it, or the dialect. */
static inline struct ha_lines
ha_matcher_lines(const struct ha_matcher *matcher)
{
	const struct ha_dialect *dialect = matcher->policy->dialect;

	return dialect != NULL ? dialect->lines : HA_LINES_OWN;
}

/*
 * Opens a table or pattern file, whose patterns are compared with that host,
 * to be read as far as the request allows; reading and patience of what is
 * wanted are set here.  Notes an index that is not to be used.  As
 * ha_cursor_open.
 */
enum ha_status ha_matcher_open(struct ha_matcher *matcher,
    struct ha_wanted wanted, const struct ha_host *host,
    struct ha_cursor *cursor, int *error);

/*
 * Hands the cursor's source over to the decision, so that locations in it
 * outlive the cursor.  HA_OK or HA_NOMEM.
 */
enum ha_status ha_matcher_keep(struct ha_matcher *matcher,
    struct ha_cursor *cursor);

/*
 * May a file that has changed while it was gone through be begun anew, after
 * so many tries?  Takes a nap first.
 */
bool ha_matcher_tries_again(struct ha_matcher *matcher, int tries);

/*
 * What a pattern's answer means at the place where it stands: in doubt an
 * admitting rule does not match, and a refusing one (but for onlookup=deny)
 * is not kept from matching.  found is not HA_FOUND_LATER.  A malformed
 * pattern in an exception of an admitting rule sets is_spoilt.
 */
enum ha_match ha_matcher_settle(struct ha_matcher *matcher,
    enum ha_found found);

/* Would a pattern that matches at the place at hand help the client? */
bool ha_matcher_helps(const struct ha_matcher *matcher);

/* Notes a malformed pattern, with what ha_matcher_settle makes of it. */
void ha_matcher_note_malformed(struct ha_matcher *matcher, enum ha_code fault,
    struct ha_location where);

/* Notes that the rule may have been cut short, and what that comes to. */
void ha_matcher_note_cut(struct ha_matcher *matcher, enum ha_effect effect);

/*
 * Ends the decision with an error: denied, because of code at where (or of
 * the file path, when where has no source).  Returns HA_DECIDED.
 */
enum ha_status ha_matcher_fail(struct ha_matcher *matcher, enum ha_code code,
    int error, struct ha_location where, const char *path);

/* Ends the decision where libwrap would not come to one.  Returns HA_DECIDED.
 */
enum ha_status ha_matcher_end(struct ha_matcher *matcher,
    enum ha_ending ending);

/*
 * To be called when the pattern at where has been tried: notes a look-up that
 * it needed and that failed.  As ha_matcher_fail when none can be made.
 */
enum ha_status ha_matcher_check_look_ups(struct ha_matcher *matcher,
    struct ha_location where);

void ha_matcher_tell(const struct ha_matcher *matcher,
    const struct ha_event *event);

#endif
