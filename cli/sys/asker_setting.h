#ifndef CLI_SYS_ASKER_SETTING_H
#define CLI_SYS_ASKER_SETTING_H

#include "cli/sys/askers.h"
#include "common/base/arena.h"

/* What a program's setting says; the texts are in the arena. */
struct cli_asker_setting {
	enum cli_asking asks;
	const char *value; /* as written, or its start; NULL: it is not set */
	const char *file;  /* that was read, or cannot be; or NULL */
	int error;         /* an errno value: the file cannot be read */
	bool has_sections; /* whose names are those of the daemons */
};

/*
 * Reads the setting in all files that are there.  They must agree, and so must
 * the sections of a file; otherwise maybe.  What stands before the first
 * section holds for those that say nothing.  Maybe, too, where one of them
 * cannot be read, or none is there, for others may have been named.
 */
void cli_asker_read(const struct cli_asker *asker, struct ha_arena *arena,
    struct cli_asker_setting *setting);

/* The same for a list of files in place of the asker's; for tests. */
void cli_asker_read_files(const struct cli_asker *asker, const char *files,
    struct ha_arena *arena, struct cli_asker_setting *setting);

#endif
