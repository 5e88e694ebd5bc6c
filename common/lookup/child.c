#include "common/lookup/child.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/lookup/frame.h"

/*
 * A killed process is gone in less than a millisecond, on a machine with too
 * much to do somewhat later, and much later where a disk or NFS holds it.
 * Naps double from the first to the longest; in all they are 2 s.
 */
#define FIRST_NAP_NS 20000L
#define LONGEST_NAP_NS 10000000L
#define NAPS_NS 2000000000L

/*
 * Descriptors have lower numbers than this, the kernel's fs.nr_open, unless
 * somebody raised it.  The limit of the process alone says less: it may have
 * been lowered after it had opened more.
 */
#define DESCRIPTORS_MAX (1 << 20)

/* What older headers do not know: the call then fails with ENOSYS. */
#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x1000
#endif
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal (-1)
#endif
#define PIDFD ((idtype_t)3) /* P_PIDFD */

/*
 * A fork with these flags of clone(2), among them the signal, if any, that its
 * end sends; none of the C library's own work around fork() is done, as it may
 * take locks that another thread holds.  So what runs in the copy calls nothing
 * but async-signal-safe functions.
 */
static pid_t
clone_with(long flags, int *pidfd)
{
#ifdef __s390__
	return (pid_t)syscall(SYS_clone, 0L, flags, pidfd, 0L, 0L);
#else
	return (pid_t)syscall(SYS_clone, flags, 0L, pidfd, 0L, 0L);
#endif
}

/*
 * *pidfd stays -1 where the kernel does not know the flag, which is before
 * 5.2, and where there is no room for another descriptor.
 */
static pid_t
clone_keeper(int *pidfd)
{
	pid_t keeper;

	*pidfd = -1;
	keeper = clone_with(CLONE_PIDFD, pidfd);
	return keeper >= 0 ? keeper : clone_with(0, NULL);
}

/* -1: the name is no number. */
static int
number_of(const char *name)
{
	int number = 0;

	for (; *name >= '0' && *name <= '9' && number < DESCRIPTORS_MAX; name++)
		number = number * 10 + (*name - '0');
	return *name == '\0' ? number : -1;
}

/* True: one of the entries was the folder that they are read from. */
static bool
close_entries(const char *entries, long len, int first, int folder)
{
	bool has_folder = false;

	for (long at = 0; at < len;) {
		const struct dirent64 *entry = (const void *)(entries + at);
		int fd = number_of(entry->d_name);

		if (fd == folder)
			has_folder = true;
		else if (fd >= first)
			close(fd);
		at += entry->d_reclen;
	}
	return has_folder;
}

/* False: what is there does not list the descriptors of this process. */
static bool
close_listed_from(int first)
{
	int folder = open("/proc/self/fd", O_RDONLY | O_DIRECTORY);
	_Alignas(struct dirent64) char entries[1024];
	bool has_folder = false;
	long len;

	if (folder < 0)
		return false;
	while ((len = syscall(SYS_getdents64, folder, entries,
		    sizeof(entries))) > 0) {
		if (close_entries(entries, len, first, folder))
			has_folder = true;
	}
	if (folder >= first)
		close(folder);
	return len == 0 && has_folder;
}

/* False: there may be more than anybody would wait for. */
static bool
close_numbers_from(int first)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 ||
	    limit.rlim_max > DESCRIPTORS_MAX) {
		errno = EMFILE;
		return false;
	}
	for (int fd = first; fd < DESCRIPTORS_MAX; fd++)
		close(fd);
	return true;
}

/* As closefrom(3), also for kernels before 5.9, and where there is no /proc. */
static bool
close_from(int first)
{
#ifdef SYS_close_range
	if (syscall(SYS_close_range, (unsigned)first, ~0U, 0U) == 0)
		return true;
#endif
	return close_listed_from(first) || close_numbers_from(first);
}

