#include "common/match/list.h"

#include "common/language/text.h"
#include "common/match/file.h"
#include "common/match/host.h"

/*
 * The list's answer so far, for each answer that the rest may yet have: a
 * loop instead of a recursion over EXCEPT.
 *
 * "A EXCEPT B EXCEPT C" is "A and not (B and not C)".  For a client that A and
 * B match and C does not:
 *
 *	                 rest no   unknown   yes
 *	at first         no        unknown   yes      the list is its rest
 *	after A, yes     yes       unknown   no       A, and not the rest
 *	after B, yes     no        unknown   yes      B takes A away again
 *	after C, no      no        no        no       and whatever follows
 *
 * and as nothing follows C, the answer is the one for the rest "no": no.
 */
struct fold {
	enum ha_match of_rest[HA_MATCH_YES + 1];
};

static enum ha_match
opposite(enum ha_match match)
{
	switch (match) {
	case HA_MATCH_NO:
		return HA_MATCH_YES;
	case HA_MATCH_UNKNOWN:
		return HA_MATCH_UNKNOWN;
	case HA_MATCH_YES:
		return HA_MATCH_NO;
	}
	return HA_MATCH_UNKNOWN;
}

/* group EXCEPT rest: both the group and not the rest. */
static enum ha_match
except(enum ha_match group, enum ha_match rest)
{
	enum ha_match spared = opposite(rest);

	return group < spared ? group : spared;
}

static void
fold_group(struct fold *fold, enum ha_match group)
{
	struct fold old = *fold;

	for (int rest = HA_MATCH_NO; rest <= HA_MATCH_YES; rest++)
		fold->of_rest[rest] =
		    old.of_rest[except(group, (enum ha_match)rest)];
}

static bool
is_settled(const struct fold *fold)
{
	return fold->of_rest[HA_MATCH_NO] == fold->of_rest[HA_MATCH_UNKNOWN] &&
	    fold->of_rest[HA_MATCH_NO] == fold->of_rest[HA_MATCH_YES];
}

/* One token under trial. */
struct trial {
	struct ha_matcher *matcher;
	enum ha_list_kind kind;
	struct ha_span token;
	struct ha_span name; /* the daemon, or the user; may be empty */
	bool has_host;
	struct ha_pattern pattern; /* of the host */
	enum ha_match match;
	bool is_later;
	struct ha_location word;
};

static struct ha_location
locate(const struct trial *trial)
{
	return ha_rule_locate(trial->matcher->rule, trial->token);
}

/*
 * A rule that admits may be tried again as one that refuses: what its
 * pattern then would be is not told, too.
 */
static void
note_malformed(const struct trial *trial)
{
	struct ha_matcher *matcher = trial->matcher;
	struct ha_location where = locate(trial);

	if (!ha_diags_have(&matcher->decision->diags, trial->pattern.fault,
		where))
		ha_matcher_note_malformed(matcher, trial->pattern.fault, where);
}

/* "ALL: A" may have been on the way to "ALL: ALL" when the file ended. */
static bool
may_become_all(const struct trial *trial, struct ha_span host)
{
	const struct ha_matcher *matcher = trial->matcher;

	return trial->kind == HA_LIST_CLIENTS && matcher->group == 0 &&
	    ha_rule_may_become_all(matcher->rule, host);
}

static void
read_host(struct trial *trial, struct ha_span host)
{
	struct ha_matcher *matcher = trial->matcher;

	ha_dialect_read(matcher->policy->dialect, host, &trial->pattern);
	if (!may_become_all(trial, host))
		return;
	trial->pattern.kind = HA_PATTERN_ALL;
	ha_matcher_note_cut(matcher, HA_EFFECT_AS_ALL);
}

static void
read_token(struct trial *trial)
{
	struct ha_span host;
	bool has_at = ha_text_split(trial->token, &trial->name, &host);

	trial->has_host = has_at || trial->kind == HA_LIST_CLIENTS;
	if (trial->has_host)
		read_host(trial, host);
	else
		trial->name = trial->token;
}

/* It may be so or not: that only refuses, whatever onlookup= says. */
static enum ha_match
settle_untold(struct ha_matcher *matcher, bool *has_missed)
{
	*has_missed = true;
	return ha_matcher_settle(matcher, HA_FOUND_CLAIMED_YES);
}

static bool
fits_text(const struct ha_matcher *matcher, struct ha_span pattern,
    struct ha_span text)
{
	const struct ha_dialect *dialect = matcher->policy->dialect;

	return dialect != NULL ? dialect->match_text(dialect, pattern, text)
			       : ha_text_match(pattern, text);
}

static enum ha_match
match_of(bool does_match)
{
	return does_match ? HA_MATCH_YES : HA_MATCH_NO;
}

