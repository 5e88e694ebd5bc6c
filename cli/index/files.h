#ifndef CLI_INDEX_FILES_H
#define CLI_INDEX_FILES_H

#include <stdbool.h>

#include "cli/io/intern.h"
#include "common/index/format.h"
#include "common/source/source.h"

/* A table or pattern file that has an index, or may have one. */
struct cli_index_file {
	char *name; /* as it was named */
	char *path; /* the same, absolute; links are not resolved */
	enum ha_index_kind kind;
	bool guesses; /* the kind is not known yet: see its text */
	size_t depth; /* 0: a table, or named by the user; else through how
		       * many pattern files a table leads to it */
	struct ha_identity identity; /* when it was read; 0: it was not */
	bool is_settled;             /* that state has what it needs */
	bool is_removed;             /* an index of it */
};

/* All of one run, each path once.  All zero is none; the strings are owned. */
struct cli_index_files {
	struct cli_index_file *list;
	size_t count, size;
	struct cli_intern paths;
	bool is_full; /* there were more than are bearable */
};

/*
 * Adds a file after the others, unless it is there.  False: errno says why
 * it has no absolute path.
 */
bool cli_index_files_add(struct cli_index_files *files,
    const struct cli_index_file *file);

/*
 * Adds the pattern files that the text of list[n], whose kind is known, names
 * for clients, as far as the engine would go along.
 */
void cli_index_files_add_named(struct cli_index_files *files, size_t n,
    const struct ha_source *source);

/* The file of that absolute path, or NULL. */
struct cli_index_file *cli_index_files_find(const struct cli_index_files *files,
    struct ha_span path);

void cli_index_files_free(struct cli_index_files *files);

#endif
