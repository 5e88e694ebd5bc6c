/*
 * usage: check HOSTSACCESS [RUNS]
 *
 * Times "hostsaccess check" on generated tables of two sizes, one ten times
 * the other, and prints medians, peak memory, and how both grow.
 */
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/oracle/chance.h"

#define SMALL 100000
#define LARGE 1000000
#define RUNS_MAX 15

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
fail(const char *what)
{
	perror(what);
	exit(1);
}

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void
write_table(const char *path, void (*write)(FILE *out), size_t rules)
{
	FILE *out = fopen(path, "w");

	if (out == NULL)
		fail(path);
	chance = chance_of(1, 0);
	while (rules-- > 0)
		write(out);
	if (fclose(out) != 0)
		fail(path);
}

static double
run_once(const char *command, const char *path, double *megabytes)
{
	struct rusage usage;
	double start = now();
	pid_t pid = fork();
	int status;

	if (pid < 0)
		fail("fork");
	if (pid == 0) {
		execl(command, command, "check", "--no-lookup", "--quiet",
		    "--as", "deny", path, (char *)NULL);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &usage) < 0 || !WIFEXITED(status) ||
	    WEXITSTATUS(status) > 1)
		fail(command);
	*megabytes = (double)usage.ru_maxrss / 1024;
	return now() - start;
}

static int
compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
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
	qsort(seconds, (size_t)runs, sizeof(seconds[0]), compare);
	result.seconds = seconds[runs / 2];
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

int
main(int argc, char **argv)
{
	char path[] = "/tmp/hostsaccess-bench-XXXXXX";
	int runs = argc > 2 ? atoi(argv[2]) : 5, fd = mkstemp(path);

	if (argc < 2 || fd < 0 || runs < 1 || runs > RUNS_MAX) {
		fputs("usage: check HOSTSACCESS [RUNS]\n", stderr);
		return 64;
	}
	close(fd);
	printf("%-12s %9s %8s %9s %9s %8s\n", "check", "rules", "seconds",
	    "file MiB", "peak MiB", "per byte");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct result small, large;

		write_table(path, kinds[i].write, SMALL);
		small = measure(argv[1], path, runs);
		print(kinds[i].name, SMALL, small);
		write_table(path, kinds[i].write, LARGE);
		large = measure(argv[1], path, runs);
		print(kinds[i].name, LARGE, large);
		printf("%-12s %9s %8.1f (n log n: %.1f)\n", "", "ratio",
		    large.seconds / small.seconds,
		    LARGE * log2(LARGE) / (SMALL * log2(SMALL)));
	}
	unlink(path);
	return 0;
}
