#include "common/match/decide.h"

#include <errno.h>

#include "common/cursor/rules.h"
#include "common/match/table.h"

static const struct ha_location nowhere = { NULL, 0, 0 };

/* The rule's text must outlive the reader that joined its lines. */
static enum ha_status
keep_texts(struct ha_decision *decision, const struct ha_rule *rule)
{
	struct ha_span *texts[] = { &decision->token_text,
		&decision->exception };
	struct ha_span old = rule->text;
	char *copy;

	if (rule->text.at >= rule->where.source->bytes &&
	    rule->text.at <=
		rule->where.source->bytes + rule->where.source->len)
		return HA_OK;
	copy = ha_arena_text(&decision->arena, old);
	if (copy == NULL)
		return HA_NOMEM;
	decision->rule_text.at = copy;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (texts[i]->len > 0)
			texts[i]->at = copy + (texts[i]->at - old.at);
	}
	return HA_OK;
}

/*
 * A rule that is passed over has no exceptions, and so does nothing when
 * nobody can tell whether it matches.
 */
static struct ha_skim *
skim_of(struct ha_matcher *matcher)
{
	return ha_matcher_skim(matcher, true);
}

/* What is known of the client may be more by now. */
static void
refresh_skim(struct ha_matcher *matcher)
{
	(void)skim_of(matcher);
}

/*
 * HA_OK: *is_decided says whether a rule decided.  HA_CHANGED; HA_UNREADABLE
 * with *error: the rest of the table cannot be read.  Else as ha_decide.
 */
static enum ha_status
try_rules(struct ha_matcher *matcher, struct ha_rules *rules, bool *is_decided,
    int *error)
{
	struct ha_rule rule;
	struct ha_attempt attempt = { .matcher = matcher, .rule = &rule };
	enum ha_status status, tried = HA_OK;

	while ((status = ha_rules_next(rules, &rule, error)) == HA_OK) {
		matcher->decision->reports[matcher->table].rules++;
		attempt.options = (struct ha_options_summary){ 0 };
		ha_arena_reset(&attempt.arena);
		tried = ha_decide_rule(&attempt);
		if (tried != HA_OK || attempt.is_decided)
			break;
		refresh_skim(matcher);
	}
	if (status == HA_GIVEN_UP)
		matcher->policy->dialect->give_up(matcher->policy->dialect,
		    &attempt);
	*is_decided = attempt.is_decided;
	if (attempt.is_decided && tried != HA_NOMEM &&
	    keep_texts(matcher->decision, &rule) != HA_OK)
		tried = HA_NOMEM;
	ha_arena_free(&attempt.arena);
	if (tried == HA_NOMEM)
		return HA_NOMEM;
	return status == HA_END || status == HA_GIVEN_UP ? HA_OK : status;
}

static enum ha_status
decide_rules(struct ha_matcher *matcher, const struct ha_text *text,
    bool *is_decided, int *error)
{
	struct ha_rules rules;
	enum ha_status status = HA_OK;

	ha_rules_init(&rules, text->source, ha_matcher_lines(matcher),
	    skim_of(matcher));
	if (rules.skim != NULL)
		status = ha_matcher_use_index(matcher, &rules.finder, text);
	if (status == HA_OK)
		status = try_rules(matcher, &rules, is_decided, error);
	ha_rules_free(&rules);
	return status;
}

static void
record_unreadable_table(struct ha_matcher *matcher, const char *path,
    enum ha_status reason, int error)
{
	ha_matcher_fail(matcher, HA_CODE_TABLE_UNREADABLE,
	    reason == HA_TOOBIG ? EFBIG : error, nowhere, path);
	matcher->decision->verdict = HA_DENY;
	matcher->decision->reason = HA_REASON_ERROR;
	matcher->decision->table = matcher->table;
}

static bool
is_as_if_empty(struct ha_matcher *matcher, enum ha_status reason, int error)
{
	struct ha_dialect *dialect = matcher->policy->dialect;

	return dialect != NULL && reason == HA_UNREADABLE &&
	    dialect->takes_for_empty(dialect, matcher, true, error);
}

/* Is it an error that there is no file, by what the caller says of it? */
static bool
is_missed(const struct ha_table *table)
{
	switch (table->if_missing) {
	case HA_IF_MISSING_EMPTY:
		return false;
	case HA_IF_MISSING_LINK:
		return ha_source_is_dangling(table->path);
	case HA_IF_MISSING_ERROR:
		break;
	}
	return true;
}

