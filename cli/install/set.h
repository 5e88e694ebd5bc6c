#ifndef CLI_INSTALL_SET_H
#define CLI_INSTALL_SET_H

#include <stdbool.h>

#include "common/base/span.h"

#define CLI_BACKUP_DIR "/var/backups/hostsaccess"

/*
 * Where the replaced files of one folder are kept: BACKUPS/NAME, whose name is
 * the folder's path with "-" for "/" and %HH for what is neither a letter nor
 * a digit, a dot or "_".  /etc is "etc".
 *
 * Whoever has its lock may change the files of the folder by edit, install,
 * undo and confirm; nobody else meanwhile.
 */
struct cli_set {
	const char *command; /* begins its messages */
	char *folder;        /* whose files they are, without links */
	char *path;
	int lock;
	bool is_quiet; /* what was done is not said */
	bool is_alone; /* nobody reads what is said: it goes to syslog */
};

/* As cli_path_make_folder; of the usual one also the folder that it is in. */
bool cli_backups_make(const char *backups);

/*
 * Opens it, with its lock, or makes it.  EX_OK, or the exit status and it has
 * been said: EX_TEMPFAIL where another command has the lock.  End with
 * cli_set_close in both cases.
 */
int cli_set_open(struct cli_set *set, const char *command, const char *folder,
    const char *backups);

/* The same for the set of that name in the folder of backups, and perhaps where
 * nobody reads what is said. */
int cli_set_open_named(struct cli_set *set, const char *command,
    const char *backups, const char *name, bool is_alone);

void cli_set_close(struct cli_set *set);

/* Says what was done, or what went wrong. */
void cli_set_say(const struct cli_set *set, const char *pattern,
    struct ha_span first, struct ha_span second);
void cli_set_complain(const struct cli_set *set, const char *pattern,
    struct ha_span first, struct ha_span second);

#endif
