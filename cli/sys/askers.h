#ifndef CLI_SYS_ASKERS_H
#define CLI_SYS_ASKERS_H

#include "common/base/arena.h"
#include "common/base/span.h"

/* Does a program that is linked with libwrap ask it? */
enum cli_asking {
	CLI_ASKS_NEVER,
	CLI_ASKS_MAYBE,  /* nobody knows, or its setting cannot be read */
	CLI_ASKS_IF_SET, /* a setting decides; not after cli_asker_read */
	CLI_ASKS_ALWAYS
};

/* What is known of a program, see askers.def. */
struct cli_asker {
	const char *program, *daemon;
	enum cli_asking asks;
	const char *setting, *files; /* or NULL */
	bool knows_names;
};

/* By the name of its file; NULL: nobody knows it. */
const struct cli_asker *cli_asker_of(const char *program);

/* The first whose daemon has the name in rules; NULL: none. */
const struct cli_asker *cli_asker_named(struct ha_span daemon);

/* What a program's setting says. */
struct cli_asker_setting {
	enum cli_asking asks;
	const char *value; /* as written; NULL: it stands in no file */
	const char *file;  /* that was read, or cannot be; or NULL */
	int error;         /* an errno value: the file cannot be read */
};

/*
 * Reads the setting in the first file that is there.  In a file with sections
 * only what stands before the first of them holds for all: if it stands in a
 * section alone, maybe.  The value is kept in the arena.
 */
void cli_asker_read(const struct cli_asker *asker, struct ha_arena *arena,
    struct cli_asker_setting *setting);

/* The same of one file; for tests.  False: it is not there. */
bool cli_asker_read_file(const struct cli_asker *asker, const char *path,
    struct ha_arena *arena, struct cli_asker_setting *setting);

#endif
