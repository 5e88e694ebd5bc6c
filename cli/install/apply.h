#ifndef CLI_INSTALL_APPLY_H
#define CLI_INSTALL_APPLY_H

#include "cli/args/command.h"
#include "cli/install/put.h"
#include "cli/install/record.h"

/* What a command that changes files is asked about where and how. */
struct cli_place {
	const char *folder;    /* --dir; NULL: not given */
	const char *backups;   /* --backup-dir; NULL: not given */
	unsigned long seconds; /* --confirm; 0: not given */
};

#define CLI_PLACE_OPTIONS 3
extern const struct cli_option cli_place_options[CLI_PLACE_OPTIONS];

static inline const char *
cli_place_folder(const struct cli_place *place)
{
	return place->folder != NULL ? place->folder : "/etc";
}

static inline const char *
cli_place_backups(const struct cli_place *place)
{
	return place->backups != NULL ? place->backups : CLI_BACKUP_DIR;
}

/*
 * Opens the set, and sees to it that nothing there is unfinished or waits to be
 * confirmed.  EX_OK, or the exit status and it was said.  End with
 * cli_set_close in both cases.
 */
int cli_apply_open(struct cli_set *set, const char *command,
    const struct cli_place *place);

/*
 * Keeps what is replaced, puts the new files in place, and says what was done;
 * with --confirm also how to confirm it.  What failed has been said, but for
 * CLI_PUT_CHANGED; then nothing was done.
 */
enum cli_put cli_apply(const struct cli_set *set, const struct cli_files *files,
    const struct cli_place *place, const char **where);

/* SSH_CONNECTION of this session becomes that of this process, for check. */
void cli_apply_find_client(void);

#endif
