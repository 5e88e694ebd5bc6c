#include "tests/oracle/wrap.h"
#include "tests/support/age.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define INET6 /* as Debian's library was built */
#include <tcpd.h>

int allow_severity, deny_severity;

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static void
write_file(const char *path, struct row_text text)
{
	FILE *file;

	/* What is truncated and written anew, some file systems flush. */
	unlink(path);
	file = fopen(path, "w");
	if (file == NULL || fwrite(text.at, 1, text.len, file) != text.len ||
	    fclose(file) != 0 || age_file(path) != 0)
		die(path);
}

/* The file that libwrap shall read; the caller frees. */
static char *
make_table(const struct wrap_question *question, int which)
{
	const char *column = question->rows[0].columns[ROW_ALLOW + which];
	char *path = row_table_path(column, question->auxdir);
	struct row_text text;

	if (path != NULL)
		return path;
	if (asprintf(&path, "%s/hosts.%s", question->scratch,
		which == 0 ? "allow" : "deny") < 0)
		die("asprintf");
	text = row_unescape(column, question->auxdir);
	write_file(path, text);
	free(text.at);
	return path;
}

/*
 * A process of its own, without input and output.  The stack is small enough
 * to run out before the files do when pattern files name each other forever.
 */
static void
isolate(void)
{
	const struct rlimit none = { 0, 0 };
	const struct rlimit stack = { 1 << 20, 1 << 20 };
	const struct rlimit files = { 1024, 1024 };
	int null = open("/dev/null", O_RDWR);

	setpgid(0, 0);
	signal(SIGALRM, SIG_DFL);
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	if (null > 2)
		close(null);
	setrlimit(RLIMIT_CORE, &none);
	setrlimit(RLIMIT_STACK, &stack);
	setrlimit(RLIMIT_NOFILE, &files);
}

/* An empty fact is one that is not known. */
static char
ask_one(const struct row *row, const char *auxdir)
{
	struct sockaddr_in server = { .sin_family = AF_INET };
	struct row_text texts[ROW_COLUMNS];
	struct request_info request;
	unsigned long port = 0;

	for (int i = ROW_DAEMON; i <= ROW_USER; i++)
		texts[i] = row_unescape(row->columns[i], auxdir);
	request_init(&request, RQ_DAEMON, texts[ROW_DAEMON].at, RQ_CLIENT_NAME,
	    texts[ROW_CLIENT_NAME].at, RQ_CLIENT_ADDR,
	    texts[ROW_CLIENT_ADDR].at, RQ_USER, texts[ROW_USER].at,
	    RQ_SERVER_NAME, texts[ROW_SERVER_NAME].at, RQ_SERVER_ADDR,
	    texts[ROW_SERVER_ADDR].at, 0);
	if (ha_span_number(ha_span_of(texts[ROW_SERVER_PORT].at), 65535,
		&port)) {
		server.sin_port = htons((uint16_t)port);
		request_set(&request, RQ_SERVER_SIN, &server, 0);
	}
	return hosts_access(&request) ? WRAP_ALLOW : WRAP_DENY;
}

static void
answer(const struct wrap_question *question, size_t first, int out)
{
	for (size_t i = first; i < question->count; i++) {
		char verdict;

		alarm(question->seconds);
		verdict = ask_one(&question->rows[i], question->auxdir);
		if (write(out, &verdict, 1) != 1)
			_exit(1);
	}
	_exit(0);
}

/* Ends the child with all that it has started, and buries it. */
static void
bury(pid_t child)
{
	siginfo_t info;

	while (waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT) != 0)
		;
	kill(-child, SIGKILL);
	waitpid(child, NULL, 0);
}

/* The number of answers, from first on, before the child was gone. */
static size_t
ask_from(const struct wrap_question *question, size_t first, char *verdicts)
{
	size_t count = first;
	int ends[2];
	pid_t child;

	fflush(stdout);
	if (pipe2(ends, O_CLOEXEC) != 0)
		die("pipe");
	child = fork();
	if (child < 0)
		die("fork");
	if (child == 0) {
		isolate();
		answer(question, first, ends[1]);
	}
	close(ends[1]);
	while (count < question->count &&
	    read(ends[0], &verdicts[count], 1) == 1)
		count++;
	bury(child);
	close(ends[0]);
	return count;
}

void
wrap_ask(const struct wrap_question *question, char *verdicts)
{
	size_t first = 0;

	hosts_allow_table = make_table(question, 0);
	hosts_deny_table = make_table(question, 1);
	while (first < question->count) {
		first = ask_from(question, first, verdicts);
		if (first < question->count)
			verdicts[first++] = WRAP_NONE;
	}
	free(hosts_allow_table);
	free(hosts_deny_table);
}
