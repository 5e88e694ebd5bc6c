#ifndef CLI_INSTALL_EDITOR_H
#define CLI_INSTALL_EDITOR_H

#include <stdbool.h>

#include "common/source/source.h"

/* The copy of a file that an editor works at, in a folder of its own that
 * nobody else can enter. */
struct cli_copy {
	char *folder, *path;
};

/* Makes it in the folder, "edit-XXXXXX/NAME".  False: errno says why not. */
bool cli_copy_make(struct cli_copy *copy, const char *folder, const char *name,
    struct ha_span bytes);

/* Other bytes for it, or for a file beside it if name is given.  False:
 * errno. */
bool cli_copy_write(const struct cli_copy *copy, const char *name,
    struct ha_span bytes);

/* Reads it; path stands for it in messages.  False: *error is an errno value.
 */
bool cli_copy_read(const struct cli_copy *copy, const char *path,
    struct ha_source **source, int *error);

/* Removes it, with what the editor left beside it. */
void cli_copy_remove(struct cli_copy *copy);
void cli_copy_free(struct cli_copy *copy);

enum cli_editor {
	CLI_EDITOR_DONE,
	CLI_EDITOR_FAILED, /* it ended with a status other than 0 */
	CLI_EDITOR_KILLED, /* by a signal */
	CLI_EDITOR_NONE    /* there is none, or it cannot be started */
};

/*
 * Runs the user's editor on the file and waits for it: VISUAL or EDITOR, words
 * of the shell as for git(1) and crontab(1), or else editor or vi.  Neither is
 * believed where the program has more rights than its user.  The terminal is
 * put back as it was.
 */
enum cli_editor cli_editor_run(const char *path);

#endif
