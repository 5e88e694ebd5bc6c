/*
 * usage: replay HOSTSACCESS [RUNS]
 *
 * Times "hostsaccess replay" on generated logs of two sizes, one ten times the
 * other, and prints medians, peak memory, and how both grow: with the lines of
 * as many sources, and with different sources.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/scratch.h"
#include "tests/bench/timing.h"
#include "tests/support/chance.h"

#define SMALL 100000 /* connections */
#define LARGE 1000000
#define RUNS_MAX 15
#define LOG "auth.log"
#define TABLE "hosts.deny"
#define FEW 10000
#define NETWORKS 1000

static struct chance chance;

struct connection {
	unsigned address; /* within 20.0.0.0/6 */
	size_t pid, port, second;
};

static void
write_syslog(FILE *out, const struct connection *c)
{
	unsigned a = 20U << 24 | c->address;
	char head[64], from[64];

	snprintf(head, sizeof(head),
	    "Nov %2zu %02zu:%02zu:%02zu host sshd[%zu]:",
	    1 + c->second / 86400 % 28, c->second / 3600 % 24,
	    c->second / 60 % 60, c->second % 60, c->pid);
	snprintf(from, sizeof(from), "%u.%u.%u.%u port %zu", a >> 24,
	    a >> 16 & 255, a >> 8 & 255, a & 255, c->port);
	fprintf(out,
	    "%s Invalid user admin from %s\n"
	    "%s Failed password for invalid user admin from %s ssh2\n"
	    "%s Received disconnect from %s:11: Bye Bye [preauth]\n"
	    "%s Disconnected from invalid user admin %s [preauth]\n",
	    head, from, head, from, head, from, head, from);
}

static void
write_journal(FILE *out, const struct connection *c)
{
	unsigned a = 20U << 24 | c->address;

	fprintf(out,
	    "{\"__CURSOR\":\"s=0;i=%zu\",\"__REALTIME_TIMESTAMP\":\"%"
	    "zu000000\","
	    "\"_HOSTNAME\":\"host\",\"PRIORITY\":\"6\",\"SYSLOG_FACILITY\":"
	    "\"4\","
	    "\"SYSLOG_IDENTIFIER\":\"sshd\",\"_UID\":\"0\",\"_GID\":\"0\","
	    "\"_COMM\":\"sshd\",\"_EXE\":\"/usr/sbin/sshd\",\"_PID\":\"%zu\","
	    "\"_SYSTEMD_UNIT\":\"ssh.service\",\"_TRANSPORT\":\"syslog\","
	    "\"MESSAGE\":\"Failed password for root from %u.%u.%u.%u port %zu "
	    "ssh2\"}\n",
	    c->second, 1790000000 + c->second, c->pid, a >> 24, a >> 16 & 255,
	    a >> 8 & 255, a & 255, c->port);
}

static const struct {
	const char *name;
	void (*write)(FILE *out, const struct connection *c);
	bool has_few; /* sources */
} kinds[] = {
	{ "few sources", write_syslog, true },
	{ "all different", write_syslog, false },
	{ "journal", write_journal, true },
};

static void
write_log(size_t kind, size_t connections)
{
	FILE *out = scratch_create(LOG);

	chance = chance_of(1, 0);
	for (size_t i = 0; i < connections; i++) {
		struct connection c = { .address = kinds[kind].has_few
			    ? (unsigned)chance_below(&chance, FEW) * 4099
			    : (unsigned)(i * 61),
			.pid = 1000 + i % 30000,
			.port = 1024 + i % 60000,
			.second = i };

		kinds[kind].write(out, &c);
	}
	scratch_finish(out);
}

/* Enough rules that each source is worth a question. */
static void
write_table(void)
{
	FILE *out = scratch_create(TABLE);

	chance = chance_of(2, 0);
	for (int i = 0; i < NETWORKS; i++)
		fprintf(out, "sshd: %zu.%zu.%zu.0/24\n",
		    20 + chance_below(&chance, 4), chance_below(&chance, 256),
		    chance_below(&chance, 256));
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
		execl(command, command, "replay", "--no-lookup", "--quiet",
		    "-d", scratch_folder(), path, (char *)NULL);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &usage) < 0 || !WIFEXITED(status) ||
	    WEXITSTATUS(status) != 0)
		fail(command);
	*megabytes = (double)usage.ru_maxrss / 1024;
	return timing_now() - start;
}

/* What main was asked for. */
struct plan {
	const char *command;
	int runs;
};

static double
measure_size(const struct plan *plan, size_t kind, size_t connections)
{
	double seconds[RUNS_MAX], megabytes = 0, median, size;
	char *path = scratch_path(LOG);
	struct stat st;

	write_log(kind, connections);
	if (stat(path, &st) != 0)
		fail(path);
	for (int i = 0; i < plan->runs; i++)
		seconds[i] = run_once(plan->command, path, &megabytes);
	median = timing_median(seconds, (size_t)plan->runs);
	size = (double)st.st_size / 1048576;
	printf("%-14s %11zu %8.3f %9.1f %9.1f %9.1f %12.1f\n", kinds[kind].name,
	    connections, median, size, size / median, megabytes,
	    median * 1e9 / (double)st.st_size);
	free(path);
	return median;
}

static void
measure_kinds(const void *context)
{
	const struct plan *plan = context;

	write_table();
	printf("%-14s %11s %8s %9s %9s %9s %12s\n", "replay", "connections",
	    "seconds", "file MiB", "MiB/s", "peak MiB", "seconds/GB");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		double small = measure_size(plan, i, SMALL);
		double large = measure_size(plan, i, LARGE);

		printf("%-14s %11s %8.1f (n: %.1f)\n", "", "ratio",
		    large / small, (double)LARGE / SMALL);
	}
}

int
main(int argc, char **argv)
{
	struct plan plan = { argv[1], argc > 2 ? atoi(argv[2]) : 5 };
	bool is_good;

	if (argc < 2 || plan.runs < 1 || plan.runs > RUNS_MAX) {
		fputs("usage: replay HOSTSACCESS [RUNS]\n", stderr);
		return 64;
	}
	scratch_open();
	is_good = scratch_run(measure_kinds, &plan);
	scratch_close();
	return is_good ? 0 : 1;
}
