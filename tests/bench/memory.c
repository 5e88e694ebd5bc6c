#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/bench.h"
#include "tests/bench/contender.h"
#include "tests/bench/indexes.h"
#include "tests/bench/scratch.h"

/* KiB of a process that makes one decision. */
static double
peak_of(const struct contender *contender, const struct tables *tables,
    const struct client *client, enum ha_verdict expected)
{
	struct rusage usage;
	pid_t pid = scratch_fork();
	int status;

	if (pid == 0)
		_exit(contender->decide(tables, client) != expected);
	if (wait4(pid, &status, 0, &usage) < 0)
		fail("wait4");
	if (status != 0) {
		fprintf(stderr, "%s: no verdict, or a wrong one\n",
		    contender->name);
		exit(1);
	}
	return (double)usage.ru_maxrss;
}

/* MiB more than the same takes with nothing but empty tables. */
static double
memory_of(const struct contender *contender, const struct kind *kind,
    const struct tables *tables)
{
	const struct client *client = &kind->clients[PLACE_END];
	const struct tables empty = { .allow = tables->allow,
		.deny = tables->allow };
	double without = peak_of(contender, &empty, client, HA_ALLOW);
	double with = peak_of(contender, tables, client, HA_DENY);

	return with > without ? (with - without) / 1024 : 0;
}

void
bench_memory(const struct bench *bench)
{
	printf("\n%-16s %9s %9s", "memory", "rules", "file MiB");
	for (size_t i = 0; i < NCONTENDERS; i++)
		printf(" %14s", contenders[i].name);
	putchar('\n');
	for (size_t kind = 0; kind < NKINDS; kind++) {
		struct tables tables =
		    generate_tables(&kinds[kind], bench->rules_max);

		indexes_write(&tables);
		printf("%-16s %9zu %9.1f", kinds[kind].name, bench->rules_max,
		    (double)tables.bytes / 1048576);
		for (size_t i = 0; i < NCONTENDERS; i++) {
			if (contenders[i].decide == NULL)
				printf(" %14s", "-");
			else
				printf(" %14.1f",
				    memory_of(&contenders[i], &kinds[kind],
					&tables));
		}
		putchar('\n');
		generate_free(&tables);
	}
}
