#ifndef CLI_INSTALL_FILES_H
#define CLI_INSTALL_FILES_H

#include <stdbool.h>

#include "cli/install/set.h"
#include "cli/policy/table.h"

/* The files of a folder that are changed together. */
enum cli_part {
	CLI_PART_ALLOW,
	CLI_PART_DENY,
	CLI_PART_TESTS
};

#define CLI_PARTS 3

/* hosts.allow, hosts.deny, hosts.tests */
extern const char *const cli_part_names[CLI_PARTS];

/* One of them as it is, and as it shall be. */
struct cli_file {
	char *path;
	struct ha_source *old; /* NULL: there is none */
	bool changes;
	struct ha_source *new; /* of one that changes; NULL: it is removed */
};

struct cli_files {
	struct cli_file list[CLI_PARTS];
};

/*
 * Reads them in the folder; none has to be there.  EX_OK, or EX_IOERR and it
 * has been said.  End with cli_files_close in both cases.
 */
int cli_files_open(struct cli_files *files, const struct cli_set *set,
    const char *folder);
void cli_files_close(struct cli_files *files);

/* The file shall have these bytes, which are copied; it changes if it has
 * others. */
void cli_file_set(struct cli_file *file, struct ha_span bytes);
/* It shall not be there. */
void cli_file_remove(struct cli_file *file);
/* It shall stay as it is. */
void cli_file_leave(struct cli_file *file);

/* As it shall be; NULL: there is none. */
static inline struct ha_source *
cli_file_after(const struct cli_file *file)
{
	return file->changes ? file->new : file->old;
}

bool cli_files_change(const struct cli_files *files);

/* Both tables as they are, and as they shall be.  All is borrowed. */
void cli_files_before(const struct cli_files *files,
    struct cli_table tables[2]);
void cli_files_after(const struct cli_files *files, struct cli_table tables[2]);

/* The bytes of a source that may be NULL, which has none. */
struct ha_span cli_bytes_of(const struct ha_source *source);

/* A copy of bytes that path stands for in messages. */
struct ha_source *cli_source_of(const char *path, struct ha_span bytes);

#endif
