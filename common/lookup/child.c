#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "frame.h"

/*
 * A killed process is gone in less than a millisecond, unless a disk or NFS
 * holds it.  Naps double from the first to the last: 0.2 s in all.
 */
#define FIRST_NAP_NS 20000L
#define LAST_NAP_NS 100000000L

/*
 * A fork whose end sends that signal, or none; none of the C library's own
 * work around fork() is done, as it may take locks that another thread holds.
 * So what runs in the copy calls nothing but async-signal-safe functions.
 */
static pid_t
clone_with(long end_signal)
{
	return (pid_t)syscall(SYS_clone, end_signal, 0L, 0L, 0L, 0L);
}

static void
close_from(int first)
{
#ifdef SYS_close_range
	if (syscall(SYS_close_range, (unsigned)first, ~0U, 0U) == 0)
		return;
#endif
	/* Old kernels: the program closes the others, see helper.c. */
	close(first);
}

static void
reset_signals(void)
{
	struct sigaction action = { .sa_handler = SIG_DFL };
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		sigaction(number, &action, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* "!" and the number, without stdio. */
static void
report_error(int error)
{
	char text[8], *start = text + sizeof(text);

	do
		*--start = (char)('0' + error % 10);
	while ((error /= 10) > 0);
	*--start = HA_REPLY_BROKEN;
	send(0, start, (size_t)(text + sizeof(text) - start), MSG_NOSIGNAL);
}

static void
become_program(int socket, const char *path, char *const argv[])
{
	char *const environment[] = { NULL };
	int null = open("/dev/null", O_RDWR);

	/* socket is above 2, so nothing overwrites it before its turn. */
	if (null >= 0 && dup2(null, 1) == 1 && dup2(null, 2) == 2 &&
	    dup2(socket, 0) == 0) {
		close_from(3);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		reset_signals();
		execve(path, argv, environment);
		report_error(errno);
	}
	_exit(127);
}

/* Returns when the program has ended, which this sees to on SIGTERM. */
static void
keep(pid_t program)
{
	sigset_t both;

	sigemptyset(&both);
	sigaddset(&both, SIGCHLD);
	sigaddset(&both, SIGTERM);
	while (waitpid(program, NULL, __WALL | WNOHANG) == 0) {
		if (sigwaitinfo(&both, NULL) == SIGTERM)
			kill(program, SIGKILL);
	}
}

/* All signals are blocked when this begins, and remain so. */
static void
become_keeper(int socket, const char *path, char *const argv[])
{
	struct sigaction action = { .sa_handler = SIG_DFL };
	pid_t program;

	/* Ignored, it would not be there to be waited for. */
	sigaction(SIGCHLD, &action, NULL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	/* No terminal stops or ends what the host process may not hear of. */
	setsid();
	/* Told of its end even when that comes before its exec. */
	program = clone_with(SIGCHLD);
	if (program == 0)
		become_program(socket, path, argv);
	if (program < 0) {
		dup2(socket, 0);
		report_error(errno);
		_exit(127);
	}
	close(socket);
	close_from(0);
	keep(program);
	_exit(0);
}

/* A pair of sockets above the standard descriptors, which may be closed. */
static int
make_sockets(int sockets[2])
{
	int error = 0;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0)
		return errno;
	for (int i = 0; i < 2; i++) {
		int low = sockets[i];

		if (low > 2)
			continue;
		sockets[i] = fcntl(low, F_DUPFD_CLOEXEC, 3);
		if (sockets[i] < 0)
			error = errno;
		close(low);
	}
	if (error == 0)
		return 0;
	for (int i = 0; i < 2; i++) {
		if (sockets[i] >= 0)
			close(sockets[i]);
	}
	return error;
}

int
ha_child_start(struct ha_child *child, const char *path, char *const argv[])
{
	sigset_t all, before;
	int sockets[2], error;

	error = make_sockets(sockets);
	if (error != 0)
		return error;
	/* No handler of the host process may run in the copy. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	child->keeper = clone_with(0);
	if (child->keeper == 0)
		become_keeper(sockets[1], path, argv);
	error = errno;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	close(sockets[1]);
	child->socket = sockets[0];
	if (child->keeper > 0)
		return 0;
	close(child->socket);
	return error;
}

/*
 * A keeper that cannot be waited for is left to itself: rather a stray process
 * than a login that hangs.
 */
void
ha_child_end(struct ha_child *child)
{
	struct timespec nap = { 0, FIRST_NAP_NS };

	close(child->socket);
	kill(child->keeper, SIGTERM);
	kill(child->keeper, SIGCONT);
	for (; nap.tv_nsec < LAST_NAP_NS; nap.tv_nsec *= 2) {
		pid_t ended =
		    waitpid(child->keeper, NULL, (int)__WCLONE | WNOHANG);

		if (ended == child->keeper || (ended < 0 && errno != EINTR))
			return;
		nanosleep(&nap, NULL);
	}
}
