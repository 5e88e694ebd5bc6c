/*
 * usage: changes PAIRS [SEED]
 *
 * Compares random pairs of small policies, asks the matcher about every request
 * of a small world before and after, and holds what diff says to it: as the
 * manual tells to read it.  What changes from one to the other changes back the
 * other way, and nothing from one to itself.  The networks are the fewest.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/io/escape.h"
#include "cli/policy/compare.h"
#include "cli/policy/networks.h"
#include "tests/changes/requests.h"
#include "tests/check/telling.h"

static void
paint(void *context, size_t number)
{
	cli_comparison_paint(context, number);
}

static struct cli_region
look_at(void *context, uint32_t cell)
{
	struct cli_compared compared = cli_comparison_at(context, cell);

	return (struct cli_region){ cell, cell, compared.difference,
		{ compared.before.rule, compared.after.rule } };
}

/* All that is said of one service. */
static void
say(struct cli_comparison *comparison, size_t service, struct telling *telling)
{
	struct cli_region_source source = { .paint = paint,
		.at = look_at,
		.context = comparison,
		.usual = CLI_DIFFERENCE_NONE,
		.has_unknown = true };
	struct cli_region_listener listener = telling_listener(telling);

	if (!cli_regions_walk(comparison->policy, &comparison->facts, service,
		&source, &listener))
		abort();
}

static void
begin(struct cli_comparison *comparison, const struct sides *before,
    const struct sides *after, struct cli_pattern_files *files)
{
	struct cli_table old[2], new[2];

	sides_tables(before, old);
	sides_tables(after, new);
	if (!cli_comparison_begin(comparison, old, new, files, HA_SPAN_EMPTY,
		CLI_STEPS_WHOLE))
		abort();
}

/* ---- against the matcher ---- */

static enum cli_difference
difference(enum ha_verdict before, enum ha_verdict after)
{
	static const int openness[] = {
		[HA_DENY] = 0, [HA_ASK] = 1, [HA_ALLOW] = 2
	};

	if (openness[after] > openness[before])
		return CLI_DIFFERENCE_GAIN;
	return openness[after] < openness[before] ? CLI_DIFFERENCE_LOSS
						  : CLI_DIFFERENCE_NONE;
}

static size_t
service_of(const struct cli_comparison *comparison, struct ha_span name)
{
	const struct cli_classes *services = &comparison->facts.services;

	for (size_t i = 0; i < services->count; i++) {
		if (ha_span_equal_fold(services->list[i].text, name))
			return i;
	}
	return services->count - 1;
}

static size_t
ask_about(const struct cli_comparison *comparison,
    const struct telling *telling, const struct sides *before,
    const struct sides *after, size_t number)
{
	struct ha_request request = world_request(number);
	size_t faults = 0;

	if (request.client.addr_fact == HA_FACT_KNOWN &&
	    request.client.name_fact != HA_FACT_FAILED &&
	    telling_read(telling, comparison->policy, &comparison->facts,
		&request, CLI_DIFFERENCE_NONE) !=
		difference(sides_ask(before, number),
		    sides_ask(after, number))) {
		printf("request %zu changes otherwise\n", number);
		faults = 1;
	}
	ha_request_free(&request);
	return faults;
}

static size_t
compare_with_matcher(struct cli_comparison *comparison,
    const struct sides *before, const struct sides *after)
{
	static struct telling telling;
	size_t each = world_count() / WORLD_SERVICES, faults = 0;

	for (size_t i = 0; i < WORLD_SERVICES && faults == 0; i++) {
		size_t service =
		    service_of(comparison, ha_span_of(world_services[i]));

		say(comparison, service, &telling);
		for (size_t k = i * each; k < (i + 1) * each && faults == 0;
		     k++)
			faults +=
			    ask_about(comparison, &telling, before, after, k);
	}
	return faults;
}

/* ---- what must hold of any two ---- */

static bool
is_mirrored(const struct told *one, const struct told *other)
{
	static const enum cli_difference opposite[] = { [CLI_DIFFERENCE_NONE] =
							    CLI_DIFFERENCE_NONE,
		[CLI_DIFFERENCE_GAIN] = CLI_DIFFERENCE_LOSS,
		[CLI_DIFFERENCE_LOSS] = CLI_DIFFERENCE_GAIN,
		[CLI_DIFFERENCE_UNTOLD] = CLI_DIFFERENCE_UNTOLD };

	return one->run.first == other->run.first &&
	    one->run.last == other->run.last &&
	    one->run.what == opposite[other->run.what];
}

/* By the regions of the first context of each service, whose numbers do not
 * depend on the order of the rules. */
