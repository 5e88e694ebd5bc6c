#include "cli/diff/diff.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/diff/out.h"
#include "cli/io/escape.h"
#include "cli/io/lineindex.h"
#include "cli/io/message.h"
#include "cli/io/progress.h"
#include "cli/io/vector.h"
#include "cli/policy/doubtful.h"
#include "cli/policy/regions.h"

/* What is printed before it is written: whole lines. */
#define WRITTEN_AT ((size_t)1 << 16)

/* Networks of one region that are shown to people. */
#define SHOWN_MAX 8

/* Patterns that nobody can tell of, and are named. */
#define DOUBTS_MAX 5

struct diffing {
	const char *command;
	const struct cli_diff_wish *wish;
	struct cli_comparison comparison;
	size_t context; /* that was painted last */
	struct cli_progress progress;
	size_t npainted;
	struct ha_span service;
	bool is_alone; /* no rule names a service */
	struct cli_line_index lines;
	struct cli_condition condition;
	struct ha_strbuf members; /* of the condition, in JSON */
	struct ha_strbuf out;
	uint32_t rules[2]; /* of the line before */
	bool has_condition, is_first_line;
	size_t ngains, nlosses;
	size_t ndoubts;
	struct ha_location doubts[DOUBTS_MAX];
};

/* ---- what cannot be told ---- */

static struct cli_rule_range
rules_of(const struct cli_sweep *sweep)
{
	return (struct cli_rule_range){ sweep->first_rule, sweep->end_rule };
}

static bool
is_known(const struct diffing *diffing, struct ha_location where)
{
	for (size_t i = 0; i < diffing->ndoubts && i < DOUBTS_MAX; i++) {
		if (diffing->doubts[i].source == where.source &&
		    diffing->doubts[i].offset == where.offset)
			return true;
	}
	return false;
}

static void
name_doubt(struct diffing *diffing, struct ha_location where)
{
	struct ha_strbuf place = HA_STRBUF_INIT;

	if (is_known(diffing, where))
		return;
	if (diffing->ndoubts++ >= DOUBTS_MAX)
		return;
	diffing->doubts[diffing->ndoubts - 1] = where;
	cli_columns_add_place(&place, where,
	    cli_line_of(&diffing->lines, where));
	ha_strbuf_add_byte(&place, ':');
	ha_strbuf_add_number(&place, cli_column_of(where));
	cli_complain(diffing->command,
	    "%1: whom '%2' matches cannot be told exactly",
	    ha_strbuf_span(&place),
	    (struct ha_span){ where.source->bytes + where.offset, where.len });
	ha_strbuf_free(&place);
}

static void
name_doubts(struct diffing *diffing, uint32_t cell)
{
	struct cli_comparison *comparison = &diffing->comparison;
	const struct cli_sweep *sides[] = { &comparison->before,
		&comparison->after };
	struct ha_location where;
	bool is_found = false;

	if (diffing->ndoubts > DOUBTS_MAX)
		return;
	for (size_t i = 0; i < 2; i++) {
		if (!cli_doubtful_at(comparison->policy, &comparison->facts,
			rules_of(sides[i]), diffing->context, cell, &where))
			continue;
		name_doubt(diffing, where);
		is_found = true;
	}
	if (!is_found)
		diffing->ndoubts++;
}

/* ---- what is printed ---- */

static void
flush(struct diffing *diffing, size_t at)
{
	if (diffing->out.failed)
		cli_no_memory();
	if (diffing->out.len < at)
		return;
	cli_progress_hide();
	if (!diffing->wish->is_quiet)
		fwrite(ha_strbuf_text(&diffing->out), 1, diffing->out.len,
		    stdout);
	ha_strbuf_clear(&diffing->out);
}

static void
end_condition(struct diffing *diffing)
{
	if (diffing->has_condition)
		cli_condition_free(&diffing->condition);
	ha_strbuf_clear(&diffing->members);
	diffing->has_condition = false;
}

static void
begin_context(void *context, const struct cli_context *about)
{
	struct diffing *diffing = context;
	const struct cli_comparison *comparison = &diffing->comparison;
	struct ha_strbuf words = HA_STRBUF_INIT;

	end_condition(diffing);
	cli_condition_read(&diffing->condition, comparison->policy,
	    &comparison->facts, about);
	diffing->has_condition = true;
	diffing->is_first_line = true;
	if (diffing->wish->format == CLI_DIFF_JSON)
		cli_columns_add_members(&diffing->members, &diffing->condition);
	if (diffing->wish->format != CLI_DIFF_TEXT)
		return;
	cli_condition_text(&words, comparison->policy, &comparison->facts,
	    about);
	cli_diff_print_head(&diffing->out,
	    diffing->service.len > 0 ? diffing->service
		: diffing->is_alone  ? HA_SPAN("every service")
				     : HA_SPAN("every other service"),
	    ha_strbuf_span(&words));
	ha_strbuf_free(&words);
}

