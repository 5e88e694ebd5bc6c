#include "cli/policy/who.h"

#include <stdlib.h>

#include "cli/io/vector.h"
#include "cli/policy/condition.h"
#include "cli/policy/networks.h"

/* Bytes of what is kept of contexts, so that others are compared with it. */
#define KEPT_MAX ((size_t)1 << 27)

/* A cell's mark holds what may happen there, and whether that was told. */
#define TOLD 0x80

struct who {
	struct cli_sweep sweep;
	const struct cli_facts *facts;
	size_t service;
	struct cli_contexts contexts;
	uint8_t **marks; /* by context, the service's first is 0; NULL: none */
	size_t kept;     /* bytes */
	const struct cli_who_listener *listener;
	bool is_cut_short;
};

/* ---- what sets a context apart ---- */

/* A context that has some of the conditions of another, and how special. */
struct part {
	size_t number; /* the service's first is 0 */
	size_t rank;
};

struct parts {
	struct part *list;
	size_t count, size;
};

static int
compare(const void *left, const void *right)
{
	const struct part *a = left, *b = right;

	return a->rank > b->rank ? -1 : a->rank < b->rank;
}

static void
add_part(const struct who *who, struct parts *parts, struct cli_context part)
{
	const struct cli_facts *facts = who->facts;
	size_t number = cli_facts_number(facts, &part);
	size_t rank;

	part = cli_facts_context(facts, number);
	rank = cli_conditions_count(facts, &part);
	rank = rank << 1 | cli_condition_has_user(facts, &part);
	rank = rank << 1 | cli_condition_has_name(facts, &part);
	parts->list = cli_vector_grow(parts->list, &parts->size, parts->count,
	    sizeof(*parts->list));
	parts->list[parts->count++] =
	    (struct part){ number - who->contexts.first,
		    rank << 32 | part.truths };
}

static bool
is_subset(uint32_t some, uint32_t all)
{
	return (some & ~all) == 0;
}

/* Has the one class of users no condition that the other has not? */
static bool
is_user_part(const struct cli_facts *facts, size_t part, size_t of)
{
	const struct cli_class *class = &facts->users.list[part];

	return part == of ||
	    (class->text.len == 0 &&
		is_subset(class->truths, facts->users.list[of].truths));
}

static bool
is_name_part(const struct cli_facts *facts, size_t part, size_t of)
{
	const struct cli_name_class *some = &facts->names.list[part];
	const struct cli_name_class *all = &facts->names.list[of];

	if (part == of)
		return true;
	if (some->fact != HA_FACT_KNOWN || some->is_single)
		return false;
	return is_subset(some->truths, all->truths) &&
	    (some->pattern.len == 0 ||
		(all->fact == HA_FACT_KNOWN && !all->is_single &&
		    ha_span_equal(some->pattern, all->pattern)));
}

static bool
is_other_part(const struct cli_facts *facts, size_t part, size_t of)
{
	return is_subset(facts->others.list[part].truths,
	    facts->others.list[of].truths);
}

/* Names are many: only those of the same pattern, and the first, matter. */
static void
add_parts_of_names(const struct who *who, const struct cli_context *context,
    struct cli_context part, struct parts *parts)
{
	const struct cli_facts *facts = who->facts;
	size_t first = context->name;

	while (first > 0 &&
	    ha_span_equal(facts->names.list[first - 1].pattern,
		facts->names.list[context->name].pattern))
		first--;
	for (size_t i = 0; i <= context->name; i++) {
		if (i < first && facts->names.list[i].pattern.len > 0)
			i = first;
		part.name = i;
		if (is_name_part(facts, i, context->name) &&
		    cli_facts_number(facts, &part) !=
			cli_facts_number(facts, context))
			add_part(who, parts, part);
	}
}

/* All that lack something, the most special first. */
static struct parts
find_parts(const struct who *who, const struct cli_context *context)
{
	const struct cli_facts *facts = who->facts;
	struct parts parts = { NULL, 0, 0 };
	struct cli_context part = *context;

	for (size_t i = 0; i < facts->others.count; i++) {
		if (!is_other_part(facts, i, context->other))
			continue;
		part.other = i;
		for (size_t k = 0; k < facts->users.count; k++) {
			part.user = k;
			if (is_user_part(facts, k, context->user))
				add_parts_of_names(who, context, part, &parts);
		}
	}
	if (parts.count > 0)
		qsort(parts.list, parts.count, sizeof(*parts.list), compare);
	return parts;
}

/* ---- what is told ---- */

/* What a reader of all that was told so far would expect of the cell. */
static unsigned
expected(const struct who *who, const struct parts *parts, uint32_t cell)
{
	for (size_t i = 0; i < parts->count; i++) {
		const uint8_t *marks = who->marks[parts->list[i].number];

		if (marks != NULL &&
		    ((marks[cell] & TOLD) != 0 || parts->list[i].number == 0))
			return marks[cell] & (TOLD - 1u);
	}
	return CLI_MAY_REFUSE;
}

struct telling {
	struct who *who;
	struct cli_context context;
	struct parts parts;
	uint8_t *marks; /* NULL: not kept */
	/* Cells in a row that fare alike, news or not; the rule is that of
	 * those that are news, in the ranges. */
	struct cli_run run;
	struct cli_ranges news;
	bool has_run, has_begun;
};

