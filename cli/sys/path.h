#ifndef CLI_SYS_PATH_H
#define CLI_SYS_PATH_H

#include <stdbool.h>
#include <sys/types.h>

/* FOLDER/NAME; the caller frees it.  Without memory the program ends. */
char *cli_path_join(const char *folder, const char *name);

/* Removes a file, or a folder and the files in it and in its folders.  False:
 * errno says why some of it is left. */
bool cli_path_remove(const char *path);

/* Is it safe on the disk that the folder has its names?  False with errno. */
bool cli_path_flush(const char *folder);

/*
 * Makes the folder, which only its owner may look into, unless it is there.
 * False: errno says why it cannot be, or EPERM: others can put something into
 * the one that is there.
 */
bool cli_path_make_folder(const char *path);

#endif
