#include "tests/pam/files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/age.h"

static void
die(const char *path)
{
	perror(path);
	exit(2);
}

static int
change_mode(const char *path, const char *value)
{
	return chmod(path, (mode_t)strtoul(value, NULL, 8));
}

static int
change_owner(const char *path, const char *value)
{
	return chown(path, (uid_t)strtoul(value, NULL, 10), (gid_t)-1);
}

static int
change_size(const char *path, const char *value)
{
	return truncate(path, strtol(value, NULL, 10));
}

static int
put_link(const char *path, const char *value)
{
	unlink(path);
	return symlink(value, path);
}

static int
put_fifo(const char *path, const char *value)
{
	unlink(path);
	return mkfifo(path, (mode_t)strtoul(value, NULL, 8));
}

static const struct change {
	const char *name;
	int (*make)(const char *path, const char *value);
	bool needs_root;
} changes[] = {
	{ "mode=", change_mode, false },
	{ "owner=", change_owner, true },
	{ "size=", change_size, false },
	{ "link=", put_link, false },
	{ "fifo=", put_fifo, false },
};

void
files_write(const char *folder, const char *name, const char *text)
{
	const char *slash = strchr(name, '/');
	char path[4096];
	FILE *file;

	if (slash != NULL) {
		snprintf(path, sizeof(path), "%s/%.*s", folder,
		    (int)(slash - name), name);
		mkdir(path, 0755);
	}
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	/* What was there may have had another owner, mode or target. */
	unlink(path);
	file = fopen(path, "w");
	if (file == NULL || fputs(text, file) == EOF || fclose(file) != 0 ||
	    age_file(path) != 0)
		die(path);
}

bool
files_change(const char *folder, const char *word, bool *is_skipped)
{
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		const struct change *change = &changes[i];
		size_t len = strlen(change->name);
		const char *value = strchr(word, ':');
		char path[4096];

		if (strncmp(word, change->name, len) != 0 || value == NULL)
			continue;
		*is_skipped = change->needs_root && geteuid() != 0;
		snprintf(path, sizeof(path), "%s/%.*s", folder,
		    (int)(value - word) - (int)len, word + len);
		if (!*is_skipped && change->make(path, value + 1) != 0)
			die(path);
		return true;
	}
	return false;
}