static struct cli_diff_side
side_of(struct diffing *diffing, const struct cli_run *run)
{
	struct cli_diff_side side = { .may = run->may };

	if (run->rule != CLI_OWNER_NOBODY) {
		side.rule =
		    cli_policy_place_of(diffing->comparison.policy, run->rule);
		side.number = cli_line_of(&diffing->lines, side.rule);
	}
	return side;
}

static bool
has_same_rules(const struct diffing *diffing, const struct cli_region *region)
{
	return !diffing->is_first_line &&
	    diffing->rules[0] == region->rules[0] &&
	    diffing->rules[1] == region->rules[1];
}

static void
print(struct diffing *diffing, const struct cli_diff_line *line,
    const struct cli_region *region)
{
	switch (diffing->wish->format) {
	case CLI_DIFF_TEXT:
		cli_diff_print_text(&diffing->out, line,
		    !has_same_rules(diffing, region));
		break;
	case CLI_DIFF_LINE:
		cli_diff_print_line(&diffing->out, line);
		break;
	case CLI_DIFF_JSON:
		cli_diff_print_json(&diffing->out,
		    ha_strbuf_span(&diffing->members), line);
		break;
	}
	diffing->is_first_line = false;
	diffing->rules[0] = region->rules[0];
	diffing->rules[1] = region->rules[1];
	flush(diffing, WRITTEN_AT);
}

static void
count_region(struct diffing *diffing, const struct cli_region *region)
{
	if (region->what == CLI_DIFFERENCE_GAIN)
		diffing->ngains++;
	else if (region->what == CLI_DIFFERENCE_LOSS)
		diffing->nlosses++;
}

static void
print_region(void *context, const struct cli_region *region)
{
	struct diffing *diffing = context;
	const struct cli_comparison *comparison = &diffing->comparison;
	const struct cli_cells *cells = &comparison->policy->cells;
	struct cli_compared compared =
	    cli_comparison_at(comparison, region->first);
	struct cli_diff_line line = { .difference = region->what,
		.service = diffing->service,
		.condition = &diffing->condition,
		.before = side_of(diffing, &compared.before),
		.after = side_of(diffing, &compared.after),
		.has_address = region->first < cli_cells_unknown(cells) };
	struct cli_networks networks;
	struct cli_diff_sum rest = { 0, 0 };
	size_t shown = 0;

	if (region->what == CLI_DIFFERENCE_UNTOLD)
		name_doubts(diffing, region->first);
	count_region(diffing, region);
	if (!line.has_address) {
		print(diffing, &line, region);
		return;
	}
	networks = cli_networks_of(cells, region->first, region->last);
	while (cli_networks_next(&networks, &line.network)) {
		if (diffing->wish->format != CLI_DIFF_TEXT ||
		    shown++ < SHOWN_MAX)
			print(diffing, &line, region);
		else
			cli_diff_add_up(&rest, &line);
	}
	if (rest.networks > 0)
		cli_diff_print_rest(&diffing->out, &rest);
}

/* ---- what is compared ---- */

static void
paint(void *context, size_t number)
{
	struct diffing *diffing = context;

	diffing->context = number;
	cli_comparison_paint(&diffing->comparison, number);
	cli_progress_set(&diffing->progress, ++diffing->npainted);
}

static unsigned
wanted(const struct cli_diff_wish *wish, enum cli_difference difference)
{
	bool is_wanted = wish->only_gains == wish->only_losses ||
	    difference == CLI_DIFFERENCE_UNTOLD ||
	    difference ==
		(wish->only_gains ? CLI_DIFFERENCE_GAIN : CLI_DIFFERENCE_LOSS);

	return is_wanted ? difference : CLI_DIFFERENCE_NONE;
}

static struct cli_region
look_at(void *context, uint32_t cell)
{
	const struct diffing *diffing = context;
	struct cli_compared compared =
	    cli_comparison_at(&diffing->comparison, cell);

	return (struct cli_region){ cell, cell,
		wanted(diffing->wish, compared.difference),
		{ compared.before.rule, compared.after.rule } };
}

/* Sorted by their texts; the number follows a text. */
struct service {
	struct ha_span text;
	size_t number;
};

static int
compare(const void *left, const void *right)
{
	const struct service *a = left, *b = right;
	size_t len = a->text.len < b->text.len ? a->text.len : b->text.len;

	for (size_t i = 0; i < len; i++) {
		if (a->text.at[i] != b->text.at[i])
			return (unsigned char)a->text.at[i] <
				(unsigned char)b->text.at[i]
			    ? -1
			    : 1;
	}
	if (a->text.len != b->text.len)
		return a->text.len < b->text.len ? -1 : 1;
	return a->number > b->number ? -1 : a->number < b->number;
}

