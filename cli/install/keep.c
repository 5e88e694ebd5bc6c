#include "cli/install/keep.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/sys/attributes.h"
#include "cli/sys/path.h"
#include "cli/sys/write.h"

/* A label or list that the file system of the backups cannot hold is no reason
 * not to keep the file: none but root can enter their folder. */
static bool
give_rights(int fd, const char *like)
{
	enum cli_attribute failed;
	int from;

	if (like == NULL)
		return true;
	from = open(like, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (from < 0)
		return false;
	failed = cli_attributes_copy(from, fd);
	close(from);
	return failed == CLI_ATTRIBUTE_NONE || failed == CLI_ATTRIBUTE_EXTENDED;
}

static bool
write_file(const char *path, struct ha_span bytes, const char *like)
{
	int error,
	    fd = open(path,
		O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	bool is_done = fd >= 0 && cli_write_all(fd, bytes) &&
	    give_rights(fd, like) && fsync(fd) == 0;

	error = errno;
	if (fd >= 0)
		close(fd);
	errno = error;
	return is_done;
}

bool
cli_keep(const char *folder, const char *state, const char *name,
    struct ha_span bytes, const char *like)
{
	char *within = cli_path_join(folder, state == NULL ? "" : state);
	char *path = cli_path_join(within, name);
	bool is_done = (mkdir(within, 0700) == 0 || errno == EEXIST) &&
	    write_file(path, bytes, like) && cli_path_flush(within);
	int error = errno;

	free(path);
	free(within);
	errno = error;
	return is_done;
}
