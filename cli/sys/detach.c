#include "cli/sys/detach.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRST_FREE 3

/* Kernels before 5.9 do not know the call. */
static void
close_others(void)
{
	struct rlimit limit;

#ifdef SYS_close_range
	if (syscall(SYS_close_range, FIRST_FREE, ~0U, 0) == 0)
		return;
#endif
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	for (int fd = FIRST_FREE; (rlim_t)fd < limit.rlim_cur; fd++)
		close(fd);
}

static void
reset_signals(void)
{
	struct sigaction plain = { .sa_handler = SIG_DFL },
			 ignore = { .sa_handler = SIG_IGN };
	sigset_t none;

	sigaction(SIGINT, &plain, NULL);
	sigaction(SIGQUIT, &plain, NULL);
	sigaction(SIGTERM, &plain, NULL);
	sigaction(SIGHUP, &ignore, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/*
 * The parent goes on only when all is closed, for a lock that it has is held by
 * all descriptors that were copied.
 */
static bool
leave_session(int ready)
{
	char byte = 0;
	int null, end;

	end = fcntl(ready, F_DUPFD, FIRST_FREE);
	null = open("/dev/null", O_RDWR | O_NOCTTY);
	null = null < 0 ? null : fcntl(null, F_DUPFD, FIRST_FREE);
	if (end < 0 || null < 0 || dup2(end, 0) < 0 || dup2(null, 1) < 0 ||
	    dup2(null, 2) < 0 || chdir("/") != 0)
		return false;
	umask(022);
	reset_signals();
	close_others();
	if (write(0, &byte, 1) != 1)
		return false;
	close(0);
	return open("/dev/null", O_RDONLY | O_NOCTTY) == 0;
}

/* The first child leads the new session, so the second can get no terminal. */
static _Noreturn void
run_apart(int ready, void (*run)(void *context), void *context)
{
	pid_t pid;

	setsid();
	pid = fork();
	if (pid != 0)
		_exit(pid < 0);
	if (leave_session(ready))
		run(context);
	_exit(0);
}

static bool
wait_for(pid_t pid, int ready)
{
	char byte;
	ssize_t n;

	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	while ((n = read(ready, &byte, 1)) < 0 && errno == EINTR)
		;
	if (n != 1)
		errno = EAGAIN;
	return n == 1;
}

bool
cli_detach(void (*run)(void *context), void *context)
{
	int ends[2];
	pid_t pid;
	bool is_running;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		run_apart(ends[1], run, context);
	}
	close(ends[1]);
	is_running = pid > 0 && wait_for(pid, ends[0]);
	close(ends[0]);
	return is_running;
}