/* The source is kept with the decision, and the index is not needed then. */
static enum ha_status
open_table(struct ha_matcher *matcher, const struct ha_table *table,
    struct ha_text *text, bool *is_decided)
{
	struct ha_wanted wanted = { .path = table->path,
		.kind = HA_INDEX_RULES,
		.is_whole = skim_of(matcher) == NULL,
		.patience = &matcher->patience };
	int error;
	enum ha_status status =
	    ha_shelf_open(matcher->shelf, &wanted, text, &error);

	if (status == HA_NOMEM)
		return HA_NOMEM;
	if (status == HA_MISSING && !is_missed(table)) {
		matcher->decision->reports[matcher->table].is_missing = true;
		return HA_OK;
	}
	if (status != HA_OK) {
		*is_decided = !is_as_if_empty(matcher, status, error);
		if (*is_decided)
			record_unreadable_table(matcher, table->path, status,
			    error);
		return HA_OK;
	}
	if (text->own_source == NULL)
		return HA_OK;
	status = ha_decision_keep(matcher->decision, text->own_source);
	if (status == HA_OK)
		text->own_source = NULL;
	else
		ha_text_free(text);
	return status;
}

/* HA_CHANGED: it changed while it was read.  Else as ha_decide. */
static enum ha_status
decide_text(struct ha_matcher *matcher, const struct ha_text *text,
    const char *path, bool *is_decided)
{
	enum ha_status status;
	int error;

	matcher->decision->reports[matcher->table].was_read = true;
	status = decide_rules(matcher, text, is_decided, &error);
	if (status != HA_UNREADABLE)
		return status;
	record_unreadable_table(matcher, path, status, error);
	*is_decided = true;
	return HA_OK;
}

static enum ha_status
decide_file(struct ha_matcher *matcher, const struct ha_table *table,
    bool *is_decided)
{
	struct ha_text text = { .source = table->source };
	enum ha_status status = HA_OK;

	*is_decided = false;
	if (text.source == NULL)
		status = open_table(matcher, table, &text, is_decided);
	if (status == HA_OK && text.source != NULL)
		status = decide_text(matcher, &text, table->path, is_decided);
	ha_text_free(&text);
	return status;
}

/* What was found in a file that then changed counts for nothing. */
static enum ha_status
decide_table(struct ha_matcher *matcher, const struct ha_table *table,
    bool *is_decided)
{
	struct ha_decision *decision = matcher->decision;
	struct ha_diags_mark mark = ha_diags_mark(&decision->diags);
	enum ha_index_fault fault = decision->index_fault;
	int tries = 0;

	do {
		enum ha_status status;

		ha_diags_cut(&decision->diags, mark);
		decision->index_fault = fault;
		decision->reports[matcher->table] =
		    (struct ha_table_report){ .path = table->path };
		status = decide_file(matcher, table, is_decided);
		if (status != HA_CHANGED)
			return status;
	} while (ha_matcher_tries_again(matcher, ++tries));
	record_unreadable_table(matcher, table->path, HA_UNREADABLE, EAGAIN);
	*is_decided = true;
	return HA_OK;
}

enum ha_status
ha_decide(const struct ha_tables *tables, struct ha_request *request,
    const struct ha_resolver *resolver, const struct ha_policy *policy,
    const struct ha_trace *trace, struct ha_decision *decision)
{
	struct ha_matcher matcher = { .request = request,
		.resolver = resolver,
		.policy = policy,
		.trace = trace,
		.shelf = tables->shelf,
		.decision = decision };
	bool is_decided;
	enum ha_status status;

	ha_decision_init(decision);
	matcher.table = HA_TABLE_ALLOW;
	status = decide_table(&matcher, &tables->allow, &is_decided);
	if (status == HA_OK && !is_decided) {
		matcher.table = HA_TABLE_DENY;
		status = decide_table(&matcher, &tables->deny, &is_decided);
	}
	if (status != HA_OK) {
		ha_decision_free(decision);
		return status;
	}
	if (!is_decided) {
		decision->verdict = HA_ALLOW;
		decision->reason = HA_REASON_DEFAULT;
	}
	return HA_OK;
}
