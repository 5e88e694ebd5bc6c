#include "cli/diff/keep.h"

#include "cli/args/keep.h"
#include "cli/io/message.h"
#include "cli/policy/columns.h"
#include "common/lookup/lookup.h"
#include "common/match/decide.h"
#include "common/source/source.h"

/* A table that was missing stays so, whatever has come since. */
static struct ha_table
table_of(const struct cli_table *table)
{
	return (struct ha_table){ .path = table->source == NULL ? "/dev/null"
								: table->path,
		.source = table->source };
}

static void
complain(const char *word, const struct ha_decision *decision)
{
	struct ha_strbuf place = HA_STRBUF_INIT;

	if (decision->rule.source == NULL) {
		cli_complain("diff", "--keep %1: it would be refused",
		    ha_span_of(word), HA_SPAN_EMPTY);
		return;
	}
	cli_columns_add_place(&place, decision->rule,
	    ha_source_place(decision->rule.source, decision->rule.offset).line);
	cli_complain("diff",
	    decision->verdict == HA_ASK
		? "--keep %1: only if the command of %2 says so"
		: "--keep %1: it would be refused by %2",
	    ha_span_of(word), ha_strbuf_span(&place));
	ha_strbuf_free(&place);
}

static bool
is_kept(const char *word, const struct cli_table tables[2],
    const struct ha_resolver *resolver)
{
	struct ha_tables engine = { table_of(&tables[0]), table_of(&tables[1]),
		NULL };
	struct ha_policy policy = { .aclexec = HA_ACLEXEC_ASK };
	struct cli_request request = { 0 };
	struct ha_strbuf ignored = HA_STRBUF_INIT;
	struct ha_decision decision;
	bool is_allowed;

	cli_keep_read(word, &request, &ignored);
	if (ha_decide(&engine, &request.facts, resolver, &policy, NULL,
		&decision) != HA_OK)
		cli_no_memory();
	is_allowed = decision.verdict == HA_ALLOW;
	if (!is_allowed)
		complain(word, &decision);
	ha_decision_free(&decision);
	ha_request_free(&request.facts);
	ha_strbuf_free(&ignored);
	return is_allowed;
}

bool
cli_diff_keeps(const struct cli_words *keep, const struct cli_lookups *lookups,
    const struct cli_table tables[2])
{
	struct ha_lookup lookup;
	struct ha_resolver resolver;
	bool are_kept = true;

	ha_lookup_init(&lookup, lookups->timeout);
	resolver = ha_lookup_resolver(&lookup, !lookups->are_off);
	for (size_t i = 0; i < keep->count; i++) {
		ha_lookup_restart(&lookup);
		are_kept =
		    is_kept(keep->list[i], tables, &resolver) && are_kept;
	}
	ha_lookup_end(&lookup);
	return are_kept;
}
