#include "cli/io/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/bounds.h"
#include "common/base/strbuf.h"

/* How long a named pipe may have nobody who writes into it. */
#define WRITER_MS 1000

/* The open descriptor that the path names; -1: none. */
static int
descriptor_of(const char *path)
{
	static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
	unsigned long number;

	if (strcmp(path, CLI_STDIN) == 0 || strcmp(path, "/dev/stdin") == 0)
		return STDIN_FILENO;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		size_t len = strlen(folders[i]);

		if (strncmp(path, folders[i], len) == 0 &&
		    ha_span_number(ha_span_of(path + len), INT_MAX, &number))
			return (int)number;
	}
	return -1;
}

static bool
ask(const char *path, struct stat *st)
{
	int fd = descriptor_of(path);

	return fd < 0 ? stat(path, st) == 0 : fstat(fd, st) == 0;
}

/* A regular file has a name of its own, and can be read again. */
bool
cli_is_stream(const char *path)
{
	struct stat st;

	if (strcmp(path, CLI_STDIN) == 0)
		return true;
	if (!ask(path, &st))
		return false;
	return S_ISFIFO(st.st_mode) ||
	    (descriptor_of(path) >= 0 && !S_ISREG(st.st_mode));
}

bool
cli_is_same_stream(const char *path, const char *other)
{
	struct stat a, b;

	if (strcmp(path, other) == 0)
		return true;
	return ask(path, &a) && ask(other, &b) && a.st_dev == b.st_dev &&
	    a.st_ino == b.st_ino;
}

/* -1: errno is EAGAIN where nobody writes into it. */
static int
open_pipe(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct pollfd waiting = { .fd = fd, .events = POLLIN };

	if (fd < 0)
		return -1;
	if (poll(&waiting, 1, WRITER_MS) > 0 &&
	    fcntl(fd, F_SETFL, O_RDONLY) == 0)
		return fd;
	close(fd);
	errno = EAGAIN;
	return -1;
}

static int
open_stream(const char *path)
{
	int fd = descriptor_of(path);

	return fd < 0 ? open_pipe(path) : fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

/* Who started us may have set the descriptor not to wait. */
static bool
may_go_on(int fd)
{
	struct pollfd waiting = { .fd = fd, .events = POLLIN };

	if (errno == EINTR)
		return true;
	return errno == EAGAIN && poll(&waiting, 1, -1) > 0;
}

static enum ha_status
read_all(int fd, struct ha_strbuf *text, int *error)
{
	char bytes[65536];

	for (;;) {
		ssize_t n = read(fd, bytes, sizeof(bytes));

		if (n < 0 && may_go_on(fd))
			continue;
		if (n < 0) {
			*error = errno;
			return HA_UNREADABLE;
		}
		if (n == 0)
			return text->failed ? HA_NOMEM : HA_OK;
		if (text->len + (size_t)n > HA_SOURCE_MAX)
			return HA_TOOBIG;
		ha_strbuf_add(text, (struct ha_span){ bytes, (size_t)n });
	}
}

enum ha_status
cli_stream_open(const char *path, struct ha_source **source, int *error)
{
	struct ha_strbuf text = HA_STRBUF_INIT;
	int fd = open_stream(path);
	enum ha_status status;

	*error = errno;
	if (fd < 0)
		return *error == ENOENT ? HA_MISSING : HA_UNREADABLE;
	status = read_all(fd, &text, error);
	close(fd);
	if (status == HA_OK)
		status =
		    ha_source_from_memory(path, ha_strbuf_span(&text), source);
	ha_strbuf_free(&text);
	return status;
}
