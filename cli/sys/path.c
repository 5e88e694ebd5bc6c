#include "cli/sys/path.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/io/message.h"
#include "common/source/trust.h"

/* Folders that are open at the same time while one is removed. */
#define OPEN_FOLDERS 8

char *
cli_path_join(const char *folder, const char *name)
{
	size_t len = strlen(folder);
	char *path;

	if (asprintf(&path, "%s%s%s", folder,
		len > 0 && folder[len - 1] == '/' ? "" : "/", name) < 0)
		cli_no_memory();
	return path;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

bool
cli_path_remove(const char *path)
{
	return nftw(path, remove_one, OPEN_FOLDERS,
		   FTW_DEPTH | FTW_PHYS | FTW_MOUNT) == 0 ||
	    errno == ENOENT;
}

/* Some file systems cannot, and need not. */
bool
cli_path_flush(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY), error;
	bool is_done;

	if (fd < 0)
		return false;
	is_done = fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP;
	error = errno;
	close(fd);
	errno = error;
	return is_done;
}

/* A link that another user made may lead elsewhere by the time that it is
 * followed again. */
static bool
is_trusted_link(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 &&
	    (!S_ISLNK(st.st_mode) || ha_owner_is_trusted(st.st_uid));
}

bool
cli_path_make_folder(const char *path)
{
	struct stat st;

	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return false;
	if (stat(path, &st) != 0)
		return false;
	errno = S_ISDIR(st.st_mode) ? EPERM : ENOTDIR;
	return S_ISDIR(st.st_mode) && is_trusted_link(path) &&
	    ha_is_trusted(st.st_uid, st.st_mode);
}
