/*
 * usage: same [SEED [COUNT [FIRST]]]
 *
 * Decides random requests on random tables in five ways, which must give the
 * same answer, diagnostics, plan and look-ups: all of it read and every rule
 * tried; and with all that is there to spare work.  COUNT requests, from the
 * tables of that number on: a failure says which.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/fast_vs_plain/same.h"

#define A_SET 40     /* requests */
#define A_HUGE_SET 4 /* likewise, of tables that take long */
#define SHOWN 3      /* failures */

static const char *const way_names[] = { "plain", "memory", "path", "indexed",
	"loader" };

/* How requests were decided, so that nobody compares nothing with nothing. */
static struct {
	size_t all, failed;
	size_t by_rule, by_default, errors, commands;
	size_t admitted;
	size_t diags, asked, plans, words;
	size_t sparse;        /* by a rule of a file that was read in pieces */
	size_t passed;        /* with rules passed over, by a rule or none */
	size_t indexed;       /* fewer rules tried than without the index */
	size_t by_index;      /* by a rule that the index proposed */
	size_t word_by_index; /* likewise by a word */
} counts;

static size_t
rules_tried(const struct ha_decision *decision)
{
	return decision->reports[HA_TABLE_ALLOW].rules +
	    decision->reports[HA_TABLE_DENY].rules;
}

static bool
is_of_indexed(const struct same_world *world, struct ha_location where)
{
	size_t i = same_find(world->set, where.source);

	return i < SAME_TEXTS && world->is_indexed[i];
}

static void
count_answer(const struct ha_decision *decision, const struct same_trial *trial)
{
	counts.all++;
	counts.by_rule += decision->reason == HA_REASON_RULE;
	counts.by_default += decision->reason == HA_REASON_DEFAULT;
	counts.errors += decision->reason == HA_REASON_ERROR;
	counts.commands += decision->reason == HA_REASON_ACLEXEC;
	counts.admitted +=
	    decision->verdict == HA_ALLOW && decision->reason == HA_REASON_RULE;
	counts.diags += decision->diags.count > 0;
	counts.asked += trial->nasked > 0;
	counts.plans += decision->plan.count > 0;
	counts.words += decision->word.source != NULL;
}

static void
count_work(const struct same_world *world, const struct ha_decision *all)
{
	const struct ha_decision *plain = &all[SAME_PLAIN];
	const struct ha_decision *path = &all[SAME_PATH];
	const struct ha_decision *indexed = &all[SAME_INDEXED];
	bool is_by_index = rules_tried(indexed) < rules_tried(plain) &&
	    is_of_indexed(world, indexed->rule);

	counts.sparse +=
	    path->rule.source != NULL && path->rule.source->sparse != NULL;
	counts.passed += rules_tried(path) < rules_tried(plain);
	counts.indexed += rules_tried(indexed) != rules_tried(path);
	counts.by_index += is_by_index;
	counts.word_by_index +=
	    indexed->word.source != NULL && is_of_indexed(world, indexed->word);
}

static void
print_failure(const struct same_case *one, enum same_way way, size_t number,
    const struct ha_strbuf *records)
{
	printf("tables %zu, plain and %s differ:\n", number, way_names[way]);
	same_case_print(one);
	printf("%s\nbut %s: %s\n", ha_strbuf_text(&records[SAME_PLAIN]),
	    way_names[way], ha_strbuf_text(&records[way]));
}

static void
compare(const struct same_case *one, size_t number,
    const struct ha_strbuf *records)
{
	for (enum same_way way = SAME_MEMORY; way < SAME_WAYS; way++) {
		if (ha_span_equal(ha_strbuf_span(&records[SAME_PLAIN]),
			ha_strbuf_span(&records[way])))
			continue;
		if (counts.failed++ < SHOWN)
			print_failure(one, way, number, records);
		return;
	}
}

static void
try_case(const struct same_world *world, const struct same_case *one,
    size_t number)
{
	static struct ha_decision decisions[SAME_WAYS];
	static struct ha_strbuf records[SAME_WAYS];

	for (enum same_way way = SAME_PLAIN; way < SAME_WAYS; way++) {
		struct same_trial trial;
		enum ha_status status;

		same_trial_begin(&trial, one);
		status = same_decide(world, way, &trial, &decisions[way]);
		ha_strbuf_clear(&records[way]);
		same_record(&records[way], status, &decisions[way], &trial);
		if (way == SAME_PLAIN)
			count_answer(&decisions[way], &trial);
		same_trial_end(&trial);
	}
	compare(one, number, records);
	count_work(world, decisions);
	for (enum same_way way = SAME_PLAIN; way < SAME_WAYS; way++)
		ha_decision_free(&decisions[way]);
}

static void
try_set(struct same_world *world, struct same_set *set, uint64_t seed,
    size_t number)
{
	struct chance chance = chance_of(seed, number);
	size_t requests;

	same_make(set, &chance);
	same_world_load(world);
	requests = set->is_huge ? A_HUGE_SET : A_SET;
	while (requests-- > 0) {
		struct same_case one = same_case_of(&chance);

		try_case(world, &one, number);
	}
}

/* In a hundred requests there must be so many; else little was tested. */
static size_t
check_share(const char *what, size_t count, double least)
{
	double share = 100 * (double)count / (double)counts.all;
	bool is_enough = share >= least;

	printf("%6.2f %% %s%s\n", share, what,
	    is_enough ? "" : ": not ok, too few");
	return is_enough ? 0 : 1;
}

static size_t
check_shares(void)
{
	return check_share("by a rule", counts.by_rule, 25) +
	    check_share("by default", counts.by_default, 5) +
	    check_share("errors", counts.errors, 5) +
	    check_share("commands", counts.commands, 0.3) +
	    check_share("admitted by a rule", counts.admitted, 5) +
	    check_share("with diagnostics", counts.diags, 20) +
	    check_share("with look-ups", counts.asked, 10) +
	    check_share("with a plan", counts.plans, 1) +
	    check_share("by a word of a pattern file", counts.words, 2) +
	    check_share("by a rule of a file read in pieces", counts.sparse,
		5) +
	    check_share("with rules passed over", counts.passed, 15) +
	    check_share("with rules that the index spared", counts.indexed, 3) +
	    check_share("by a rule that an index proposed", counts.by_index,
		2) +
	    check_share("by a word that an index proposed",
		counts.word_by_index, 0.2);
}

static uint64_t
number_of(const char *text)
{
	char *end;
	uint64_t number = strtoull(text, &end, 10);

	if (*end == '\0' && end != text)
		return number;
	fputs("usage: same [SEED [COUNT [FIRST]]]\n", stderr);
	exit(64);
}

int
main(int argc, char **argv)
{
	static struct same_set set;
	static struct same_world world;
	uint64_t seed = argc > 1 ? number_of(argv[1]) : 1;
	size_t count = argc > 2 ? number_of(argv[2]) : 200000;
	size_t number = argc > 3 ? number_of(argv[3]) : 0;
	size_t few = 0;

	same_world_begin(&world, &set);
	while (counts.all < count)
		try_set(&world, &set, seed, number++);
	same_world_end(&world);
	if (count >= 10000)
		few = check_shares();
	printf("same: %zu passed, %zu failed, 0 skipped\n",
	    counts.all - counts.failed, counts.failed + few);
	return counts.failed + few == 0 ? 0 : 1;
}
