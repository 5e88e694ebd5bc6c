#ifndef CLI_POLICY_PATTERN_FILES_H
#define CLI_POLICY_PATTERN_FILES_H

#include "cli/io/intern.h"
#include "common/base/arena.h"
#include "common/base/status.h"
#include "common/source/source.h"

/* A pattern file that rules or other pattern files name, read once. */
struct cli_pattern_file {
	char *path;
	struct ha_source *source; /* NULL: missing or unreadable */
	enum ha_status status;
	int error;
	bool is_linted;
	struct cli_pattern_file *next; /* newer */
	/* Those that it names, each once, the last file to name it, and the
	 * last walk that came by. */
	struct cli_pattern_names *names;
	const struct cli_pattern_file *named_by;
	size_t walk;
	bool has_depth, is_too_deep;
};

/* One that a pattern file names. */
struct cli_pattern_names {
	struct cli_pattern_file *file;
	struct cli_pattern_names *next;
};

struct cli_pattern_files {
	struct cli_pattern_file *first, *last;
	struct cli_intern paths;
	struct cli_pattern_file **list;    /* by the number of its path */
	size_t size;                       /* of the list */
	struct cli_pattern_file *unlinted; /* none before it is */
	struct cli_pattern_file beyond; /* stands for all that are too many */
	size_t count, bytes;
	size_t walks, steps;   /* that walks took */
	struct ha_arena arena; /* of the names */
};

/*
 * The file of that path; opened when it is asked for the first time.  Beyond
 * the bound of the engine its status is HA_TOOBIG.
 */
struct cli_pattern_file *cli_pattern_file(struct cli_pattern_files *files,
    struct ha_span path);

/* The first that was read and not linted yet, or NULL. */
struct cli_pattern_file *cli_pattern_file_unlinted(
    struct cli_pattern_files *files);

/* Notes that a file names another one. */
void cli_pattern_file_names(struct cli_pattern_files *files,
    struct cli_pattern_file *file, struct cli_pattern_file *other);

/*
 * Do the files that one leads to name each other deeper than the engine goes
 * along?  So does a loop.
 */
bool cli_pattern_file_is_too_deep(struct cli_pattern_files *files,
    struct cli_pattern_file *file);

void cli_pattern_files_free(struct cli_pattern_files *files);

#endif
