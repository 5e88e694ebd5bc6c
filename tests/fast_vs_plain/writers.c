/*
 * usage: writers [DECISIONS [NAME]]
 *
 * Without a NAME, those that never rest are left out: on a busy machine such a
 * writer may be kept from its processor in the middle of a write for longer
 * than anybody waits.
 *
 * Decides again and again while others write the table, as cp, editors and
 * programs that ban do: in place, by appending, and by replacing it.  Whatever
 * they do, all versions of the table that were ever whole decide the same for
 * the client; so a decision that is another one is wrong.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tests/fast_vs_plain/files.h"
#include "tests/support/chance.h"

#define WRITERS_MAX 16
#define CLIENT "192.0.2.9"

/* So many decisions by an admitting table may fail: 0.1 %, and one more. */
#define FAILING_MAX(decisions) (1 + (decisions) / 1000)

static const struct ha_resolver nobody;
static struct files files;

/* Two versions of the table that is written; the other one stays. */
static struct ha_strbuf versions[2];
static const char *target;

/* The line that decides, at the start of one version and the end of the other.
 */
static void
make_versions(const char *line, size_t size)
{
	for (size_t n = 0; n < 2; n++) {
		ha_strbuf_clear(&versions[n]);
		if (n == 0)
			ha_strbuf_add_text(&versions[n], line);
		files_fill_up(&versions[n], size - (n == 1 ? strlen(line) : 0));
		if (n == 1)
			ha_strbuf_add_text(&versions[n], line);
	}
}

static struct ha_span
pick(struct chance *chance)
{
	return ha_strbuf_span(&versions[chance_below(chance, 2)]);
}

static void
write_to(int fd, struct ha_span text)
{
	if (fd < 0 || write(fd, text.at, text.len) != (ssize_t)text.len)
		files_fail(target);
}

/* As cp does. */
static void
copy_over(struct chance *chance)
{
	int fd = open(target, O_WRONLY | O_TRUNC | O_CLOEXEC);

	write_to(fd, pick(chance));
	close(fd);
}

/* Bytes change, and nothing else. */
static void
write_over(struct chance *chance)
{
	struct ha_span text = pick(chance);
	int fd = open(target, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || pwrite(fd, text.at, text.len, 0) != (ssize_t)text.len)
		files_fail(target);
	close(fd);
}

static void
replace(struct chance *chance)
{
	files_replace(&files, target, pick(chance));
}

