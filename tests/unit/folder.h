#ifndef UNIT_FOLDER_H
#define UNIT_FOLDER_H

/* Files of a test, in a folder that goes with it. */

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/source/source.h"
#include "tests/unit/support.h"

struct folder {
	char path[40];
};

/* As if it had been written a while ago, so that nobody waits for more. */
static inline void
folder_age(const char *path)
{
	struct timespec times[2] = { { 1000000000, 1 }, { 1000000000, 1 } };

	ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

static inline void
folder_begin(struct folder *folder)
{
	strcpy(folder->path, "/tmp/hostsaccess-unit-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder->path));
}

/* The path of a file in it; valid until the fourth call from here. */
static inline const char *
folder_file(const struct folder *folder, const char *name)
{
	static char paths[4][320];
	static int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder->path, name);
	return path;
}

/* Where "@/" stands in the text, the folder's path and '/' are written. */
static inline void
folder_write(const struct folder *folder, const char *name, struct ha_span text)
{
	FILE *file = fopen(folder_file(folder, name), "w");

	ck_assert_ptr_nonnull(file);
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '@' && i + 1 < text.len &&
		    text.at[i + 1] == '/')
			fputs(folder->path, file);
		else
			fputc(text.at[i], file);
	}
	ck_assert_int_eq(fclose(file), 0);
	folder_age(folder_file(folder, name));
}

static inline void
folder_end(struct folder *folder)
{
	DIR *dir = opendir(folder->path);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		const char *path = folder_file(folder, entry->d_name);

		if (unlink(path) != 0)
			rmdir(path);
	}
	if (dir != NULL)
		closedir(dir);
	rmdir(folder->path);
}

/* As a decision opens what need not be whole. */
static inline enum ha_status
unit_open_sparse(const char *path, struct ha_source **source, int *error)
{
	struct ha_patience patience = { 0 };

	return ha_source_open_within(path, true, &patience, source, error);
}

#endif
