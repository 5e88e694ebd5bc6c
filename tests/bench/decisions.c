#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/bench.h"
#include "tests/bench/contender.h"
#include "tests/bench/indexes.h"

static const size_t sizes[] = { 10, 1000, 100000, 1000000 };
#define NSIZES (sizeof(sizes) / sizeof(sizes[0]))

/* One row. */
struct question {
	const struct kind *kind;
	const struct tables *tables;
	size_t rules;
	enum place place;
};

static void
decide(void *context, size_t which)
{
	const struct question *question = context;
	enum ha_verdict expected =
	    question->place == PLACE_NONE ? HA_ALLOW : HA_DENY;

	if (contenders[which].decide == NULL ||
	    contenders[which].decide(question->tables,
		&question->kind->clients[question->place]) == expected)
		return;
	fprintf(stderr, "%s: wrong verdict: %s, %zu rules, %s\n",
	    contenders[which].name, question->kind->name, question->rules,
	    place_names[question->place]);
	exit(1);
}

static void
print_heading(void)
{
	printf("\n%-16s %9s %-5s %14s", "one decision", "rules", "hit",
	    contenders[0].name);
	for (size_t i = 1; i < NCONTENDERS; i++)
		printf(" %14s %9s", contenders[i].name, "ratio");
	putchar('\n');
}

static void
print_row(const struct question *question, const double *medians)
{
	bool has_reference = contenders[0].decide != NULL;

	printf("%-16s %9zu %-5s", question->kind->name, question->rules,
	    place_names[question->place]);
	if (has_reference)
		printf(" %14.1f", medians[0] * 1e6);
	else
		printf(" %14s", "-");
	for (size_t i = 1; i < NCONTENDERS; i++) {
		printf(" %14.1f", medians[i] * 1e6);
		if (has_reference)
			printf(" %9.2f", medians[0] / medians[i]);
		else
			printf(" %9s", "-");
	}
	putchar('\n');
	fflush(stdout);
}

static void
measure(const struct bench *bench, const struct kind *kind, size_t rules)
{
	struct tables tables = generate_tables(kind, rules);
	struct question question = { kind, &tables, rules, PLACE_START };
	double medians[NCONTENDERS];

	indexes_write(&tables);
	for (int place = 0; place < NPLACES; place++) {
		question.place = (enum place)place;
		timing_race(&bench->effort, decide, &question, NCONTENDERS,
		    medians);
		print_row(&question, medians);
	}
	generate_free(&tables);
}

void
bench_decisions(const struct bench *bench)
{
	print_heading();
	for (size_t kind = 0; kind < NKINDS; kind++) {
		for (size_t i = 0; i < NSIZES; i++) {
			if (sizes[i] <= bench->rules_max)
				measure(bench, &kinds[kind], sizes[i]);
		}
	}
}