static enum ha_match
match_daemon(struct ha_matcher *matcher, struct ha_span pattern)
{
	struct ha_request *request = matcher->request;
	unsigned port;

	if (!ha_text_is_port(pattern, &port))
		return match_of(fits_text(matcher, pattern, request->service));
	if (request->server.addr_fact == HA_FACT_UNTOLD)
		return settle_untold(matcher, &request->has_missed_server);
	return match_of(request->server.port != 0 &&
	    request->server.port == port);
}

static enum ha_match
match_user(struct ha_matcher *matcher, struct ha_span pattern)
{
	struct ha_request *request = matcher->request;

	/* Every user fits, also one that the application did not give. */
	if (pattern.len == 0 || ha_text_is_all(pattern))
		return HA_MATCH_YES;
	switch (request->user_state) {
	case HA_USER_GIVEN:
		break;
	case HA_USER_UNTOLD:
		return settle_untold(matcher, &request->has_missed_user);
	case HA_USER_FAVOURED:
		return match_of(ha_matcher_helps(matcher));
	}
	return match_of(fits_text(matcher, pattern, ha_request_user(request)));
}

static enum ha_status
try_host(struct trial *trial)
{
	struct ha_matcher *matcher = trial->matcher;
	struct ha_host *host = trial->kind == HA_LIST_DAEMONS
	    ? &matcher->request->server
	    : &matcher->request->client;
	enum ha_found found;

	if (trial->pattern.kind == HA_PATTERN_FILE)
		return ha_match_file(matcher, trial->pattern.text,
		    locate(trial), host, &trial->match, &trial->is_later,
		    &trial->word);
	found = ha_match_host(&trial->pattern, matcher->request, host,
	    &(struct ha_asking){ matcher->resolver, matcher->policy->dialect,
		matcher->may_ask });
	trial->is_later = found == HA_FOUND_LATER;
	trial->match =
	    trial->is_later ? HA_MATCH_NO : ha_matcher_settle(matcher, found);
	if (trial->pattern.kind == HA_PATTERN_MALFORMED)
		note_malformed(trial);
	if (!matcher->may_ask)
		return HA_OK;
	return ha_matcher_check_look_ups(matcher, locate(trial));
}

static void
tell_token(const struct trial *trial)
{
	const struct ha_matcher *matcher = trial->matcher;

	if (matcher->trace == NULL)
		return;
	ha_matcher_tell(matcher,
	    &(struct ha_event){ .kind = HA_EVENT_TOKEN,
		.table = matcher->table,
		.rule = matcher->rule,
		.match = trial->match,
		.where = locate(trial),
		.text = trial->token,
		.pattern = trial->has_host ? &trial->pattern : NULL,
		.needs =
		    matcher->file_needs | ha_pattern_facts(&trial->pattern),
		.is_exception = matcher->group > 0 });
}

/*
 * libwrap asks for the daemon first and for the user last, so that a user is
 * looked up only for hosts that match.
 */
static enum ha_status
try_token(struct trial *trial)
{
	struct ha_matcher *matcher = trial->matcher;
	bool is_client = trial->kind == HA_LIST_CLIENTS;
	enum ha_match name = HA_MATCH_YES;
	enum ha_status status = HA_OK;

	read_token(trial);
	matcher->file_needs = 0;
	if (!is_client)
		name = match_daemon(matcher, trial->name);
	trial->is_later = false;
	trial->match = name;
	if (name != HA_MATCH_NO && trial->has_host)
		status = try_host(trial);
	if (status != HA_OK)
		return status;
	if (is_client && (trial->match != HA_MATCH_NO || trial->is_later))
		name = match_user(matcher, trial->name);
	if (name == HA_MATCH_NO)
		trial->is_later = false;
	if (name < trial->match)
		trial->match = name;
	return HA_OK;
}

static void
note_hit(const struct trial *trial, struct ha_list_hit *hit)
{
	if (hit == NULL || trial->matcher->group > 0)
		return;
	hit->token = trial->token;
	hit->pattern = trial->has_host ? trial->pattern.kind : HA_PATTERN_NAME;
	hit->word = trial->word;
}

/* Tokens of one group that a look-up could make match, in their order. */
struct waiting {
	struct waiting *next;
	struct ha_span token;
};

struct queue {
	struct ha_arena arena;
	struct waiting *first, **end;
};

static enum ha_status
queue_token(struct queue *queue, struct ha_span token)
{
	struct waiting *waiting =
	    ha_arena_alloc(&queue->arena, sizeof(*waiting));

	if (waiting == NULL)
		return HA_NOMEM;
	*waiting = (struct waiting){ NULL, token };
	*queue->end = waiting;
	queue->end = &waiting->next;
	return HA_OK;
}

/* Tells of the token, whose answer then belongs to the group's. */
static void
add_to_group(const struct trial *trial, enum ha_match *match,
    struct ha_list_hit *hit)
{
	tell_token(trial);
	if (trial->match > *match)
		*match = trial->match;
	if (trial->match == HA_MATCH_YES)
		note_hit(trial, hit);
}