/* The old one is gone for a moment. */
static void
remove_first(struct chance *chance)
{
	struct ha_span text = pick(chance);
	int fd;

	unlink(target);
	fd = open(target, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	write_to(fd, text);
	close(fd);
}

/* As fail2ban bans, by printf >>. */
static void
append(struct chance *chance)
{
	char line[40];
	int len = snprintf(line, sizeof(line), "ALL: 10.%zu.%zu.%zu\n",
	    chance_below(chance, 256), chance_below(chance, 256),
	    chance_below(chance, 256));
	int fd = open(target, O_WRONLY | O_APPEND | O_CLOEXEC);

	write_to(fd, (struct ha_span){ line, (size_t)len });
	close(fd);
}

/* As it takes a ban back, by sed -i: a copy without one line, renamed. */
static void
take_back(struct chance *chance)
{
	struct ha_source *source;
	struct ha_span text, last;
	int error;

	if (ha_source_open(target, &source, &error) != HA_OK)
		files_fail(target);
	text = (struct ha_span){ source->bytes, source->len };
	last = ha_source_line(source, text.len - 1);
	if (ha_span_starts_fold(last, HA_SPAN("ALL: 10.")))
		text.len -= last.len + 1;
	files_replace(&files, target, text);
	ha_source_free(source);
	(void)chance;
}

static void
ban_and_unban(struct chance *chance)
{
	if (chance_percent(chance, 50))
		append(chance);
	else
		take_back(chance);
}

/* Its time is no reason to wait, and its text is always whole. */
static void
append_ahead(struct chance *chance)
{
	struct timespec times[2];

	append(chance);
	clock_gettime(CLOCK_REALTIME, &times[1]);
	times[1].tv_sec += 3600;
	times[0] = times[1];
	utimensat(AT_FDCWD, target, times, 0);
}

enum guard {
	DENIES, /* both versions of hosts.deny refuse the client */
	ADMITS, /* both of hosts.allow admit it, and hosts.deny refuses all */
	LISTS   /* likewise, by a pattern file */
};

static const struct scenario {
	const char *name;
	enum guard guard;
	size_t size, writers;
	void (*write)(struct chance *chance);
	unsigned rest_ms; /* at most, before it writes again */
} scenarios[] = {
	{ "copied over, denies", DENIES, 300, 1, copy_over, 2 },
	{ "copied over, denies, large", DENIES, 200000, 1, copy_over, 2 },
	{ "copied over, denies, in a haste", DENIES, 300, 1, copy_over, 0 },
	{ "copied over, admits", ADMITS, 300, 1, copy_over, 2 },
	{ "copied over, list admits", LISTS, 300, 1, copy_over, 2 },
	{ "written over, denies", DENIES, 54017, 1, write_over, 2 },
	{ "written over, denies, large", DENIES, 200000, 1, write_over, 2 },
	{ "written over, denies, in a haste", DENIES, 54017, 1, write_over, 0 },
	{ "written over, admits", ADMITS, 54017, 1, write_over, 2 },
	{ "written over, list admits", LISTS, 54017, 1, write_over, 2 },
	{ "replaced, denies", DENIES, 54017, 1, replace, 0 },
	{ "replaced, admits", ADMITS, 54017, 1, replace, 0 },
	{ "replaced, admits, large", ADMITS, 200000, 1, replace, 0 },
	{ "removed first, denies", DENIES, 300, 1, remove_first, 2 },
	{ "banned 10 a second", ADMITS, 5000, 1, ban_and_unban, 100 },
	{ "banned 100 a second", ADMITS, 5000, 1, ban_and_unban, 10 },
	{ "banned by 16 at once", ADMITS, 5000, WRITERS_MAX, append, 20 },
	{ "banned by 16 at once, large", ADMITS, 200000, WRITERS_MAX, append,
	    20 },
	{ "an hour ahead", ADMITS, 5000, 1, append_ahead, 10 },
};

struct tally {
	size_t decided, wrong, errors;
};

static enum ha_verdict
decide(bool *is_error)
{
	struct ha_loader loader = { .index_folder = files.indexes };
	struct ha_tables tables = { { .path = files.allow },
		{ .path = files.deny }, &loader };
	struct ha_policy policy = { .aclexec = HA_ACLEXEC_FAIL };
	struct ha_request request = HA_REQUEST_INIT;
	struct ha_decision decision;
	enum ha_verdict verdict;

	request.service = HA_SPAN("sshd");
	ha_host_set_addr(&request.client, HA_SPAN(CLIENT));
	if (ha_decide(&tables, &request, &nobody, &policy, NULL, &decision) !=
	    HA_OK)
		files_fail("ha_decide");
	verdict = decision.verdict;
	*is_error = decision.reason == HA_REASON_ERROR;
	ha_decision_free(&decision);
	ha_request_free(&request);
	return verdict;
}

static void
sleep_us(size_t us)
{
	nanosleep(&(struct timespec){ .tv_nsec = (long)us * 1000 }, NULL);
}

/* It goes on until it is ended. */
static pid_t
start_writer(const struct scenario *scenario, uint64_t seed)
{
	pid_t parent = getpid(), child = fork();
	struct chance chance = chance_of(seed, 1);

	if (child < 0)
		files_fail("fork");
	if (child > 0)
		return child;
	while (getppid() == parent) {
		scenario->write(&chance);
		if (scenario->rest_ms > 0)
			sleep_us(
			    chance_below(&chance, scenario->rest_ms * 1000));
	}
	_exit(0);
}

static void
set_stage(const struct scenario *scenario)
{
	char rule[80];

	files_replace(&files, files.allow, HA_SPAN(""));
	files_replace(&files, files.deny, HA_SPAN(""));
	target = scenario->guard == DENIES ? files.deny : files.allow;
	if (scenario->guard == LISTS) {
		target = files.list;
		snprintf(rule, sizeof(rule), "sshd: %s\n", files.list);
		files_replace(&files, files.allow, ha_span_of(rule));
	}
	if (scenario->guard != DENIES)
		files_replace(&files, files.deny, HA_SPAN("ALL: ALL\n"));
	make_versions(scenario->guard == DENIES ? "ALL: ALL\n"
		: scenario->guard == ADMITS     ? "sshd: " CLIENT "\n"
						: CLIENT "\n",
	    scenario->size);
	files_replace(&files, target, ha_strbuf_span(&versions[0]));
	files_age();
}

static struct tally
play(const struct scenario *scenario, size_t decisions)
{
	enum ha_verdict want = scenario->guard == DENIES ? HA_DENY : HA_ALLOW;
	struct tally tally = { 0 };
	pid_t writers[WRITERS_MAX];
	size_t alive = 0;

	set_stage(scenario);
	for (size_t i = 0; i < scenario->writers; i++)
		writers[i] = start_writer(scenario, i);
	/* Until they have begun. */
	sleep_us(50000);
	for (; tally.decided < decisions; tally.decided++) {
		bool is_error;

		tally.wrong += decide(&is_error) != want;
		tally.errors += is_error;
	}
	for (size_t i = 0; i < scenario->writers; i++)
		alive += files_stop(writers[i]);
	files_check(alive == scenario->writers, scenario->name,
	    "a writer died");
	return tally;
}

static void
try_scenario(const struct scenario *scenario, size_t decisions)
{
	struct timespec begin, end;
	struct tally tally;
	size_t most;
	char detail[160];

	clock_gettime(CLOCK_MONOTONIC, &begin);
	tally = play(scenario, decisions);
	clock_gettime(CLOCK_MONOTONIC, &end);
	most = scenario->guard == DENIES ? 0 : FAILING_MAX(decisions);
	snprintf(detail, sizeof(detail),
	    "%zu decided in %.1f s, %zu wrong, %zu errors", tally.decided,
	    (double)(end.tv_sec - begin.tv_sec) +
		(double)(end.tv_nsec - begin.tv_nsec) / 1e9,
	    tally.wrong, tally.errors);
	printf("%s: %s\n", scenario->name, detail);
	fflush(stdout);
	files_check(tally.wrong <= most, scenario->name, detail);
}

static bool
is_restless(const struct scenario *scenario)
{
	return scenario->rest_ms == 0 && scenario->write != replace;
}

int
main(int argc, char **argv)
{
	size_t decisions = argc > 1 ? strtoul(argv[1], NULL, 10) : 100;

	/* No disk makes a writer wait in the middle of its work. */
	files_begin(&files,
	    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	for (size_t i = 0; i < sizeof(scenarios) / sizeof(*scenarios); i++) {
		if (argc <= 2 ? !is_restless(&scenarios[i])
			      : strcmp(scenarios[i].name, argv[2]) == 0)
			try_scenario(&scenarios[i], decisions);
	}
	for (size_t n = 0; n < 2; n++)
		ha_strbuf_free(&versions[n]);
	files_end(&files);
	return files_report("writers");
}
