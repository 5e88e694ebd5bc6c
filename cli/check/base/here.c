#include "cli/check/base/here.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FOLDER "/etc/"

const char *const cli_default_tables[HA_TABLE_DENY + 1] = {
	[HA_TABLE_ALLOW] = "/etc/hosts.allow",
	[HA_TABLE_DENY] = "/etc/hosts.deny",
};

bool
cli_is_same_file(const char *path, const char *other)
{
	struct stat a, b;

	if (strcmp(path, other) == 0)
		return true;
	return stat(path, &a) == 0 && stat(other, &b) == 0 &&
	    a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* Does the module read it here, and not only on some other machine? */
static bool
is_deployed(const struct cli_pam_uses *uses, const char *path)
{
	if (cli_is_same_file(path, cli_default_tables[HA_TABLE_ALLOW]) ||
	    cli_is_same_file(path, cli_default_tables[HA_TABLE_DENY]))
		return true;
	for (size_t i = 0; i < uses->count; i++) {
		if (cli_is_same_file(path, uses->list[i].allow) ||
		    cli_is_same_file(path, uses->list[i].deny))
			return true;
	}
	return false;
}

/* Wherever the path is said from. */
static bool
is_in_etc(const char *path)
{
	char real[PATH_MAX];

	return realpath(path, real) != NULL &&
	    strncmp(real, FOLDER, sizeof(FOLDER) - 1) == 0;
}

void
cli_here_find(struct cli_check *check)
{
	bool is_elsewhere = check->options->for_another_host;

	cli_pam_uses_read(&check->uses);
	for (size_t i = 0; i < check->ntables; i++) {
		struct cli_table *table = &check->tables[i];

		if (table->is_stream || table->source == NULL)
			continue;
		table->is_deployed = is_deployed(&check->uses, table->path);
		table->is_for_here = !is_elsewhere &&
		    (table->is_deployed || is_in_etc(table->path));
	}
}

enum ha_level
cli_level_of_missing(const struct cli_table *table, enum ha_code code)
{
	return table->is_for_here ? ha_code_level(code) : HA_LEVEL_NOTE;
}
