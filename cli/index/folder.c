#include "cli/index/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/io/message.h"
#include "cli/sys/signals.h"
#include "cli/sys/writefile.h"
#include "common/source/trust.h"

/* Files that are looked at; our own are some thousands at most. */
#define ENTRIES_MAX 65536

/* A new file has ".", its name, "." and so many hexadecimal digits. */
#define RANDOM_DIGITS 16

/* Nobody works at a new file for so long. */
#define LEFT_BEHIND_SECONDS 3600

static enum ha_index_fault
check_folder(const struct stat *st)
{
	if (!ha_owner_is_trusted(st->st_uid))
		return HA_INDEX_FAULT_OWNER;
	/* The sticky bit keeps nobody from putting something in. */
	if (!ha_mode_is_trusted(st->st_mode))
		return HA_INDEX_FAULT_WRITABLE;
	return HA_INDEX_FAULT_NONE;
}

enum ha_status
cli_index_folder_open(struct cli_index_folder *folder, bool makes_it,
    int *error, enum ha_index_fault *fault)
{
	struct stat st;

	*fault = HA_INDEX_FAULT_NONE;
	if (!makes_it || mkdir(folder->path, 0755) == 0 || errno == EEXIST)
		folder->fd =
		    open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder->fd < 0 && errno == ENOENT && !makes_it)
		return HA_MISSING;
	if (folder->fd < 0 || fstat(folder->fd, &st) != 0) {
		*error = errno;
		cli_index_folder_close(folder);
		return HA_UNREADABLE;
	}
	/* Also one just made: its name may lead to another one by now. */
	*fault = check_folder(&st);
	if (*fault == HA_INDEX_FAULT_NONE)
		return HA_OK;
	cli_index_folder_close(folder);
	return HA_INVALID;
}

void
cli_index_folder_close(struct cli_index_folder *folder)
{
	if (folder->fd >= 0)
		close(folder->fd);
	folder->fd = -1;
}

/* Room for it, with its NUL. */
#define NEW_NAME (HA_INDEX_NAME + RANDOM_DIGITS + 2)

static bool
choose_new_name(const char *name, char new_name[NEW_NAME])
{
	unsigned long long number;

	if (getrandom(&number, sizeof(number), 0) != sizeof(number))
		return false;
	snprintf(new_name, NEW_NAME, ".%s.%016llx", name, number);
	return true;
}

/*
 * A file that nobody had before, and of which nobody but us ever can read or
 * change a byte: it holds addresses of a table that may be in a folder for
 * few.  It need not be safe on the disk that it has got its name: without an
 * index nothing is lost.
 */
static bool
put_held(const struct cli_index_folder *folder, const char *name,
    const struct ha_index_image *image)
{
	struct ha_span bytes = { (const char *)image->bytes, image->len };
	char new_name[NEW_NAME];
	int fd, error;

	if (!choose_new_name(name, new_name))
		return false;
	fd = openat(folder->fd, new_name,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	if (cli_write_all(fd, bytes) && fsync(fd) == 0 &&
	    renameat(folder->fd, new_name, folder->fd, name) == 0) {
		close(fd);
		return true;
	}
	error = errno;
	close(fd);
	unlinkat(folder->fd, new_name, 0);
	errno = error;
	return false;
}

bool
cli_index_folder_put(const struct cli_index_folder *folder, const char *name,
    const struct ha_index_image *image, int *error)
{
	struct cli_signals before;
	bool is_put;

	cli_signals_hold(&before);
	is_put = put_held(folder, name, image);
	*error = errno;
	cli_signals_release(&before);
	return is_put;
}

int
cli_index_folder_remove(const struct cli_index_folder *folder, const char *name)
{
	return unlinkat(folder->fd, name, 0) == 0 ? 0 : errno;
}

static bool
is_new_name(const char *name)
{
	const char *end = strrchr(name, '.');

	return name[0] == '.' && end > name &&
	    ha_index_is_name((struct ha_span){
		name + 1, (size_t)(end - name - 1) }) &&
	    strlen(end + 1) == RANDOM_DIGITS &&
	    strspn(end + 1, "0123456789abcdef") == RANDOM_DIGITS;
}

static bool
is_left_behind(const struct cli_index_folder *folder, const char *name)
{
	struct stat st;

	return fstatat(folder->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	    time(NULL) - st.st_mtime > LEFT_BEHIND_SECONDS;
}

/* HA_OK with *is_so; else as ha_index_open_file. */
static enum ha_status
ask(const struct cli_index_folder *folder, const char *name,
    bool (*about)(void *context, const struct ha_index *index), void *context,
    bool *is_so, enum ha_index_fault *fault)
{
	char *path = cli_index_folder_file(folder, name);
	struct ha_index *index;
	enum ha_status status = ha_index_open_file(path, &index, fault);

	free(path);
	if (status == HA_NOMEM)
		cli_no_memory();
	if (status != HA_OK)
		return status;
	*is_so = about(context, index);
	ha_index_free(index);
	return HA_OK;
}

/* What another version made, nobody reads any more. */
static bool
must_go(const struct cli_index_folder *folder, const char *name,
    bool (*goes)(void *context, const struct ha_index *index), void *context)
{
	enum ha_index_fault fault;
	bool is_so;

	if (is_new_name(name))
		return is_left_behind(folder, name);
	if (!ha_index_is_name(ha_span_of(name)))
		return false;
	if (ask(folder, name, goes, context, &is_so, &fault) == HA_OK)
		return is_so;
	return fault == HA_INDEX_FAULT_VERSION ||
	    fault == HA_INDEX_FAULT_BYTE_ORDER;
}

static DIR *
read_folder(const struct cli_index_folder *folder)
{
	int fd = openat(folder->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = fd < 0 ? NULL : fdopendir(fd);

	if (entries == NULL && fd >= 0)
		close(fd);
	return entries;
}

void
cli_index_folder_sweep(const struct cli_index_folder *folder,
    bool (*goes)(void *context, const struct ha_index *index), void *context)
{
	DIR *entries = read_folder(folder);
	const struct dirent *entry;

	if (entries == NULL)
		return;
	for (int i = 0; i < ENTRIES_MAX && (entry = readdir(entries)) != NULL;
	     i++) {
		if (must_go(folder, entry->d_name, goes, context))
			unlinkat(folder->fd, entry->d_name, 0);
	}
	closedir(entries);
}

bool
cli_index_folder_has(const struct cli_index_folder *folder,
    bool (*is_it)(void *context, const struct ha_index *index), void *context)
{
	DIR *entries = read_folder(folder);
	const struct dirent *entry;
	enum ha_index_fault fault;
	bool has = false;

	if (entries == NULL)
		return false;
	for (int i = 0;
	     i < ENTRIES_MAX && !has && (entry = readdir(entries)) != NULL;
	     i++) {
		if (!ha_index_is_name(ha_span_of(entry->d_name)) ||
		    ask(folder, entry->d_name, is_it, context, &has, &fault) !=
			HA_OK)
			has = false;
	}
	closedir(entries);
	return has;
}

char *
cli_index_folder_file(const struct cli_index_folder *folder, const char *name)
{
	size_t len = strlen(folder->path);
	bool has_slash = len > 0 && folder->path[len - 1] == '/';
	char *path;

	if (asprintf(&path, "%s%s%s", folder->path, has_slash ? "" : "/",
		name) < 0)
		cli_no_memory();
	return path;
}