static void
tell_run(struct telling *telling, struct cli_range range)
{
	const struct cli_who_listener *listener = telling->who->listener;
	struct cli_run run = telling->run;

	run.first = range.first;
	run.last = range.last;
	/* Known already or not, now it is said of this context. */
	for (uint32_t i = range.first;
	     telling->marks != NULL && i <= range.last; i++)
		telling->marks[i] |= TOLD;
	if (!telling->has_begun)
		listener->begin(listener->context, &telling->context);
	telling->has_begun = true;
	listener->run(listener->context, &run);
}

static size_t
count_networks(const struct telling *telling, struct cli_range range)
{
	struct cli_networks networks =
	    cli_networks_of(&telling->who->sweep.clients.policy->cells,
		range.first, range.last);
	struct cli_network ignored;
	size_t count = 0;

	while (cli_networks_next(&networks, &ignored))
		count++;
	return count;
}

/* With what is around them, and known already, they may be fewer networks. */
static void
end_run(struct telling *telling)
{
	struct cli_range whole = { telling->run.first, telling->run.last };
	size_t count = 0;

	telling->has_run = false;
	if (telling->news.count == 0)
		return;
	for (size_t i = 0; i < telling->news.count; i++)
		count += count_networks(telling, telling->news.list[i]);
	if (count_networks(telling, whole) < count) {
		tell_run(telling, whole);
	} else {
		for (size_t i = 0; i < telling->news.count; i++)
			tell_run(telling, telling->news.list[i]);
	}
	cli_ranges_clear(&telling->news);
}

static void
add_news(struct telling *telling, uint32_t cell)
{
	struct cli_ranges *news = &telling->news;

	if (news->count > 0 && news->list[news->count - 1].last + 1 == cell)
		news->list[news->count - 1].last = cell;
	else
		cli_ranges_add(news, cell, cell);
}

static void
tell_cell(struct telling *telling, struct cli_run cell)
{
	struct cli_run *run = &telling->run;
	bool is_news =
	    cell.may != expected(telling->who, &telling->parts, cell.first);

	if (telling->marks != NULL)
		telling->marks[cell.first] =
		    (uint8_t)(cell.may | (is_news ? TOLD : 0));
	if (telling->has_run &&
	    (run->may != cell.may ||
		(is_news && telling->news.count > 0 && run->rule != cell.rule)))
		end_run(telling);
	if (!telling->has_run)
		*run = cell;
	telling->has_run = true;
	run->last = cell.first;
	if (!is_news)
		return;
	run->rule = cell.rule;
	add_news(telling, cell.first);
}

static void
tell_context(struct who *who, struct cli_context context, uint8_t *marks)
{
	const struct cli_cells *cells = &who->sweep.clients.policy->cells;
	struct telling telling = {
		.who = who, .context = context, .marks = marks
	};

	telling.parts = find_parts(who, &context);
	for (uint32_t cell = 0; cell < cli_cells_unknown(cells); cell++) {
		if (cell == cells->n4)
			end_run(&telling);
		if (!cli_is_nobodys(&who->sweep, cell))
			tell_cell(&telling, cli_run_at(&who->sweep, cell));
	}
	end_run(&telling);
	cli_ranges_free(&telling.news);
	free(telling.parts.list);
}

/* Room for the marks of a context; NULL: they are not needed, or too many. */
static uint8_t *
keep_marks(struct who *who, size_t number)
{
	size_t bytes = who->sweep.paint.count;
	bool has_supersets = who->facts->users.count > 1 ||
	    who->facts->nvariables > 0 || number == 0;

	if (!has_supersets)
		return NULL;
	if (number > 0 && bytes > KEPT_MAX - who->kept) {
		who->is_cut_short = true;
		return NULL;
	}
	who->kept += bytes;
	who->marks[number] = cli_zeroed(bytes, 1);
	return who->marks[number];
}

static void
look_at(struct who *who, size_t number)
{
	struct cli_context context = cli_facts_context(who->facts, number);

	/* Nobody is to be told of what a resolver did not know. */
	if (who->facts->names.list[context.name].fact == HA_FACT_FAILED)
		return;
	cli_sweep_context(&who->sweep, number);
	if (who->facts->budget == 0)
		who->is_cut_short = true;
	else
		tell_context(who, context,
		    keep_marks(who, number - who->contexts.first));
}

/* Those with fewer conditions first: others are compared with them. */
static void
look_at_all(struct who *who)
{
	size_t most = 2 + who->facts->nvariables;

	for (size_t conditions = 0; conditions <= most; conditions++) {
		for (size_t i = who->contexts.first;
		     i < who->contexts.end && who->facts->budget > 0; i++) {
			struct cli_context context =
			    cli_facts_context(who->facts, i);

			if (cli_conditions_count(who->facts, &context) ==
			    conditions)
				look_at(who, i);
		}
	}
}

bool
cli_who(struct cli_policy *policy, struct cli_facts *facts, size_t service,
    const struct cli_who_listener *listener)
{
	struct who who = { .facts = facts,
		.service = service,
		.contexts = cli_facts_contexts_of(facts, service),
		.listener = listener };
	size_t count = who.contexts.end - who.contexts.first;

	who.is_cut_short = cli_facts_are_vague(facts);
	who.marks = cli_zeroed(count, sizeof(*who.marks));
	cli_sweep_init(&who.sweep, policy, facts, NULL, NULL);
	who.sweep.notes_doubts = true;
	look_at_all(&who);
	cli_sweep_end(&who.sweep);
	for (size_t i = 0; i < count; i++)
		free(who.marks[i]);
	free(who.marks);
	return !who.is_cut_short;
}
