#ifndef CLI_INSTALL_GUARD_H
#define CLI_INSTALL_GUARD_H

#include "cli/install/record.h"

#define CLI_GUARD_UNIT "hostsaccess-undo-unconfirmed.service"

/*
 * Will a change that waits to be confirmed be taken back at the next boot?
 * With systemd the unit has to be enabled; elsewhere "undo --unconfirmed" has
 * to have been run since this boot began.  False: it was said what to do.
 */
bool cli_guard_is_ready(const struct cli_set *set, const char *backups);

/* "undo --unconfirmed" was run: that is noted for cli_guard_is_ready. */
bool cli_guard_note_boot(const char *backups);

/*
 * Sees to it that the change is taken back after so many seconds unless it is
 * confirmed: by a timer of systemd, or else by a process of its own.  False:
 * it was said.
 */
bool cli_guard_start(const struct cli_record *record, const struct cli_set *set,
    const char *backups, unsigned long seconds);

/* It is not needed any more. */
void cli_guard_stop(const struct cli_record *record, const struct cli_set *set);

/*
 * Takes back each change in the folder of backups that nobody confirmed; name:
 * of one set alone, or NULL; number: of one change alone, or 0.  EX_OK, or the
 * exit status of what could not be taken back.
 */
int cli_guard_take_back(const char *command, const char *backups,
    const char *name, unsigned long number, bool is_alone);

#endif