static void
reset_signals(void)
{
	/* The kernel's own struct, all 0: SIG_DFL.  The C library would leave
	 * out the two signals that it keeps for itself. */
	static const char action[64];
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		syscall(SYS_rt_sigaction, number, action, NULL,
		    (size_t)NSIG / 8);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The word and the number, without stdio. */
static void
send_number(int socket, enum ha_reply word, int number)
{
	char text[16], *start = text + sizeof(text);

	do
		*--start = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	*--start = (char)word;
	send(socket, start, (size_t)(text + sizeof(text) - start),
	    MSG_NOSIGNAL);
}

/*
 * By system calls: those of the C library would look for the other threads of
 * the process, of which there is no copy, and wait for them.
 */
static bool
take_identity(const struct ha_child_spec *spec)
{
#ifdef SYS_setresuid32
	const long set_groups = SYS_setgroups32, set_group = SYS_setresgid32,
		   set_user = SYS_setresuid32;
#else
	const long set_groups = SYS_setgroups, set_group = SYS_setresgid,
		   set_user = SYS_setresuid;
#endif
	if (spec->user == (uid_t)-1)
		return true;
	/* Only root has other groups to give back. */
	return (geteuid() != 0 || syscall(set_groups, 0, NULL) == 0) &&
	    syscall(set_group, spec->group, spec->group, spec->group) == 0 &&
	    syscall(set_user, spec->user, spec->user, spec->user) == 0;
}

/* -1 may be the new priority. */
static bool
take_priority(const struct ha_child_spec *spec)
{
	errno = 0;
	return spec->nice == 0 || nice(spec->nice) != -1 || errno == 0;
}

/* All that is used lies above 2: nothing is overwritten before its turn. */
static bool
take_descriptors(int socket, const struct ha_child_spec *spec)
{
	int null = ha_child_raise(open("/dev/null", O_RDWR));
	int output = spec->output >= 0 ? spec->output : null;

	return null >= 0 && dup2(output, 1) == 1 && dup2(output, 2) == 2 &&
	    dup2(spec->talks ? socket : null, 0) == 0 &&
	    (socket == 3 || dup3(socket, 3, O_CLOEXEC) == 3);
}

static void
become_program(int socket, const struct ha_child_spec *spec)
{
	if (take_descriptors(socket, spec)) {
		socket = 3;
		setsid();
		umask(spec->mask);
		if (close_from(4) && chdir("/") == 0 && take_priority(spec) &&
		    take_identity(spec)) {
			/* A change of user would take it back. */
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			reset_signals();
			execve(spec->path, spec->argv, spec->environment);
		}
	}
	send_number(socket, HA_REPLY_BROKEN, errno);
	_exit(127);
}

/* Until the program has ended, which this sees to on SIGTERM. */
static int
keep(pid_t program)
{
	sigset_t both;
	/* Should it not be waited for: it is killed when this process ends. */
	int status = SIGKILL;

	sigemptyset(&both);
	sigaddset(&both, SIGCHLD);
	sigaddset(&both, SIGTERM);
	while (waitpid(program, &status, (int)__WALL | WNOHANG) == 0) {
		if (sigwaitinfo(&both, NULL) != SIGTERM)
			continue;
		kill(-program, SIGKILL);
		kill(program, SIGKILL);
	}
	return status;
}

/* All signals are blocked when this begins, and remain so. */
static void
become_keeper(int socket, const struct ha_child_spec *spec, pid_t host)
{
	struct sigaction action = { .sa_handler = SIG_DFL };
	pid_t program;

	/* Ignored, it would not be there to be waited for. */
	sigaction(SIGCHLD, &action, NULL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != host)
		_exit(0);
	/* No terminal stops or ends what the host process may not hear of. */
	setsid();
	/* Told of its end even when that comes before its exec. */
	program = clone_with(SIGCHLD, NULL);
	if (program == 0)
		become_program(socket, spec);
	if (program < 0) {
		send_number(socket, HA_REPLY_BROKEN, errno);
		_exit(127);
	}
	dup2(socket, 0);
	close_from(1);
	send_number(0, HA_REPLY_ENDED, keep(program));
	_exit(0);
}

int
ha_child_raise(int fd)
{
	int raised, error;

	if (fd < 0 || fd > 2)
		return fd;
	raised = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	error = errno;
	close(fd);
	errno = error;
	return raised;
}

/* A pair of sockets above the standard descriptors, which may be closed. */
static int
make_sockets(int sockets[2])
{
	int error = 0;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0)
		return errno;
	for (int i = 0; i < 2; i++) {
		sockets[i] = ha_child_raise(sockets[i]);
		if (sockets[i] < 0)
			error = errno;
	}
	for (int i = 0; error != 0 && i < 2; i++) {
		if (sockets[i] >= 0)
			close(sockets[i]);
	}
	return error;
}

/* If pidfd cannot be raised, it is closed, and the number must do. */
static int
start_keeper(struct ha_child *child, int socket,
    const struct ha_child_spec *spec)
{
	pid_t host = getpid();
	sigset_t all, before;
	int error;

	/* No handler of the host process may run in the copy. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	child->keeper = clone_keeper(&child->pidfd);
	if (child->keeper == 0)
		become_keeper(socket, spec, host);
	error = errno;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	child->pidfd = ha_child_raise(child->pidfd);
	return child->keeper > 0 ? 0 : error;
}

static int
start(struct ha_child *child, const struct ha_child_spec *spec)
{
	int sockets[2], error;

	error = make_sockets(sockets);
	if (error != 0)
		return error;
	error = start_keeper(child, sockets[1], spec);
	close(sockets[1]);
	child->socket = sockets[0];
	if (error != 0)
		close(child->socket);
	return error;
}

int
ha_child_start(struct ha_child *child, const struct ha_child_spec *spec)
{
	int cancel, error;

	/*
	 * The copy has the state of this thread.  If the thread is to be
	 * cancelled the copy would take that for itself, and end by what the
	 * host process has to do at its end.
	 */
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel);
	error = start(child, spec);
	pthread_setcancelstate(cancel, NULL);
	return error;
}

/*
 * By its number only where there is no other way: if the host process waits
 * for all of its children, the number may be that of another process by now.
 */
static void
signal_keeper(const struct ha_child *child, int number)
{
	if (child->pidfd < 0 ||
	    (syscall(SYS_pidfd_send_signal, child->pidfd, number, NULL, 0) !=
		    0 &&
		errno != ESRCH))
		kill(child->keeper, number);
}

/* True also if somebody else has waited for it. */
static bool
has_ended(const struct ha_child *child)
{
	siginfo_t end = { .si_pid = 0 };
	pid_t ended;

	if (child->pidfd >= 0) {
		if (waitid(PIDFD, (id_t)child->pidfd, &end,
			WEXITED | WNOHANG | (int)__WCLONE) == 0)
			return end.si_pid != 0;
		if (errno == ECHILD || errno == EINTR)
			return errno == ECHILD;
		/* Before 5.4 the kernel does not wait for descriptors. */
	}
	ended = waitpid(child->keeper, NULL, (int)__WCLONE | WNOHANG);
	return ended == child->keeper || (ended < 0 && errno != EINTR);
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
	signal_keeper(child, SIGTERM);
	signal_keeper(child, SIGCONT);
	for (long long napped = 0; napped < NAPS_NS; napped += nap.tv_nsec) {
		if (has_ended(child))
			break;
		nanosleep(&nap, NULL);
		if (nap.tv_nsec * 2 <= LONGEST_NAP_NS)
			nap.tv_nsec *= 2;
	}
	if (child->pidfd >= 0)
		close(child->pidfd);
}
