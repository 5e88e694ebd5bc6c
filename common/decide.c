#include "decide.h"

#include <errno.h>

#include "decide_rule.h"

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

/* HA_OK: *is_decided says whether a rule decided.  Else as ha_decide. */
static enum ha_status
decide_rules(struct ha_matcher *matcher, const struct ha_source *source,
    bool *is_decided)
{
	struct ha_reader reader;
	struct ha_rule rule;
	struct ha_attempt attempt = { .matcher = matcher, .rule = &rule };
	enum ha_status status;

	matcher->is_over = false;
	ha_reader_init(&reader, source, matcher->request->dialect);
	while ((status = ha_reader_next(&reader, &rule)) == HA_OK) {
		matcher->decision->reports[matcher->table].rules++;
		attempt.options = (struct ha_options_summary){ 0 };
		ha_arena_reset(&attempt.arena);
		status = ha_decide_rule(&attempt);
		if (status != HA_OK || attempt.is_decided || matcher->is_over)
			break;
	}
	if (status == HA_INVALID)
		ha_decide_unread(&attempt);
	*is_decided = attempt.is_decided;
	if (attempt.is_decided && status != HA_NOMEM)
		status = keep_texts(matcher->decision, &rule);
	ha_arena_free(&attempt.arena);
	ha_reader_free(&reader);
	return status == HA_NOMEM ? HA_NOMEM : HA_OK;
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

/*
 * libwrap takes a folder, and an unreadable hosts.allow, for empty (E1), and
 * waits for what a FIFO may bring.
 */
static bool
is_empty_to_libwrap(struct ha_matcher *matcher, enum ha_status reason,
    int error)
{
	if (ha_differs(matcher->request->dialect, HA_E1) ||
	    reason != HA_UNREADABLE)
		return false;
	if (error == EINVAL)
		ha_matcher_end(matcher, HA_ENDING_HANG);
	return error == EISDIR ||
	    (matcher->table == HA_TABLE_ALLOW && error != EINVAL);
}

static enum ha_status
read_table(struct ha_matcher *matcher, const char *path,
    const struct ha_source **source, bool *is_decided)
{
	struct ha_source *opened;
	int error;
	enum ha_status status = ha_source_open(path, &opened, &error);

	*source = NULL;
	if (status == HA_NOMEM)
		return HA_NOMEM;
	if (status == HA_MISSING) {
		matcher->decision->reports[matcher->table].is_missing = true;
		return HA_OK;
	}
	if (status != HA_OK) {
		*is_decided = !is_empty_to_libwrap(matcher, status, error);
		if (*is_decided)
			record_unreadable_table(matcher, path, status, error);
		return HA_OK;
	}
	if (ha_decision_keep(matcher->decision, opened) != HA_OK) {
		ha_source_free(opened);
		return HA_NOMEM;
	}
	*source = opened;
	return HA_OK;
}

static enum ha_status
decide_table(struct ha_matcher *matcher, const struct ha_table *table,
    bool *is_decided)
{
	const struct ha_source *source = table->source;
	enum ha_status status = HA_OK;

	matcher->decision->reports[matcher->table].path = table->path;
	*is_decided = false;
	if (source == NULL)
		status = read_table(matcher, table->path, &source, is_decided);
	if (status != HA_OK || source == NULL)
		return status;
	matcher->decision->reports[matcher->table].was_read = true;
	return decide_rules(matcher, source, is_decided);
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
