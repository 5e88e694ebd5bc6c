#ifndef MOD_CLOSE_H
#define MOD_CLOSE_H

#include <errno.h>
#include <unistd.h>

/* Leaves errno as it was, which says why the file is closed. */
static inline void
mod_close(int fd)
{
	int error = errno;

	close(fd);
	errno = error;
}

#endif
