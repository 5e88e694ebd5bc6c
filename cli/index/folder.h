#ifndef CLI_INDEX_FOLDER_H
#define CLI_INDEX_FOLDER_H

#include <stdbool.h>

#include "common/index/index.h"

/* Where the indexes lie. */
struct cli_index_folder {
	const char *path; /* borrowed */
	int fd;           /* -1: not open */
};

/*
 * HA_OK          it is there, and nobody can put anything in but root or we.
 * HA_MISSING     there is none, and it was not to be made.
 * HA_UNREADABLE  it cannot be opened or made; *error is an errno value.
 * HA_INVALID     others can put something in; *fault says how.
 */
enum ha_status cli_index_folder_open(struct cli_index_folder *folder,
    bool makes_it, int *error, enum ha_index_fault *fault);

void cli_index_folder_close(struct cli_index_folder *folder);

/*
 * Puts the bytes in as a file of that name, which we alone may read, in place
 * of whatever has it, but for a folder: whoever looks finds the old or the new
 * one, whole.  What fails, or a signal, leaves nothing behind.  False: *error
 * is an errno value.
 */
bool cli_index_folder_put(const struct cli_index_folder *folder,
    const char *name, const struct ha_index_image *image, int *error);

/* 0, or an errno value: ENOENT when there is no such file. */
int cli_index_folder_remove(const struct cli_index_folder *folder,
    const char *name);

/*
 * Removes the indexes of which it is said so, and what was left behind where
 * one was put in and did not come to an end.  Looks only at files that have
 * such a name and belong to root or us.
 */
void cli_index_folder_sweep(const struct cli_index_folder *folder,
    bool (*goes)(void *context, const struct ha_index *index), void *context);

/* Is there one of which it is said so?  Looks at the same files. */
bool cli_index_folder_has(const struct cli_index_folder *folder,
    bool (*is_it)(void *context, const struct ha_index *index), void *context);

/* FOLDER/NAME; the caller frees it. */
char *cli_index_folder_file(const struct cli_index_folder *folder,
    const char *name);

#endif
