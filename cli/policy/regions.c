#include "cli/policy/regions.h"

#include <stdlib.h>

#include "cli/io/vector.h"
#include "cli/policy/condition.h"
#include "cli/policy/networks.h"

/* Bytes of what is kept of contexts, so that others are compared with it. */
#define KEPT_MAX ((size_t)1 << 28)

/* A cell's mark holds what is true there, and whether that was said. */
#define SAID 0x80

struct walk {
	const struct cli_cells *cells;
	struct cli_facts *facts;
	struct cli_contexts contexts;
	uint8_t **marks; /* by context, the service's first is 0; NULL: none */
	size_t kept;     /* bytes */
	const struct cli_region_source *source;
	const struct cli_region_listener *listener;
	bool is_cut_short;
};

/* ---- what sets a context apart ---- */

/* A context that has some of the conditions of another, and how special. */
struct part {
	size_t number; /* the service's first is 0 */
	uint64_t rank;
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
add_part(const struct walk *walk, struct parts *parts, struct cli_context part)
{
	const struct cli_facts *facts = walk->facts;
	size_t number = cli_facts_number(facts, &part);

	part = cli_facts_context(facts, number);
	parts->list = cli_vector_grow(parts->list, &parts->size, parts->count,
	    sizeof(*parts->list));
	parts->list[parts->count++] =
	    (struct part){ number - walk->contexts.first,
		    cli_condition_rank(facts, &part) };
}

static bool
is_subset(uint32_t some, uint32_t all)
{
	return (some & ~all) == 0;
}

/* Has the one class of other users no condition that this one has not? */
static bool
is_user_part(const struct cli_facts *facts, size_t part, size_t of)
{
	const struct cli_class *class = &facts->users.list[part];

	return part != of &&
	    is_subset(class->truths, facts->users.list[of].truths);
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
add_parts_of_names(const struct walk *walk, const struct cli_context *context,
    struct cli_context part, struct parts *parts)
{
	const struct cli_facts *facts = walk->facts;
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
			add_part(walk, parts, part);
	}
}

/* All that lack something, the most special first. */
static struct parts
find_parts(const struct walk *walk, const struct cli_context *context)
{
	const struct cli_facts *facts = walk->facts;
	struct parts parts = { NULL, 0, 0 };
	struct cli_context part = *context;

	for (size_t i = 0; i < facts->others.count; i++) {
		if (!is_other_part(facts, i, context->other))
			continue;
		part.other = i;
		part.user = context->user;
		add_parts_of_names(walk, context, part, &parts);
		for (size_t k = facts->users.nwords; k < facts->users.count;
		     k++) {
			part.user = k;
			if (is_user_part(facts, k, context->user))
				add_parts_of_names(walk, context, part, &parts);
		}
	}
	if (parts.count > 0)
		qsort(parts.list, parts.count, sizeof(*parts.list), compare);
	return parts;
}

/* ---- what is said ---- */

/* What a reader of all that was said so far would expect of the cell. */
static unsigned
expected(const struct walk *walk, const struct parts *parts, uint32_t cell)
{
	for (size_t i = 0; i < parts->count; i++) {
		const uint8_t *marks = walk->marks[parts->list[i].number];

		if (marks != NULL &&
		    ((marks[cell] & SAID) != 0 || parts->list[i].number == 0))
			return marks[cell] & (SAID - 1u);
	}
	return walk->source->usual;
}

/* One context, as it is walked through. */
struct saying {
	struct walk *walk;
	struct cli_context about;
	struct parts parts;
	uint8_t *marks; /* NULL: not kept */
	/* Cells in a row of which the same is true, news or not; the rules are
	 * those of the news, which are in the ranges. */
	struct cli_region region;
	struct cli_ranges news;
	bool has_region, has_begun;
};

static void
say(struct saying *saying, struct cli_range range)
{
	const struct cli_region_listener *listener = saying->walk->listener;
	struct cli_region region = saying->region;

	region.first = range.first;
	region.last = range.last;
	/* Known already or not, now it is said of this context. */
	for (uint32_t i = range.first; saying->marks != NULL && i <= range.last;
	     i++)
		saying->marks[i] |= SAID;
	if (!saying->has_begun)
		listener->begin(listener->context, &saying->about);
	saying->has_begun = true;
	listener->region(listener->context, &region);
}

static size_t
count_networks(const struct saying *saying, struct cli_range range)
{
	struct cli_networks networks =
	    cli_networks_of(saying->walk->cells, range.first, range.last);
	struct cli_network ignored;
	size_t count = 0;

	while (cli_networks_next(&networks, &ignored))
		count++;
	return count;
}

/* With what is around them, and known already, they may be fewer networks. */
static void
end_region(struct saying *saying)
{
	struct cli_range whole = { saying->region.first, saying->region.last };
	size_t count = 0;

	saying->has_region = false;
	if (saying->news.count == 0)
		return;
	for (size_t i = 0; i < saying->news.count; i++)
		count += count_networks(saying, saying->news.list[i]);
	if (count_networks(saying, whole) < count) {
		say(saying, whole);
	} else {
		for (size_t i = 0; i < saying->news.count; i++)
			say(saying, saying->news.list[i]);
	}
	cli_ranges_clear(&saying->news);
}

static void
add_news(struct saying *saying, uint32_t cell)
{
	struct cli_ranges *news = &saying->news;

	if (news->count > 0 && news->list[news->count - 1].last + 1 == cell)
		news->list[news->count - 1].last = cell;
	else
		cli_ranges_add(news, cell, cell);
}

static bool
has_other_rules(const struct cli_region *a, const struct cli_region *b)
{
	return a->rules[0] != b->rules[0] || a->rules[1] != b->rules[1];
}

static void
look_at_cell(struct saying *saying, struct cli_region cell, unsigned usual)
{
	struct cli_region *region = &saying->region;
	bool is_news = cell.what != usual;

	if (saying->marks != NULL)
		saying->marks[cell.first] =
		    (uint8_t)(cell.what | (is_news ? SAID : 0));
	if (saying->has_region &&
	    (region->what != cell.what ||
		(is_news && saying->news.count > 0 &&
		    has_other_rules(region, &cell))))
		end_region(saying);
	if (!saying->has_region)
		*region = cell;
	saying->has_region = true;
	region->last = cell.first;
	if (!is_news)
		return;
	region->rules[0] = cell.rules[0];
	region->rules[1] = cell.rules[1];
	add_news(saying, cell.first);
}

static bool
is_nobodys(const struct walk *walk, uint32_t cell)
{
	const struct cli_piece_range *mapped =
	    &walk->cells->pieces[walk->cells->mapped];

	return cell >= mapped->a && cell <= mapped->b;
}

/* Clients without an address are few: they are said to be different only where
 * nothing is said of others. */
static void
look_at_unknown(struct saying *saying)
{
	const struct walk *walk = saying->walk;
	uint32_t unknown = cli_cells_unknown(walk->cells);

	if (saying->has_begun)
		return;
	look_at_cell(saying, walk->source->at(walk->source->context, unknown),
	    expected(walk, &saying->parts, unknown));
	end_region(saying);
}

static void
look_at_cells(struct saying *saying)
{
	const struct walk *walk = saying->walk;
	const struct cli_cells *cells = walk->cells;

	for (uint32_t i = 0; i < cli_cells_unknown(cells); i++) {
		struct cli_region cell;

		if (i == cells->n4)
			end_region(saying);
		if (is_nobodys(walk, i))
			continue;
		cell = walk->source->at(walk->source->context, i);
		look_at_cell(saying, cell, expected(walk, &saying->parts, i));
	}
	end_region(saying);
	if (walk->source->has_unknown)
		look_at_unknown(saying);
}

static void
say_of_context(struct walk *walk, struct cli_context about, uint8_t *marks)
{
	struct saying saying = { .walk = walk, .about = about, .marks = marks };

	saying.parts = find_parts(walk, &about);
	look_at_cells(&saying);
	cli_ranges_free(&saying.news);
	free(saying.parts.list);
}

/* ---- all contexts ---- */

/* Room for the marks of a context; NULL: they are not needed, or too many. */
static uint8_t *
keep_marks(struct walk *walk, size_t number)
{
	size_t bytes = cli_cells_unknown(walk->cells) + 1;
	bool has_supersets = walk->facts->users.count > 1 ||
	    walk->facts->nvariables > 0 || number == 0;

	if (!has_supersets)
		return NULL;
	if (number > 0 && bytes > KEPT_MAX - walk->kept) {
		walk->is_cut_short = true;
		return NULL;
	}
	walk->kept += bytes;
	walk->marks[number] = cli_zeroed(bytes, 1);
	return walk->marks[number];
}

static void
look_at(struct walk *walk, size_t number)
{
	struct cli_context context = cli_facts_context(walk->facts, number);

	/* Nothing need be said of what a resolver did not know. */
	if (walk->facts->names.list[context.name].fact == HA_FACT_FAILED)
		return;
	walk->source->paint(walk->source->context, number);
	if (walk->facts->budget == 0)
		walk->is_cut_short = true;
	else
		say_of_context(walk, context,
		    keep_marks(walk, number - walk->contexts.first));
}

/* Those with fewer conditions first: others are compared with them. */
static void
look_at_all(struct walk *walk)
{
	size_t most = 2 + walk->facts->nvariables;

	for (size_t conditions = 0; conditions <= most; conditions++) {
		for (size_t i = walk->contexts.first;
		     i < walk->contexts.end && walk->facts->budget > 0; i++) {
			struct cli_context context =
			    cli_facts_context(walk->facts, i);

			if (cli_condition_depth(walk->facts, &context) ==
			    conditions)
				look_at(walk, i);
		}
	}
}

bool
cli_regions_walk(const struct cli_policy *policy, struct cli_facts *facts,
    size_t service, const struct cli_region_source *source,
    const struct cli_region_listener *listener)
{
	struct walk walk = { .cells = &policy->cells,
		.facts = facts,
		.contexts = cli_facts_contexts_of(facts, service),
		.source = source,
		.listener = listener };
	size_t count = walk.contexts.end - walk.contexts.first;

	walk.marks = cli_zeroed(count, sizeof(*walk.marks));
	look_at_all(&walk);
	for (size_t i = 0; i < count; i++)
		free(walk.marks[i]);
	free(walk.marks);
	return !walk.is_cut_short;
}
