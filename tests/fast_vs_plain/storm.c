/*
 * usage: storm [SECONDS]
 *
 * Readers decide while one process changes their table and another makes
 * indexes of it: first whole tables take each other's place, then one page is
 * rewritten where it is.  The states of the table differ in where they admit
 * and refuse the same clients; only what is half of one and half of another
 * would say something else.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "tests/fast_vs_plain/files.h"
#include "tests/support/chance.h"

#define READERS 8
#define SIZE ((size_t)100000)
#define PAGE ((size_t)4096)
#define CHANGED_PAGE 10 /* the one that is rewritten */

static const struct ha_resolver nobody;
static struct files files;
static struct ha_strbuf states[2];

/* All processes add to it. */
static struct tally {
	_Atomic size_t decided, strange, errors, by_index, changes, indexes;
} * tally;

/* The welcome one is admitted in front or at the end, the other refused. */
static struct ha_strbuf
make_state(size_t n)
{
	static const char welcome[] = "sshd: 192.0.2.9\n";
	static const char refused[] = "sshd: 192.0.2.66: deny\n";
	struct ha_strbuf text = HA_STRBUF_INIT;

	ha_strbuf_add_text(&text, n == 0 ? welcome : refused);
	files_add_strangers(&text, "sshd: ", 400);
	files_fill_up(&text, SIZE - 100);
	/* In the first state it is too late for this one, in the other not. */
	ha_strbuf_add_text(&text, n == 0 ? refused : welcome);
	ha_strbuf_add_text(&text, n == 0 ? "" : "sshd: 192.0.2.66\n");
	files_fill_up(&text, SIZE);
	return text;
}

/* A rule of one state lies in a comment of the other, at the same place. */
static struct ha_strbuf
make_page_state(size_t n)
{
	static const char *const lines[] = { "sshd: 1.2.3\nsshd: 192.0.2.9\n",
		"# no rule: sshd: 192.0.2.66 \nsshd: 192.0.2.9\n" };
	struct ha_strbuf text = HA_STRBUF_INIT;

	files_add_strangers(&text, "sshd: ", 400);
	files_fill_up(&text, CHANGED_PAGE * PAGE + 100 + (n == 0 ? 11 : 0));
	ha_strbuf_add_text(&text, lines[n]);
	files_fill_up(&text, SIZE);
	return text;
}

/* A denial for want of a file that stays as it is may come of any change. */
static void
decide(const char *client, enum ha_verdict want)
{
	struct ha_loader loader = { .index_folder = files.indexes };
	struct ha_tables tables = { { .path = files.allow },
		{ .path = files.deny }, &loader };
	struct ha_policy policy = { .aclexec = HA_ACLEXEC_FAIL };
	struct ha_request request = HA_REQUEST_INIT;
	struct ha_decision decision;
	bool is_error;

	request.service = HA_SPAN("sshd");
	ha_host_set_addr(&request.client, ha_span_of(client));
	if (ha_decide(&tables, &request, &nobody, &policy, NULL, &decision) !=
	    HA_OK)
		files_fail("ha_decide");
	is_error = decision.reason == HA_REASON_ERROR;
	tally->decided++;
	tally->errors += is_error;
	tally->by_index += decision.reports[HA_TABLE_ALLOW].rules <= 2 &&
	    decision.index_fault == HA_INDEX_FAULT_NONE;
	if (decision.verdict != want && !(is_error && want == HA_ALLOW))
		tally->strange++;
	ha_decision_free(&decision);
	ha_request_free(&request);
}

static void
read_on(struct chance *chance)
{
	decide("192.0.2.9", HA_ALLOW);
	decide("192.0.2.66", HA_DENY);
	(void)chance;
}

static void
rest(struct chance *chance, size_t most)
{
	nanosleep(&(struct timespec){ .tv_nsec = (long)chance_below(chance,
					  most * 1000000) },
	    NULL);
}

/* Long enough now and then for an index to be made and used. */
static void
replace(struct chance *chance)
{
	files_replace(&files, files.allow,
	    ha_strbuf_span(&states[chance_below(chance, 2)]));
	tally->changes++;
	rest(chance, chance_percent(chance, 10) ? 100 : 2);
}

static void
rewrite(struct chance *chance)
{
	const struct ha_strbuf *state = &states[chance_below(chance, 2)];
	off_t at = CHANGED_PAGE * PAGE;
	int fd = open(files.allow, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || pwrite(fd, state->text + at, PAGE, at) != (ssize_t)PAGE ||
	    close(fd) != 0)
		files_fail(files.allow);
	tally->changes++;
	rest(chance, chance_percent(chance, 10) ? 100 : 2);
}

static void
index_on(struct chance *chance)
{
	tally->indexes += files_index(&files, files.allow, HA_INDEX_RULES);
	rest(chance, 10);
}

/* It goes on until it is ended. */
static pid_t
start(void (*work)(struct chance *chance), uint64_t seed)
{
	pid_t parent = getpid(), child = fork();
	struct chance chance = { seed };

	if (child < 0)
		files_fail("fork");
	if (child > 0)
		return child;
	while (getppid() == parent)
		work(&chance);
	_exit(0);
}

static void
blow(const char *name, void (*change)(struct chance *chance), double seconds)
{
	pid_t children[READERS + 2];
	struct timespec time = { (time_t)seconds, 0 };
	size_t alive = 0;
	char detail[160];

	memset(tally, 0, sizeof(*tally));
	files_replace(&files, files.allow, ha_strbuf_span(&states[0]));
	for (size_t i = 0; i < READERS; i++)
		children[i] = start(read_on, i);
	children[READERS] = start(change, READERS);
	children[READERS + 1] = start(index_on, READERS + 1);
	nanosleep(&time, NULL);
	for (size_t i = 0; i < READERS + 2; i++)
		alive += files_stop(children[i]);
	snprintf(detail, sizeof(detail),
	    "%zu decided, %zu by an index, %zu errors, %zu strange, %zu "
	    "changes, %zu indexes",
	    tally->decided, tally->by_index, tally->errors, tally->strange,
	    tally->changes, tally->indexes);
	printf("%s: %s\n", name, detail);
	files_check(alive == READERS + 2, name, "a process died");
	files_check(tally->strange == 0, name, detail);
	files_check(tally->changes > 10 && tally->by_index > 10, name,
	    "nothing happened");
	files_check(tally->errors * 10 <= tally->decided, name, "all errors");
}

int
main(int argc, char **argv)
{
	double seconds = argc > 1 ? strtod(argv[1], NULL) : 3;

	tally = mmap(NULL, sizeof(*tally), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (tally == MAP_FAILED)
		files_fail("mmap");
	files_begin(&files, "/tmp");
	files_overwrite(files.deny, HA_SPAN("ALL: ALL\n"));
	for (size_t n = 0; n < 2; n++)
		states[n] = make_state(n);
	blow("replaced", replace, seconds);
	for (size_t n = 0; n < 2; n++) {
		ha_strbuf_free(&states[n]);
		states[n] = make_page_state(n);
	}
	blow("rewritten", rewrite, seconds);
	for (size_t n = 0; n < 2; n++)
		ha_strbuf_free(&states[n]);
	files_end(&files);
	return files_report("storm");
}
