#include "tests/pam/process.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

static void add(struct ha_strbuf *state, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
add(struct ha_strbuf *state, const char *format, ...)
{
	va_list arguments;
	char *line;

	va_start(arguments, format);
	if (vasprintf(&line, format, arguments) < 0)
		abort();
	va_end(arguments);
	ha_strbuf_add_text(state, line);
	ha_strbuf_add_byte(state, '\n');
	free(line);
}

static void
add_self(struct ha_strbuf *state)
{
	char *folder = getcwd(NULL, 0);
	mode_t mask = umask(022);

	umask(mask);
	add(state, "folder %s", folder != NULL ? folder : "?");
	add(state, "umask %03o", (unsigned)mask);
	add(state, "ids %u %u %u %u session %d", getuid(), geteuid(), getgid(),
	    getegid(), (int)getsid(0));
	add(state, "nice %d", getpriority(PRIO_PROCESS, 0));
	add(state, "locale %s", setlocale(LC_ALL, NULL));
	free(folder);
}

static void
add_environment(struct ha_strbuf *state)
{
	for (char **entry = environ; *entry != NULL; entry++)
		add(state, "environment %s", *entry);
}

static void
add_signals(struct ha_strbuf *state)
{
	struct itimerval timer = { { 0, 0 }, { 0, 0 } };
	struct sigaction action;
	sigset_t blocked;

	sigprocmask(SIG_BLOCK, NULL, &blocked);
	for (int number = 1; number < 32; number++) {
		sigaction(number, NULL, &action);
		add(state, "signal %d %#" PRIxPTR " %#x%s", number,
		    (uintptr_t)action.sa_handler, (unsigned)action.sa_flags,
		    sigismember(&blocked, number) == 1 ? " blocked" : "");
	}
	getitimer(ITIMER_REAL, &timer);
	add(state, "alarm %s", timer.it_value.tv_sec > 0 ? "set" : "none");
}

static void
add_limits(struct ha_strbuf *state)
{
	struct rlimit limit = { 0, 0 };

	for (int number = 0; number < (int)RLIM_NLIMITS; number++) {
		getrlimit((__rlimit_resource_t)number, &limit);
		add(state, "limit %d %ju %ju", number,
		    (uintmax_t)limit.rlim_cur, (uintmax_t)limit.rlim_max);
	}
}

static void
add_descriptors(struct ha_strbuf *state)
{
	DIR *folder = opendir("/proc/self/fd");
	struct dirent *entry;

	if (folder == NULL)
		abort();
	while ((entry = readdir(folder)) != NULL) {
		int fd = (int)strtol(entry->d_name, NULL, 10);
		char target[256];
		ssize_t len;

		if (entry->d_name[0] == '.' || fd == dirfd(folder))
			continue;
		len = readlinkat(dirfd(folder), entry->d_name, target,
		    sizeof(target));
		add(state, "descriptor %d %#x %.*s", fd,
		    (unsigned)fcntl(fd, F_GETFD), (int)len, target);
	}
	closedir(folder);
}

void
process_describe(struct ha_strbuf *state)
{
	ha_strbuf_clear(state);
	add_self(state);
	add_environment(state);
	add_signals(state);
	add_limits(state);
	add_descriptors(state);
}
