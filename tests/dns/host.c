/*
 * A program that asks PAM about a remote host, in circumstances that a module
 * must expect of a program it knows nothing of.
 *
 * usage: host STACKS RHOST [CIRCUMSTANCE]...
 *
 *   ignore          SIGCHLD is ignored
 *   handle          SIGCHLD has a handler, which must not be called
 *   child           it has a child, which it waits for by number in the end;
 *                   otherwise a thread waits for whatever child there is
 *   block           all signals are blocked
 *   closed          descriptors 0, 1 and 2 are closed while PAM is asked
 *   threads=N       asked by N threads at the same time
 *   repeat=N        each asks N times
 *   within=N        no decision takes more than N milliseconds
 *   user=N          runs as that user, as hardly any program does
 *   processes=N     RLIMIT_NPROC
 *   descriptors=N   RLIMIT_NOFILE
 *
 * Prints the code that PAM gave, if it was the same each time, and what has
 * changed in the process: nothing should.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <security/pam_appl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/pam/process.h"
#include "tests/pam/silent.h"

#define THREADS_MAX 64

static struct {
	const char *stacks, *rhost;
	unsigned long threads, repeat, within;
	bool is_closed, has_child;
} host = { .threads = 1, .repeat = 1, .within = 60000 };

static atomic_int children_heard;
static atomic_bool has_differed, has_ended, was_late, was_cancelled;

static void
hear_child(int number)
{
	(void)number;
	children_heard++;
}

static int
ask(void)
{
	const struct pam_conv conversation = { silent_converse, NULL };
	pam_handle_t *pamh;
	int code = pam_start_confdir("sshd", "alice", &conversation,
	    host.stacks, &pamh);

	if (code != PAM_SUCCESS)
		return code;
	pam_set_item(pamh, PAM_RHOST, host.rhost);
	code = pam_acct_mgmt(pamh, 0);
	pam_end(pamh, code);
	return code;
}

/* Milliseconds of a clock that nobody sets. */
static unsigned long
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (unsigned long)time.tv_sec * 1000 +
	    (unsigned long)time.tv_nsec / 1000000;
}

static void *
ask_often(void *result)
{
	int *code = result;

	/* Until a module of the stack changes it, see
	 * tests/pam/modules/cancelled.c. */
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	for (unsigned long i = 0; i < host.repeat; i++) {
		unsigned long begun = now();
		int next = ask();

		if (now() - begun > host.within)
			was_late = true;
		if (i > 0 && next != *code)
			has_differed = true;
		*code = next;
	}
	return NULL;
}

static void
join(pthread_t thread)
{
	void *result = NULL;

	pthread_join(thread, &result);
	if (result == PTHREAD_CANCELED)
		was_cancelled = true;
}

/* A program that waits for whatever child there is. */
static void *
wait_for_any(void *unused)
{
	(void)unused;
	while (!has_ended) {
		if (waitpid(-1, NULL, WNOHANG) > 0)
			children_heard++;
		usleep(200);
	}
	return NULL;
}

static int
ask_in_threads(void)
{
	pthread_t threads[THREADS_MAX], waiter;
	int codes[THREADS_MAX] = { 0 };

	if (!host.has_child &&
	    pthread_create(&waiter, NULL, wait_for_any, NULL) != 0)
		exit(2);
	for (unsigned long i = 0; i < host.threads; i++) {
		if (pthread_create(&threads[i], NULL, ask_often, &codes[i]) !=
		    0)
			exit(2);
	}
	for (unsigned long i = 0; i < host.threads; i++) {
		join(threads[i]);
		if (codes[i] != codes[0])
			has_differed = true;
	}
	has_ended = true;
	if (!host.has_child)
		pthread_join(waiter, NULL);
	return codes[0];
}

static void
set_limit(__rlimit_resource_t resource, unsigned long value)
{
	struct rlimit limit = { value, value };

	if (setrlimit(resource, &limit) != 0)
		exit(2);
}

static void
set_child_handler(void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };

	sigaction(SIGCHLD, &action, NULL);
}

static void
block_signals(void)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
}

static void
set_circumstance(const char *word)
{
	const char *equals = strchr(word, '=');
	unsigned long number = equals ? strtoul(equals + 1, NULL, 10) : 0;
	size_t len = equals ? (size_t)(equals - word) : strlen(word);

	if (strcmp(word, "ignore") == 0)
		set_child_handler(SIG_IGN);
	else if (strcmp(word, "handle") == 0)
		set_child_handler(hear_child);
	else if (strcmp(word, "child") == 0)
		host.has_child = true;
	else if (strcmp(word, "block") == 0)
		block_signals();
	else if (strcmp(word, "closed") == 0)
		host.is_closed = true;
	else if (strncmp(word, "threads", len) == 0 && number <= THREADS_MAX)
		host.threads = number;
	else if (strncmp(word, "repeat", len) == 0)
		host.repeat = number;
	else if (strncmp(word, "within", len) == 0)
		host.within = number;
	else if (strncmp(word, "user", len) == 0 && setuid((uid_t)number) == 0)
		return;
	else if (strncmp(word, "processes", len) == 0)
		set_limit(RLIMIT_NPROC, number);
	else if (strncmp(word, "descriptors", len) == 0)
		set_limit(RLIMIT_NOFILE, number);
	else
		exit(64);
}

static int
ask_as_told(void)
{
	int code, saved[3];

	if (!host.is_closed)
		return ask_in_threads();
	for (int fd = 0; fd < 3; fd++) {
		saved[fd] = fcntl(fd, F_DUPFD, 10);
		close(fd);
	}
	code = ask_in_threads();
	for (int fd = 0; fd < 3; fd++) {
		if (dup2(saved[fd], fd) != fd)
			abort();
		close(saved[fd]);
	}
	return code;
}

/* A child of the program's own, with an exit status of its own. */
static pid_t
start_child(void)
{
	pid_t child = fork();

	if (child == 0) {
		usleep(100000);
		_exit(7);
	}
	return child;
}

static void
check_child(pid_t child)
{
	int status = 0;

	if (waitpid(child, &status, 0) != child || WEXITSTATUS(status) != 7)
		printf(" lost its child");
}

int
main(int argc, char **argv)
{
	struct ha_strbuf before = HA_STRBUF_INIT, after = HA_STRBUF_INIT;
	pid_t child = -1;
	int code;

	if (argc < 3)
		return 64;
	host.stacks = argv[1];
	host.rhost = argv[2];
	for (int i = 3; i < argc; i++)
		set_circumstance(argv[i]);
	if (host.has_child)
		child = start_child();
	process_describe(&before);
	code = ask_as_told();
	process_describe(&after);
	printf("%s", code == PAM_SUCCESS ? "allow" : "deny");
	if (host.has_child)
		check_child(child);
	if (has_differed)
		printf(" and differed");
	if (was_cancelled)
		printf(" and was cancelled");
	if (was_late)
		printf(" late");
	if (children_heard > 0)
		printf(" heard of a child");
	if (waitpid(-1, NULL, (int)__WALL | WNOHANG) != -1 || errno != ECHILD)
		printf(" left a child");
	if (!ha_span_equal(ha_strbuf_span(&before), ha_strbuf_span(&after)))
		printf(" left traces\n%s---\n%s", ha_strbuf_text(&before),
		    ha_strbuf_text(&after));
	puts("");
	ha_strbuf_free(&before);
	ha_strbuf_free(&after);
	return 0;
}
