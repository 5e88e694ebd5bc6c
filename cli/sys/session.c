#include "cli/sys/session.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/sys/sockets.h"
#include "common/base/clock.h"
#include "common/base/span.h"

/* So many parents nobody has; a pid that is used anew could make a loop. */
#define PARENTS_MAX 1024

/* Bytes of an environment that are looked at. */
#define ENVIRONMENT_MAX ((size_t)1 << 20)

/* Words of /proc/PID/stat after the name, which may hold anything. */
enum {
	STAT_PARENT = 1,
	STAT_TERMINAL = 4,
	STAT_START = 19,
	STAT_WORDS
};

/* Major numbers of terminals that a program made, as sshd and tmux do. */
enum {
	PTY_OLD_MASTER = 2,
	PTY_OLD = 3,
	PTY_FIRST = 128,
	PTY_LAST = 143
};

struct process {
	pid_t pid, parent;
	unsigned terminal; /* major number; 0: none */
	int64_t start;     /* in ns of the boot clock, rounded down */
	char name[256];    /* of the program, without folders */
};

/* ---- one process ---- */

static size_t
read_some(const char *path, char *bytes, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	size_t len = 0;
	ssize_t n = 0;

	if (fd < 0)
		return 0;
	while (len < size && (n = read(fd, bytes + len, size - len)) > 0)
		len += (size_t)n;
	close(fd);
	return n < 0 ? 0 : len;
}

static bool
read_words(struct ha_span text, unsigned long words[STAT_WORDS])
{
	for (size_t i = 0; i < STAT_WORDS; i++) {
		size_t end;

		text = ha_span_trim(text);
		end = ha_span_find(text, ' ');
		words[i] = 0;
		/* The first is a letter, and some are negative. */
		if (end == 0)
			return false;
		ha_span_number(ha_span_before(text, end), ULONG_MAX, &words[i]);
		text = ha_span_from(text, end);
	}
	return true;
}

/* That of the file, or what the process is called if that is not shown. */
static void
read_name(struct process *process, struct ha_span called)
{
	static const char deleted[] = " (deleted)";
	char path[64], link[PATH_MAX];
	ssize_t len;
	struct ha_span name = called;
	const char *slash;

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)process->pid);
	len = readlink(path, link, sizeof(link) - 1);
	if (len > 0) {
		link[len] = '\0';
		slash = strrchr(link, '/');
		name = ha_span_of(slash == NULL ? link : slash + 1);
		if (ha_span_ends_fold(name, ha_span_of(deleted)))
			name.len -= sizeof(deleted) - 1;
	}
	if (name.len >= sizeof(process->name))
		name.len = sizeof(process->name) - 1;
	memcpy(process->name, name.at, name.len);
	process->name[name.len] = '\0';
}

static bool
read_process(pid_t pid, struct process *process)
{
	unsigned long words[STAT_WORDS],
	    ticks = (unsigned long)sysconf(_SC_CLK_TCK);
	char path[64], text[4096];
	struct ha_span stat = { text, 0 };
	const char *open, *close;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	stat.len = read_some(path, text, sizeof(text) - 1);
	text[stat.len] = '\0';
	open = memchr(text, '(', stat.len);
	close = memrchr(text, ')', stat.len);
	if (open == NULL || close == NULL ||
	    !read_words((struct ha_span){ close + 1,
			    (size_t)(text + stat.len - close - 1) },
		words))
		return false;
	*process = (struct process){ .pid = pid,
		.parent = (pid_t)words[STAT_PARENT],
		.terminal = (unsigned)(words[STAT_TERMINAL] >> 8 & 0xfff),
		.start =
		    (int64_t)(words[STAT_START] / ticks) * HA_NS_PER_SECOND +
		    (int64_t)(words[STAT_START] % ticks) *
			(HA_NS_PER_SECOND / (int64_t)ticks) };
	read_name(process,
	    (struct ha_span){ open + 1, (size_t)(close - open - 1) });
	return true;
}

/* ---- SSH ---- */

static bool
serves_ssh(const struct process *process)
{
	static const char *const names[] = { "sshd", "sshd-session",
		"sshd-auth", "dropbear", "dropbearmulti" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(process->name, names[i]) == 0)
			return true;
	}
	return false;
}

/* The processes of a server among the parents, and who is below them. */
struct chain {
	bool is_young, is_child_young;
	/* The one furthest up waits for connections, and is as old as it likes;
	 * so it is judged when the next one above it is known. */
	struct process last;
	size_t count;
};

static void
add_server(struct chain *chain, const struct process *process, int64_t since)
{
	if (chain->count++ > 0 && chain->last.start < since)
		chain->is_young = false;
	chain->last = *process;
}

static bool
is_young(const struct chain *chain, int64_t since)
{
	bool is_listener = chain->count > 1 && chain->last.start < since &&
	    cli_sockets_listens(chain->last.pid);

	return chain->is_young && (is_listener || chain->last.start >= since);
}

/* A terminal that no program made: nobody can be at it over a network. */
static bool
is_real_terminal(unsigned major)
{
	return major != 0 && major != PTY_OLD_MASTER && major != PTY_OLD &&
	    (major < PTY_FIRST || major > PTY_LAST);
}

enum cli_session
cli_session_of(pid_t pid, int64_t since)
{
	struct chain chain = { .is_young = true };
	struct process process, child = { .pid = 0 };
	unsigned terminal = 0;
	bool is_from_outside = false;

	for (int i = 0; i < PARENTS_MAX && pid > 0; i++) {
		if (!read_process(pid, &process))
			return CLI_SESSION_UNKNOWN;
		if (i == 0)
			terminal = process.terminal;
		if (serves_ssh(&process)) {
			if (chain.count == 0)
				chain.is_child_young = child.start >= since;
			add_server(&chain, &process, since);
		}
		child = process;
		is_from_outside = process.parent == 0 && pid != 1;
		pid = process.parent;
	}
	if (chain.count > 0 && is_young(&chain, since))
		return CLI_SESSION_NEW;
	if (chain.count > 0)
		return chain.is_child_young ? CLI_SESSION_SHARED
					    : CLI_SESSION_OLD;
	return is_from_outside || is_real_terminal(terminal)
	    ? CLI_SESSION_CONSOLE
	    : CLI_SESSION_UNKNOWN;
}

/* ---- its environment ---- */

static char *
find_connection(pid_t pid, char *bytes)
{
	static const char name[] = "SSH_CONNECTION=";
	char path[64];
	size_t len;

	snprintf(path, sizeof(path), "/proc/%d/environ", (int)pid);
	len = read_some(path, bytes, ENVIRONMENT_MAX - 1);
	bytes[len] = '\0';
	for (size_t at = 0; at < len; at += strlen(bytes + at) + 1) {
		if (strncmp(bytes + at, name, sizeof(name) - 1) == 0)
			return strdup(bytes + at + sizeof(name) - 1);
	}
	return NULL;
}

char *
cli_session_connection(void)
{
	const char *own = getenv("SSH_CONNECTION");
	char *bytes = own == NULL ? malloc(ENVIRONMENT_MAX) : NULL;
	char *found = own == NULL ? NULL : strdup(own);
	struct process process;
	pid_t pid = getppid();

	for (int i = 0; i < PARENTS_MAX && bytes != NULL && found == NULL &&
	     pid > 0 && read_process(pid, &process);
	     i++) {
		found = find_connection(pid, bytes);
		pid = process.parent;
	}
	free(bytes);
	return found;
}