/*
 * The tokens of one group until one matches, without a look-up: those that
 * need one are put into the queue.  The list is left after the group.
 */
static enum ha_status
try_group(struct ha_matcher *matcher, enum ha_list_kind kind,
    struct ha_list *list, struct queue *queue, enum ha_match *match,
    struct ha_list_hit *hit)
{
	struct ha_list before = *list;
	struct ha_token token;

	while (ha_list_next(list, &token) && token.group == matcher->group) {
		struct trial trial = {
			.matcher = matcher, .kind = kind, .token = token.text
		};
		enum ha_status status;

		before = *list;
		if (*match == HA_MATCH_YES)
			continue;
		status = try_token(&trial);
		if (status == HA_OK && trial.is_later)
			status = queue_token(queue, token.text);
		if (status != HA_OK)
			return status;
		if (!trial.is_later)
			add_to_group(&trial, match, hit);
	}
	*list = before;
	return HA_OK;
}

/*
 * Each in the queue is tried again: what is looked up for the first may
 * settle the others.
 */
static enum ha_status
ask_for_group(struct ha_matcher *matcher, enum ha_list_kind kind,
    const struct queue *queue, enum ha_match *match, struct ha_list_hit *hit)
{
	enum ha_status status = HA_OK;

	matcher->may_ask = true;
	for (const struct waiting *waiting = queue->first;
	     waiting != NULL && *match != HA_MATCH_YES;
	     waiting = waiting->next) {
		struct trial trial = { .matcher = matcher,
			.kind = kind,
			.token = waiting->token };

		status = try_token(&trial);
		if (status != HA_OK)
			break;
		add_to_group(&trial, match, hit);
	}
	matcher->may_ask = false;
	return status;
}

/* A malformed pattern in an exception spoils it even when nobody asks (M2). */
static void
check_exceptions(struct ha_matcher *matcher, struct ha_span text,
    enum ha_list_kind kind)
{
	struct ha_list list = ha_list_of(text);
	struct ha_token token;

	while (ha_list_next(&list, &token)) {
		struct trial trial = {
			.matcher = matcher, .kind = kind, .token = token.text
		};

		if (token.group == 0)
			continue;
		read_token(&trial);
		if (!trial.has_host ||
		    trial.pattern.kind != HA_PATTERN_MALFORMED)
			continue;
		matcher->group = token.group;
		ha_matcher_settle(matcher, HA_FOUND_BAD_NO);
		note_malformed(&trial);
	}
}

static struct ha_span
behind_first_except(struct ha_list list)
{
	struct ha_token token;
	struct ha_span rest;

	if (!ha_list_next(&list, &token))
		return HA_SPAN_EMPTY;
	rest = token.text;
	rest.len += list.rest.len +
	    (size_t)(list.rest.at - (token.text.at + token.text.len));
	while (rest.len > 0 && ha_is_separator(rest.at[rest.len - 1]))
		rest.len--;
	return rest;
}

/* Is there an EXCEPT ahead? */
static bool
goes_on(struct ha_list list)
{
	struct ha_token ignored;

	return ha_list_next(&list, &ignored);
}

enum ha_status
ha_match_list(struct ha_matcher *matcher, struct ha_span text,
    enum ha_list_kind kind, enum ha_match *match, struct ha_list_hit *hit)
{
	struct fold fold = { { HA_MATCH_NO, HA_MATCH_UNKNOWN, HA_MATCH_YES } };
	struct ha_list list = ha_list_of(text);

	*match = HA_MATCH_NO;
	if (hit != NULL)
		*hit = (struct ha_list_hit){ 0 };
	for (matcher->group = 0; !is_settled(&fold); matcher->group++) {
		struct queue queue = { .arena = HA_ARENA_INIT };
		enum ha_match group = HA_MATCH_NO;
		enum ha_status status;

		/* What needs a look-up comes last, and only if it matters. */
		queue.end = &queue.first;
		status = try_group(matcher, kind, &list, &queue, &group, hit);
		if (status == HA_OK)
			status =
			    ask_for_group(matcher, kind, &queue, &group, hit);
		ha_arena_free(&queue.arena);
		if (status != HA_OK)
			return status;
		fold_group(&fold, group);
		/* Whom the rest would spare is not certain (L1). */
		if (!goes_on(list) || matcher->rule->line_end == HA_LINE_CUT)
			break;
		if (matcher->group == 0 && hit != NULL)
			hit->exception = behind_first_except(list);
	}
	*match = fold.of_rest[HA_MATCH_NO];
	if (!matcher->refuses && *match != HA_MATCH_NO)
		check_exceptions(matcher, text, kind);
	return HA_OK;
}
