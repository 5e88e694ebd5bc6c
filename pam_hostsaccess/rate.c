#include "pam_hostsaccess/rate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/span.h"
#include "common/source/trust.h"
#include "pam_hostsaccess/close.h"

/* Whoever holds the lock holds it for microseconds, unless he is stopped. */
#define LOCK_TRIES 50
#define LOCK_NAP_NS 10000000L

#define NS_PER_SECOND UINT64_C(1000000000)

/* The longest interval of command_rate=; another service may have asked it. */
#define INTERVAL_MAX (86400 * NS_PER_SECOND)

/* "full skipped told\n": three numbers of 20 digits at most */
#define STATE_MAX 64

/* All times in nanoseconds since the machine was started. */
struct state {
	uint64_t full;    /* when the bucket will be full again */
	uint64_t skipped; /* not told yet */
	uint64_t told;    /* when skipped was reported last; 0: never */
};

/* Goes on when the machine sleeps, and is never set. */
static uint64_t
now(void)
{
	return (uint64_t)ha_clock_ns(CLOCK_BOOTTIME);
}

/* Is what was opened ours alone to write? */
static bool
is_trusted(int fd, mode_t type)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return false;
	if ((st.st_mode & S_IFMT) != type) {
		errno = EINVAL;
		return false;
	}
	if (ha_is_trusted(st.st_uid, st.st_mode))
		return true;
	errno = EPERM;
	return false;
}

static int
open_trusted(int folder, const char *name, int flags, mode_t type)
{
	int fd = openat(folder, name,
	    flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);

	if (fd < 0 || is_trusted(fd, type))
		return fd;
	mod_close(fd);
	return -1;
}

/* Who can open a file can lock it, if only for reading, and keep it locked. */
static bool
keep_others_out(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 &&
	    ((st.st_mode & 077) == 0 || fchmod(fd, 0600) == 0);
}

/* One that others could write, or that is not ours, is made anew. */
static int
open_file(int folder, const char *name)
{
	int fd = open_trusted(folder, name, O_RDWR | O_CREAT, S_IFREG);

	if (fd < 0 && errno == EPERM && unlinkat(folder, name, 0) == 0)
		fd = open_trusted(folder, name, O_RDWR | O_CREAT, S_IFREG);
	if (fd < 0 || keep_others_out(fd))
		return fd;
	mod_close(fd);
	return -1;
}

static bool
lock(int fd)
{
	struct timespec nap = { 0, LOCK_NAP_NS };

	for (int i = 0; i < LOCK_TRIES; i++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return true;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return false;
		nanosleep(&nap, NULL);
	}
	errno = EWOULDBLOCK;
	return false;
}

/* The state's file, locked; -1 with errno. */
static int
open_state(const struct mod_rate *rate)
{
	int folder, fd;

	if (mkdir(rate->folder, 0755) != 0 && errno != EEXIST)
		return -1;
	folder = open_trusted(AT_FDCWD, rate->folder, O_RDONLY | O_DIRECTORY,
	    S_IFDIR);
	if (folder < 0)
		return -1;
	fd = open_file(folder, rate->file);
	mod_close(folder);
	if (fd < 0 || lock(fd))
		return fd;
	mod_close(fd);
	return -1;
}

static bool
take_number(struct ha_span *rest, char end, uint64_t *number)
{
	size_t at = ha_span_find(*rest, end);
	unsigned long value;

	if (at == rest->len ||
	    !ha_span_number(ha_span_before(*rest, at), UINT64_MAX / 4, &value))
		return false;
	*number = value;
	*rest = ha_span_from(*rest, at + 1);
	return true;
}

/* False: an error of reading.  A new file is a full bucket. */
static bool
read_state(int fd, uint64_t time, uint64_t interval, struct state *state)
{
	char text[STATE_MAX];
	ssize_t len = pread(fd, text, sizeof(text), 0);
	struct ha_span rest = { text, len > 0 ? (size_t)len : 0 };
	bool makes_sense;

	*state = (struct state){ time, 0, 0 };
	if (len <= 0)
		return len == 0;
	makes_sense = take_number(&rest, ' ', &state->full) &&
	    take_number(&rest, ' ', &state->skipped) &&
	    take_number(&rest, '\n', &state->told) && rest.len == 0 &&
	    state->told <= time && state->full <= time + INTERVAL_MAX;
	if (!makes_sense)
		*state = (struct state){ time + interval, 0, 0 };
	if (state->full < time)
		state->full = time;
	return true;
}

/* A write beyond the limit would end the process by a signal. */
static bool
may_write(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur >= STATE_MAX)
		return true;
	errno = EFBIG;
	return false;
}

static bool
write_state(int fd, const struct state *state)
{
	char text[STATE_MAX];
	int len = snprintf(text, sizeof(text), "%ju %ju %ju\n",
	    (uintmax_t)state->full, (uintmax_t)state->skipped,
	    (uintmax_t)state->told);

	return len > 0 && len < STATE_MAX && may_write() &&
	    pwrite(fd, text, (size_t)len, 0) == len && ftruncate(fd, len) == 0;
}

/* One token more to be regained before the bucket is full. */
static bool
take(struct state *state, const struct mod_rate *rate, uint64_t time)
{
	uint64_t interval = rate->seconds * NS_PER_SECOND;
	uint64_t full;

	if (rate->count > 0) {
		full = state->full + interval / rate->count;
		if (full - time <= interval) {
			state->full = full;
			return true;
		}
	}
	state->skipped++;
	return false;
}

static void
tell_skipped(struct state *state, uint64_t time, uint64_t interval,
    unsigned long *skipped)
{
	if (state->skipped == 0 ||
	    (state->told != 0 && time - state->told < interval))
		return;
	*skipped = state->skipped;
	state->skipped = 0;
	state->told = time;
}

enum mod_rate_answer
mod_rate_take(const struct mod_rate *rate, unsigned long *skipped)
{
	uint64_t time, interval = rate->seconds * NS_PER_SECOND;
	struct state state;
	bool is_taken, is_kept;
	int fd = open_state(rate), error;

	*skipped = 0;
	if (fd < 0)
		return MOD_RATE_UNKNOWN;
	/* After the lock: nobody has written a later time. */
	time = now();
	is_kept = read_state(fd, time, interval, &state);
	is_taken = take(&state, rate, time);
	tell_skipped(&state, time, interval, skipped);
	is_kept = is_kept && write_state(fd, &state);
	error = errno;
	/* Not by closing it alone: another thread may just have forked. */
	flock(fd, LOCK_UN);
	close(fd);
	errno = error;
	if (!is_kept)
		return MOD_RATE_UNKNOWN;
	return is_taken ? MOD_RATE_TAKEN : MOD_RATE_EMPTY;
}
