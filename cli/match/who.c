#include "cli/match/who.h"

#include <stdio.h>
#include <sysexits.h>

#include "cli/io/message.h"
#include "cli/match/who_out.h"
#include "cli/policy/columns.h"
#include "cli/policy/rules.h"
#include "cli/policy/who.h"
#include "common/base/errortext.h"

enum {
	STATUS_SOMEBODY = 0,
	STATUS_NOBODY = 1,
	STATUS_CANNOT_TELL = 2
};

/* What is printed before it is written: whole lines. */
#define WRITTEN_AT ((size_t)1 << 16)

struct asking {
	const struct cli_match_options *options;
	struct ha_span service;
	struct cli_table tables[2];
	struct cli_pattern_files files;
	struct cli_policy *policy;
	struct cli_facts facts;
	struct cli_line_index lines;
	struct cli_condition condition;
	struct ha_strbuf members; /* of the condition, in JSON */
	struct ha_strbuf out;
	bool has_condition, finds_somebody;
};

/* ---- the tables ---- */

/* As the engine, which refuses everybody when a table cannot be read. */
static bool
read_table(struct cli_table *table, enum ha_table_kind kind,
    const struct ha_table *from)
{
	if (cli_table_open(table, kind, from))
		return true;
	cli_complain("match", "%1: %2; so everybody is refused",
	    ha_span_of(from->path), ha_span_of(ha_error_text(table->error)));
	return false;
}

static bool
read_tables(struct asking *asking, const struct ha_tables *tables)
{
	return read_table(&asking->tables[0], HA_TABLE_ALLOW, &tables->allow) &&
	    read_table(&asking->tables[1], HA_TABLE_DENY, &tables->deny);
}

/* ---- what is printed ---- */

static void
flush(struct asking *asking, size_t at)
{
	if (asking->out.failed)
		cli_no_memory();
	if (asking->out.len < at)
		return;
	if (!asking->options->output.is_quiet)
		fwrite(ha_strbuf_text(&asking->out), 1, asking->out.len,
		    stdout);
	ha_strbuf_clear(&asking->out);
}

static bool
is_text(const struct asking *asking)
{
	return asking->options->format == &cli_format_text;
}

static bool
is_json(const struct asking *asking)
{
	return asking->options->format == &cli_format_json;
}

static void
end_condition(struct asking *asking)
{
	if (asking->has_condition)
		cli_condition_free(&asking->condition);
	ha_strbuf_clear(&asking->members);
	asking->has_condition = false;
}

static void
begin(void *context, const struct cli_context *about)
{
	struct asking *asking = context;
	struct ha_strbuf words = HA_STRBUF_INIT;

	end_condition(asking);
	cli_condition_read(&asking->condition, asking->policy, &asking->facts,
	    about);
	asking->has_condition = true;
	if (is_json(asking))
		cli_columns_add_members(&asking->members, &asking->condition);
	if (!is_text(asking))
		return;
	cli_condition_text(&words, asking->policy, &asking->facts, about);
	cli_who_print_condition(&asking->out, ha_strbuf_span(&words));
	ha_strbuf_free(&words);
}

static void
print_network(struct asking *asking, const struct cli_who_line *line)
{
	if (is_text(asking))
		cli_who_print_text(&asking->out, line);
	else if (is_json(asking))
		cli_who_print_json(&asking->out,
		    ha_strbuf_span(&asking->members), line);
	else
		cli_who_print_line(&asking->out, line);
	flush(asking, WRITTEN_AT);
}

static void
print_region(void *context, const struct cli_region *region)
{
	struct asking *asking = context;
	struct cli_networks networks = cli_networks_of(&asking->policy->cells,
	    region->first, region->last);
	struct cli_who_line line = { .policy = asking->policy,
		.service = asking->service,
		.condition = &asking->condition,
		.may = region->what };

	if (region->what != CLI_MAY_REFUSE)
		asking->finds_somebody = true;
	if (region->rules[0] != CLI_OWNER_NOBODY) {
		line.rule =
		    cli_policy_place_of(asking->policy, region->rules[0]);
		line.number = cli_line_of(&asking->lines, line.rule);
	}
	while (cli_networks_next(&networks, &line.network))
		print_network(asking, &line);
}

static bool
print_summary(struct asking *asking)
{
	struct cli_summary summary;
	struct cli_observer observer = cli_summary_observer(&summary);
	bool is_whole;

	cli_summary_init(&summary, asking->service);
	is_whole = cli_sweep_observe(asking->policy, &asking->facts,
	    cli_facts_contexts_of(&asking->facts, 0), 0, &observer);
	cli_facts_renew(&asking->facts);
	cli_who_print_summary(&asking->out, &summary);
	cli_summary_free(&summary);
	return is_whole;
}

static void
complain_of_rest(const struct asking *asking)
{
	struct ha_strbuf what = HA_STRBUF_INIT;

	cli_condition_vague(&what, asking->policy, &asking->facts);
	cli_complain("match",
	    what.len > 0
		? "not everybody was looked at: too many ways to combine %1"
		: "not everybody was looked at: there are too many",
	    ha_strbuf_span(&what), HA_SPAN_EMPTY);
	ha_strbuf_free(&what);
}

static int
answer(struct asking *asking)
{
	struct cli_region_listener listener = { begin, print_region, asking };
	bool is_whole = true;

	if (is_text(asking))
		is_whole = print_summary(asking);
	is_whole =
	    cli_who(asking->policy, &asking->facts, 0, &listener) && is_whole;
	flush(asking, 0);
	if (is_whole)
		return asking->finds_somebody ? STATUS_SOMEBODY : STATUS_NOBODY;
	complain_of_rest(asking);
	return STATUS_CANNOT_TELL;
}

static int
ask(struct asking *asking)
{
	int status;

	asking->policy = cli_policy_new(asking->tables, &asking->files);
	for (size_t i = 0; i < 2; i++)
		cli_policy_read(asking->policy, &asking->tables[i]);
	if (asking->policy->is_too_large) {
		cli_complain("match", "the tables are too large", HA_SPAN_EMPTY,
		    HA_SPAN_EMPTY);
		cli_policy_free(asking->policy);
		return STATUS_CANNOT_TELL;
	}
	cli_cells_make(&asking->policy->cells);
	cli_facts_init_about(&asking->facts, asking->policy, asking->service);
	status = answer(asking);
	end_condition(asking);
	cli_line_index_free(&asking->lines);
	cli_facts_free(&asking->facts);
	cli_policy_free(asking->policy);
	return status;
}

int
cli_match_who(const struct cli_match_options *options,
    const struct ha_tables *tables, struct ha_span service)
{
	struct asking asking = {
		.options = options, .service = service, .out = HA_STRBUF_INIT
	};
	int status =
	    read_tables(&asking, tables) ? ask(&asking) : STATUS_CANNOT_TELL;

	for (size_t i = 0; i < 2; i++)
		ha_source_free(asking.tables[i].source);
	cli_pattern_files_free(&asking.files);
	ha_strbuf_free(&asking.out);
	ha_strbuf_free(&asking.members);
	return status;
}