static size_t
compare_mirrored(struct cli_comparison *there, struct cli_comparison *back)
{
	static struct telling one, other;
	size_t faults = 0;

	for (size_t i = 0; i < WORLD_SERVICES; i++) {
		struct ha_span name = ha_span_of(world_services[i]);

		say(there, service_of(there, name), &one);
		say(back, service_of(back, name), &other);
		for (size_t k = 0; k < one.count && k < other.count; k++) {
			if (one.list[k].about.name != 0 ||
			    other.list[k].about.name != 0 ||
			    one.list[k].about.user != other.list[k].about.user)
				break;
			faults += !is_mirrored(&one.list[k], &other.list[k]);
		}
		faults += (one.count == 0) != (other.count == 0);
	}
	if (faults > 0)
		printf("it does not change back\n");
	return faults;
}

static size_t
compare_with_itself(struct cli_comparison *comparison)
{
	static struct telling telling;
	size_t said = 0;

	for (size_t i = 0; i < comparison->facts.services.count; i++) {
		say(comparison, i, &telling);
		said += telling.count;
	}
	if (said > 0)
		printf("something changes from one to itself\n");
	return said > 0;
}

/* ---- the fewest networks ---- */

struct network_list {
	struct cli_network list[4096];
	size_t count;
};

static void
list_networks(const struct cli_comparison *comparison,
    const struct cli_region *region, struct network_list *networks)
{
	struct cli_networks rest = cli_networks_of(&comparison->policy->cells,
	    region->first, region->last);
	struct cli_network network;

	while (cli_networks_next(&rest, &network)) {
		if (networks->count ==
		    sizeof(networks->list) / sizeof(networks->list[0]))
			abort();
		networks->list[networks->count++] = network;
	}
}

/* Are they the two halves of one network? */
static bool
are_halves(const struct cli_network *a, const struct cli_network *b)
{
	unsigned bits = a->family == HA_IPV4 ? 32 : 128;

	return a->family == b->family && a->length == b->length &&
	    a->length > 0 &&
	    (a->first ^ b->first) == (cli_u128)1 << (bits - a->length);
}

/* Networks of the same kind that are no halves of one are the fewest. */
static size_t
find_halves(struct cli_comparison *comparison)
{
	static struct telling telling;
	static struct network_list networks;
	size_t faults = 0;

	for (size_t i = 0; i < comparison->facts.services.count; i++) {
		say(comparison, i, &telling);
		for (size_t k = 0; k < telling.count; k++) {
			if (telling.list[k].run.first >=
			    cli_cells_unknown(&comparison->policy->cells))
				continue;
			networks.count = 0;
			list_networks(comparison, &telling.list[k].run,
			    &networks);
			for (size_t m = 1; m < networks.count; m++)
				faults += are_halves(&networks.list[m - 1],
				    &networks.list[m]);
		}
	}
	if (faults > 0)
		printf("two networks are the halves of one\n");
	return faults;
}

/* ---- all of it ---- */

static size_t
try_pair(size_t *changed)
{
	struct sides before = sides_make(false), after = sides_make(false);
	struct cli_pattern_files files = { .first = NULL };
	struct cli_comparison there, back, itself;
	size_t faults;

	begin(&there, &before, &after, &files);
	begin(&back, &after, &before, &files);
	begin(&itself, &before, &before, &files);
	faults = compare_with_matcher(&there, &before, &after) +
	    compare_mirrored(&there, &back) + compare_with_itself(&itself) +
	    find_halves(&there);
	for (size_t i = 0; i < world_count(); i++)
		*changed += sides_ask(&before, i) != sides_ask(&after, i);
	if (faults > 0) {
		sides_show("old", &before);
		sides_show("new", &after);
	}
	cli_comparison_end(&there);
	cli_comparison_end(&back);
	cli_comparison_end(&itself);
	cli_pattern_files_free(&files);
	sides_free(&before);
	sides_free(&after);
	return faults;
}

int
main(int argc, char **argv)
{
	size_t pairs = argc > 1 ? strtoul(argv[1], NULL, 10) : 40;
	size_t failed = 0, changed = 0;

	world_seed(argc > 2 ? strtoull(argv[2], NULL, 10) : 1);
	cli_escape_init();
	for (size_t i = 0; i < pairs; i++)
		failed += try_pair(&changed) > 0;
	printf("changes: %zu passed, %zu failed, 0 skipped\n", pairs - failed,
	    failed);
	if (changed == 0)
		printf("no verdict changed: nothing was tested\n");
	return failed > 0 || changed == 0;
}