/* sshd is a class of its own even where no rule names it. */
static bool
is_named(const struct cli_policy *policy, struct ha_span service)
{
	for (size_t i = 0; i < policy->ndaemons; i++) {
		if (policy->daemons[i].is_literal &&
		    ha_span_equal_fold(policy->daemons[i].name, service))
			return true;
	}
	return false;
}

/* The one that is meant, or those that rules name, and all others. */
static bool
is_meant(const struct diffing *diffing, size_t number)
{
	struct ha_span text =
	    diffing->comparison.facts.services.list[number].text;

	if (diffing->wish->service.len > 0)
		return number == 0;
	return text.len == 0 || is_named(diffing->comparison.policy, text);
}

static struct service *
sort_services(const struct diffing *diffing, size_t *count)
{
	const struct cli_classes *services =
	    &diffing->comparison.facts.services;
	struct service *list = cli_zeroed(services->count, sizeof(*list));

	*count = 0;
	for (size_t i = 0; i < services->count; i++) {
		if (is_meant(diffing, i))
			list[(*count)++] =
			    (struct service){ services->list[i].text, i };
	}
	qsort(list, *count, sizeof(*list), compare);
	return list;
}

static bool
compare_services(struct diffing *diffing)
{
	struct cli_region_source source = { .paint = paint,
		.at = look_at,
		.context = diffing,
		.usual = CLI_DIFFERENCE_NONE,
		.has_unknown = true };
	struct cli_region_listener listener = { begin_context, print_region,
		diffing };
	struct cli_comparison *comparison = &diffing->comparison;
	size_t count;
	struct service *services = sort_services(diffing, &count);
	bool is_whole = true;

	cli_progress_begin(&diffing->progress, "comparing",
	    cli_facts_contexts_of(&comparison->facts, count - 1).end, false);
	diffing->is_alone = count == 1;
	for (size_t i = 0; i < count; i++) {
		diffing->service = services[i].text;
		is_whole =
		    cli_regions_walk(comparison->policy, &comparison->facts,
			services[i].number, &source, &listener) &&
		    is_whole;
	}
	cli_progress_end(&diffing->progress);
	free(services);
	return is_whole;
}

static int
status_of(const struct diffing *diffing, bool is_whole)
{
	if (!is_whole || diffing->ndoubts > 0)
		return CLI_DIFF_CANNOT_TELL;
	return diffing->ngains + diffing->nlosses > 0 ? CLI_DIFF_DIFFERS
						      : CLI_DIFF_SAME;
}

static void
complain(const struct diffing *diffing, const char *what)
{
	cli_complain(diffing->command, what, HA_SPAN_EMPTY, HA_SPAN_EMPTY);
}

static void
name_merged(const struct diffing *diffing)
{
	struct ha_strbuf what = HA_STRBUF_INIT;

	cli_condition_vague(&what, diffing->comparison.policy,
	    &diffing->comparison.facts);
	if (what.len > 0)
		cli_complain(diffing->command,
		    "there are too many ways to combine %1",
		    ha_strbuf_span(&what), HA_SPAN_EMPTY);
	ha_strbuf_free(&what);
}

static int
compare_sides(struct diffing *diffing)
{
	bool is_whole = compare_services(diffing);
	int status = status_of(diffing, is_whole);

	if (!is_whole)
		complain(diffing, "not all requests were looked at");
	if (status == CLI_DIFF_CANNOT_TELL)
		name_merged(diffing);
	if (diffing->wish->format == CLI_DIFF_TEXT &&
	    (status == CLI_DIFF_SAME || status == CLI_DIFF_DIFFERS))
		cli_diff_print_sums(&diffing->out, diffing->ngains,
		    diffing->nlosses);
	flush(diffing, 0);
	return status;
}

int
cli_diff_print(const char *command, const struct cli_diff_wish *wish,
    const struct cli_table before[2], const struct cli_table after[2],
    struct cli_pattern_files *files)
{
	struct diffing diffing = {
		.command = command, .wish = wish, .out = HA_STRBUF_INIT
	};
	int status = CLI_DIFF_CANNOT_TELL;

	if (cli_comparison_begin(&diffing.comparison, before, after, files,
		wish->service, CLI_STEPS_WHOLE))
		status = compare_sides(&diffing);
	else
		complain(&diffing, "the tables are too large");
	end_condition(&diffing);
	ha_strbuf_free(&diffing.members);
	ha_strbuf_free(&diffing.out);
	cli_line_index_free(&diffing.lines);
	cli_comparison_end(&diffing.comparison);
	return status;
}
