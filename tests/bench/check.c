/*
 * usage: check HOSTSACCESS [RUNS]
 *
 * Times "hostsaccess check" on generated tables of two sizes, one ten times
 * the other, and prints medians, peak memory, and how both grow.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/scratch.h"
#include "tests/bench/timing.h"
#include "tests/support/chance.h"

#define SMALL 100000
#define LARGE 1000000
#define RUNS_MAX 15
#define TABLE "hosts.deny"

static struct chance chance;

static void
write_address(FILE *out)
{
	fprintf(out, "ALL: %zu.%zu.%zu.%zu\n", 1 + chance_below(&chance, 223),
	    chance_below(&chance, 256), chance_below(&chance, 256),
	    chance_below(&chance, 256));
}

static void
write_network(FILE *out)
{
	fprintf(out, "sshd: %zu.%zu.%zu.0/24\n", 1 + chance_below(&chance, 223),
	    chance_below(&chance, 256), chance_below(&chance, 256));
}

static void
write_ipv6(FILE *out)
{
	fprintf(out, "ALL: [2001:db8:%zx:%zx::%zx]\n",
	    chance_below(&chance, 65536), chance_below(&chance, 65536),
	    chance_below(&chance, 65536));
}

/* Nearly every rule stands twice. */
static void
write_twice(FILE *out)
{
	fprintf(out, "ALL: 10.%zu.%zu.%zu\n", chance_below(&chance, 4),
	    chance_below(&chance, 256), chance_below(&chance, 256));
}

static void
write_name(FILE *out)
{
	fprintf(out, "ALL: host%zu.example%zu.com\n",
	    chance_below(&chance, 1000000), chance_below(&chance, 1000));
}

static const struct {
	const char *name;
	void (*write)(FILE *out);
} kinds[] = {
	{ "addresses", write_address },
	{ "networks", write_network },
	{ "IPv6", write_ipv6 },
	{ "duplicates", write_twice },
	{ "names", write_name },
};

struct result {
	double seconds;
	double megabytes;      /* of memory at the peak */
	double file_megabytes; /* of the table */
};

static void
write_table(void (*write)(FILE *out), size_t rules)
{
	FILE *out = scratch_create(TABLE);

	chance = chance_of(1, 0);
	while (rules-- > 0)
		write(out);
	scratch_finish(out);
}

static double
run_once(const char *command, const char *path, double *megabytes)
{
	struct rusage usage;
	double start = timing_now();
	pid_t pid = scratch_fork();
	int status;

	if (pid == 0) {
		execl(command, command, "check", "--no-lookup", "--quiet",
		    "--as", "deny", path, (char *)NULL);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &usage) < 0 || !WIFEXITED(status) ||
	    WEXITSTATUS(status) > 1)
		fail(command);
	*megabytes = (double)usage.ru_maxrss / 1024;
	return timing_now() - start;
}

static struct result
measure(const char *command, const char *path, int runs)
{
	struct result result;
	double seconds[RUNS_MAX];
	struct stat st;

	if (stat(path, &st) != 0)
		fail(path);
	for (int i = 0; i < runs; i++)
		seconds[i] = run_once(command, path, &result.megabytes);
	result.seconds = timing_median(seconds, (size_t)runs);
	result.file_megabytes = (double)st.st_size / 1048576;
	return result;
}

static void
print(const char *kind, size_t rules, struct result result)
{
	printf("%-12s %9zu %8.3f %9.1f %9.1f %8.1f\n", kind, rules,
	    result.seconds, result.file_megabytes, result.megabytes,
	    result.megabytes / result.file_megabytes);
}

/* What main was asked for. */
struct plan {
	const char *command;
	int runs;
};

static struct result
measure_size(const struct plan *plan, size_t kind, size_t rules)
{
	char *path = scratch_path(TABLE);
	struct result result;

	write_table(kinds[kind].write, rules);
	result = measure(plan->command, path, plan->runs);
	print(kinds[kind].name, rules, result);
	free(path);
	return result;
}

static void
measure_kinds(const void *context)
{
	const struct plan *plan = context;

	printf("%-12s %9s %8s %9s %9s %8s\n", "check", "rules", "seconds",
	    "file MiB", "peak MiB", "per byte");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct result small = measure_size(plan, i, SMALL);
		struct result large = measure_size(plan, i, LARGE);

		printf("%-12s %9s %8.1f (n log n: %.1f)\n", "", "ratio",
		    large.seconds / small.seconds,
		    LARGE * log2(LARGE) / (SMALL * log2(SMALL)));
	}
}

int
main(int argc, char **argv)
{
	struct plan plan = { argv[1], argc > 2 ? atoi(argv[2]) : 5 };
	bool is_good;

	if (argc < 2 || plan.runs < 1 || plan.runs > RUNS_MAX) {
		fputs("usage: check HOSTSACCESS [RUNS]\n", stderr);
		return 64;
	}
	scratch_open();
	is_good = scratch_run(measure_kinds, &plan);
	scratch_close();
	return is_good ? 0 : 1;
}
