/*
 * usage: changes HOSTSACCESS [RUNS]
 *
 * Times "hostsaccess diff" on generated tables of three sizes, each ten times
 * the one before, on both sides, and "hostsaccess test" with more and more
 * tests, and prints medians, peak memory, and how they grow.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/scratch.h"
#include "tests/bench/timing.h"
#include "tests/support/chance.h"

#define RUNS_MAX 15
#define NEW "new" /* the folder of the other side */

static struct chance chance;

/* What main was asked for. */
struct plan {
	const char *command;
	int runs;
};

struct result {
	double seconds;
	double megabytes; /* of memory at the peak */
};

/* ---- what is compared and tested ---- */

static void
write_rules(const char *name, size_t rules)
{
	FILE *out = scratch_create(name);

	while (rules-- > 0)
		fprintf(out, "sshd: %zu.%zu.%zu.%zu\n",
		    1 + chance_below(&chance, 223), chance_below(&chance, 256),
		    chance_below(&chance, 256), chance_below(&chance, 256));
	scratch_finish(out);
}

static void
write_tests(size_t tests)
{
	FILE *out = scratch_create("hosts.tests");

	while (tests-- > 0)
		fprintf(out, "deny sshd 10.%zu.%zu.0/24 user=bob\n",
		    chance_below(&chance, 256), chance_below(&chance, 256));
	scratch_finish(out);
}

/* ---- runs ---- */

static double
run_once(const char *const *words, double *megabytes)
{
	struct rusage usage;
	double start = timing_now();
	pid_t pid = scratch_fork();
	int status;

	if (pid == 0) {
		execv(words[0], (char *const *)(size_t)words);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &usage) < 0 || !WIFEXITED(status) ||
	    WEXITSTATUS(status) > 2)
		fail(words[0]);
	*megabytes = (double)usage.ru_maxrss / 1024;
	return timing_now() - start;
}

static struct result
measure(const struct plan *plan, const char *const *words)
{
	struct result result;
	double seconds[RUNS_MAX];

	for (int i = 0; i < plan->runs; i++)
		seconds[i] = run_once(words, &result.megabytes);
	result.seconds = timing_median(seconds, (size_t)plan->runs);
	return result;
}

static void
print(const char *what, size_t size, struct result result)
{
	printf("%-12s %9zu %8.3f %9.1f\n", what, size, result.seconds,
	    result.megabytes);
}

static void
print_ratio(double ratio, size_t size)
{
	double wide = (double)size * 10;

	printf("%-12s %9s %8.1f (n log n: %.1f)\n", "", "ratio", ratio,
	    wide * log2(wide) / ((double)size * log2((double)size)));
}

static void
measure_diff(const struct plan *plan)
{
	char *new = scratch_path(NEW);
	const char *words[] = { plan->command, "diff", "--quiet",
		scratch_folder(), new, NULL };
	struct result before = { 0, 0 };

	printf("%-12s %9s %8s %9s\n", "diff", "rules", "seconds", "peak MiB");
	for (size_t rules = 10000; rules <= 1000000; rules *= 10) {
		struct result result;

		write_rules("hosts.deny", rules);
		write_rules(NEW "/hosts.deny", rules);
		result = measure(plan, words);
		print("addresses", rules, result);
		if (before.seconds > 0)
			print_ratio(result.seconds / before.seconds,
			    rules / 10);
		before = result;
	}
	free(new);
}

static void
measure_tests(const struct plan *plan)
{
	const char *words[] = { plan->command, "test", "--quiet", "--dir",
		scratch_folder(), NULL };

	write_rules("hosts.deny", 100000);
	printf("%-12s %9s %8s %9s\n", "test", "tests", "seconds", "peak MiB");
	for (size_t tests = 10; tests <= 10000; tests *= 10) {
		write_tests(tests);
		print("networks", tests, measure(plan, words));
	}
}

static void
measure_all(const void *context)
{
	chance = chance_of(1, 0);
	measure_diff(context);
	measure_tests(context);
}

/* Only plain files go with the folder. */
static void
remove_new(void)
{
	char *table = scratch_path(NEW "/hosts.deny"), *new = scratch_path(NEW);

	unlink(table);
	rmdir(new);
	free(table);
	free(new);
}

int
main(int argc, char **argv)
{
	struct plan plan = { argv[1], argc > 2 ? atoi(argv[2]) : 5 };
	char *new;
	bool is_good;

	if (argc < 2 || plan.runs < 1 || plan.runs > RUNS_MAX) {
		fputs("usage: changes HOSTSACCESS [RUNS]\n", stderr);
		return 64;
	}
	scratch_open();
	new = scratch_path(NEW);
	if (mkdir(new, 0700) != 0)
		fail(new);
	free(new);
	is_good = scratch_run(measure_all, &plan);
	remove_new();
	scratch_close();
	return is_good ? 0 : 1;
}
