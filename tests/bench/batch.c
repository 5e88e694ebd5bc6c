#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/bench.h"
#include "tests/bench/generate.h"
#include "tests/bench/scratch.h"

#define RULES 100000
#define REQUESTS_MIN 20
#define REQUESTS_MAX 4000000
#define GROWTH_MAX 10.0

#define REQUESTS "requests"
#define ANSWERS "answers"

static void
run_command(const struct bench *bench, const char *requests,
    const char *answers)
{
	int out = open(answers, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (out < 0 || dup2(out, STDOUT_FILENO) < 0)
		fail(answers);
	execl(bench->program, bench->program, "match", "--no-lookup", "-d",
	    bench->folder, "--batch", requests, (char *)NULL);
	perror(bench->program);
	_exit(127);
}

static size_t
count_denials(const char *path)
{
	FILE *file = fopen(path, "r");
	char line[1024];
	size_t count = 0;

	if (file == NULL)
		fail(path);
	while (fgets(line, sizeof(line), file) != NULL)
		count += strncmp(line, "deny", 4) == 0;
	fclose(file);
	return count;
}

/* Every other request is refused. */
static void
check_answers(const char *answers, int status, size_t requests)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 1 &&
	    count_denials(answers) == requests / 2)
		return;
	fputs("match --batch: wrong answers\n", stderr);
	exit(1);
}

/* The seconds that so many requests take. */
static double
time_requests(const struct bench *bench, size_t count)
{
	char *requests = scratch_path(REQUESTS);
	char *answers = scratch_path(ANSWERS);
	double start, seconds;
	pid_t pid;
	int status;

	generate_requests(REQUESTS, count, RULES);
	start = timing_now();
	pid = scratch_fork();
	if (pid == 0)
		run_command(bench, requests, answers);
	if (waitpid(pid, &status, 0) < 0)
		fail("waitpid");
	seconds = timing_now() - start;
	check_answers(answers, status, count);
	free(requests);
	free(answers);
	return seconds;
}

/* So many that they may take the wanted time; always an even number. */
static size_t
grow(size_t count, double seconds, double wanted)
{
	double factor = 1.1 * wanted / seconds;

	if (factor > GROWTH_MAX)
		factor = GROWTH_MAX;
	count = (size_t)((double)count * factor) / 2 * 2 + 2;
	return count < REQUESTS_MAX ? count : REQUESTS_MAX;
}

void
bench_batch(const struct bench *bench)
{
	struct tables tables = generate_tables(KIND_ADDRESSES, RULES);
	size_t count = REQUESTS_MIN;
	double seconds = time_requests(bench, count);

	while (count < REQUESTS_MAX && seconds < bench->batch_seconds) {
		count = grow(count, seconds, bench->batch_seconds);
		seconds = time_requests(bench, count);
	}
	printf("\n%-16s %9s %9s %9s %12s\n", "match --batch", "rules",
	    "requests", "seconds", "requests/s");
	printf("%-16s %9d %9zu %9.2f %12.0f\n", KIND_ADDRESSES->name, RULES,
	    count, seconds, (double)count / seconds);
	generate_free(&tables);
}
