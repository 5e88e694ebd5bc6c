#include "cli/sys/write.h"

#include <errno.h>
#include <unistd.h>

#include "cli/sys/signals.h"

/* Bytes between two looks at what signals wait. */
#define CHUNK ((size_t)1 << 20)

bool
cli_write_all(int fd, struct ha_span bytes)
{
	while (bytes.len > 0) {
		size_t len = bytes.len < CHUNK ? bytes.len : CHUNK;
		ssize_t n = write(fd, bytes.at, len);

		if (cli_signals_are_waiting()) {
			errno = EINTR;
			return false;
		}
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes = ha_span_from(bytes, (size_t)n);
	}
	return true;
}

const char *
cli_write_text(enum cli_write result)
{
	switch (result) {
	case CLI_WRITE_DONE:
		return "%1: written";
	case CLI_WRITE_FAILED:
		return "%1: not written: %2";
	case CLI_WRITE_LOCKED:
		return "%1: not written: another program is changing it";
	case CLI_WRITE_CHANGED:
		return "%1: not written: it has changed since it was read";
	case CLI_WRITE_OWNER:
		return "%1: not written: its owner cannot be kept: %2";
	case CLI_WRITE_MODE:
		return "%1: not written: its mode cannot be kept: %2";
	case CLI_WRITE_ATTRIBUTES:
		return "%1: not written: its access list or label cannot be "
		       "kept: %2";
	case CLI_WRITE_NOT_FLUSHED:
		break;
	}
	return "%1: written, but not yet safe on the disk: %2";
}
