#include "cli/sys/run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/clock.h"

/* In milliseconds. */
static int64_t
now(void)
{
	return ha_clock_ns(CLOCK_MONOTONIC) / 1000000;
}

/* In a process group of its own, so that its children can be killed, too. */
static bool
start(const char *const *words, int out, pid_t *pid)
{
	static char *const no_environment[] = { NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int error;

	if (posix_spawn_file_actions_init(&actions) != 0)
		return false;
	if (posix_spawnattr_init(&attributes) != 0) {
		posix_spawn_file_actions_destroy(&actions);
		return false;
	}
	error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO,
	    "/dev/null", O_RDONLY, 0);
	if (error == 0)
		error = posix_spawn_file_actions_adddup2(&actions, out,
		    STDOUT_FILENO);
	if (error == 0)
		error = posix_spawn_file_actions_addopen(&actions,
		    STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (error == 0)
		error = posix_spawnattr_setflags(&attributes,
		    POSIX_SPAWN_SETPGROUP);
	if (error == 0)
		error = posix_spawn(pid, words[0], &actions, &attributes,
		    (char *const *)(uintptr_t)words, no_environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return error == 0;
}

/* Until the end; false: the time is up, or there is too much. */
static bool
read_output(int in, int64_t deadline, size_t max, struct ha_strbuf *output)
{
	char buffer[4096];

	for (;;) {
		struct pollfd wait = { .fd = in, .events = POLLIN };
		int64_t left = deadline - now();
		ssize_t n;

		if (left <= 0 || output->len > max)
			return false;
		if (poll(&wait, 1, (int)left) <= 0)
			continue;
		n = read(in, buffer, sizeof(buffer));
		if (n < 0 && errno != EINTR)
			return false;
		if (n == 0)
			return true;
		if (n > 0)
			ha_strbuf_add(output,
			    (struct ha_span){ buffer, (size_t)n });
	}
}

/* It may close its output and go on: then it is waited for no longer. */
static bool
has_succeeded(pid_t pid, int64_t deadline, bool *has_ended)
{
	const struct timespec pause = { 0, 5000000 };
	int status;

	for (;;) {
		pid_t ended = waitpid(pid, &status, WNOHANG);

		*has_ended = ended == pid;
		if (*has_ended)
			return WIFEXITED(status) && WEXITSTATUS(status) == 0;
		if ((ended < 0 && errno != EINTR) || now() >= deadline)
			return false;
		nanosleep(&pause, NULL);
	}
}

bool
cli_run(const char *const *words, unsigned seconds, size_t max,
    struct ha_strbuf *output)
{
	int64_t deadline = now() + (int64_t)seconds * 1000;
	bool is_good, has_ended = false;
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	if (!start(words, ends[1], &pid)) {
		close(ends[0]);
		close(ends[1]);
		return false;
	}
	close(ends[1]);
	is_good = read_output(ends[0], deadline, max, output) &&
	    has_succeeded(pid, deadline, &has_ended);
	close(ends[0]);
	if (!has_ended) {
		kill(-pid, SIGKILL);
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	return is_good;
}
