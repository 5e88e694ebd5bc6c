/*
 * usage: decide HOSTSACCESS MODULE [quick]
 *
 * Times decisions on generated tables, ours and libwrap's in turn, and what
 * the command and the module add to them; prints medians.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/bench.h"
#include "tests/bench/contender.h"
#include "tests/bench/machine.h"
#include "tests/bench/scratch.h"

static const struct effort full = { 5, 20000, 0.2 }, quick = { 3, 2000, 0.02 };

static void (*const blocks[])(const struct bench *bench) = { bench_decisions,
	bench_memory, bench_batch, bench_module };
#define NBLOCKS (sizeof(blocks) / sizeof(blocks[0]))

/* One block in a process of its own. */
struct part {
	void (*block)(const struct bench *bench);
	const struct bench *bench;
};

static void
run_part(const void *context)
{
	const struct part *part = context;

	part->block(part->bench);
}

static void
print_header(void)
{
	machine_print();
	printf("Medians in microseconds; ratio: libwrap's to ours.  Memory in "
	       "MiB, more than with\nempty tables.  libwrap is %s.\n",
	    contenders[0].decide != NULL ? "that of this system"
					 : "not installed");
}

int
main(int argc, char **argv)
{
	bool is_quick = argc == 4 && strcmp(argv[3], "quick") == 0;
	struct bench bench = { .effort = is_quick ? quick : full,
		.rules_max = is_quick ? 100000 : 1000000,
		.batch_seconds = is_quick ? 0.5 : 2 };
	bool is_good = true;
	char *module;

	if (argc < 3 || (argc > 3 && !is_quick)) {
		fputs("usage: decide HOSTSACCESS MODULE [quick]\n", stderr);
		return 64;
	}
	module = realpath(argv[2], NULL);
	if (module == NULL)
		fail(argv[2]);
	contender_load();
	print_header();
	bench.program = argv[1];
	bench.module = module;
	bench.folder = scratch_open();
	for (size_t i = 0; is_good && i < NBLOCKS; i++)
		is_good =
		    scratch_run(run_part, &(struct part){ blocks[i], &bench });
	scratch_close();
	free(module);
	return is_good ? 0 : 1;
}
