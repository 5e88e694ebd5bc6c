#ifndef CLI_INSTALL_RECORD_H
#define CLI_INSTALL_RECORD_H

#include <stdint.h>

#include "cli/install/files.h"
#include "cli/install/set.h"

/* So many changes of a folder are kept. */
#define CLI_RECORDS_KEPT 10

/*
 * One change of a folder's files, as it is kept in its set:
 *
 *	NUMBER/old/NAME, NUMBER/new/NAME   what was replaced, and by what
 *	NUMBER/unconfirmed                 it waits to be confirmed
 *	NUMBER/undone                      it was taken back
 *	NUMBER/replaced/NAME               what was there then, if it was
 *	                                   neither
 *
 * While the files are put in place it is NUMBER.begun; NUMBER.part is one that
 * is being made or removed.
 */
struct cli_record {
	unsigned long number;
	char *path;
	bool is_begun, is_undone, is_unconfirmed;
};

struct cli_records {
	struct cli_record *list; /* by number */
	size_t count, size;
};

/* How long a change waits to be confirmed. */
struct cli_wait {
	unsigned long seconds; /* 0: it does not */
	int64_t since;         /* in ns of the boot clock */
	bool is_of_this_boot;
};

/* False: errno says why they cannot be read. */
bool cli_records_read(struct cli_records *records, const struct cli_set *set);
void cli_records_free(struct cli_records *records);

/* The last one that is neither begun nor undone; or that is unconfirmed.  NULL:
 * there is none. */
const struct cli_record *cli_records_last(const struct cli_records *records);
const struct cli_record *cli_records_unconfirmed(
    const struct cli_records *records);

/*
 * Keeps what is about to be replaced, and by what: the record is begun.  False:
 * it cannot be, which has been said.  The path is freed by the caller.
 */
bool cli_record_begin(struct cli_record *record, const struct cli_set *set,
    const struct cli_files *files, unsigned long seconds);

/* The files are in place; what is older than the last ones goes.  False: it
 * stays begun, which has been said. */
bool cli_record_finish(struct cli_record *record, const struct cli_set *set);

/* It never was. */
void cli_record_drop(const struct cli_record *record,
    const struct cli_set *set);

/*
 * The file of that part as it was, or as it was made to be; path stands for it
 * in messages.  *source is NULL where there was none.  False: errno.
 */
bool cli_record_old(const struct cli_record *record, enum cli_part part,
    const char *path, struct ha_source **source);
bool cli_record_new(const struct cli_record *record, enum cli_part part,
    const char *path, struct ha_source **source);

/* Keeps what is about to be replaced when it is taken back.  False: it was
 * said. */
bool cli_record_keep_replaced(const struct cli_record *record,
    const struct cli_set *set, const struct cli_files *files);

/* False: it was said. */
bool cli_record_set_undone(const struct cli_record *record,
    const struct cli_set *set);
bool cli_record_set_confirmed(const struct cli_record *record,
    const struct cli_set *set);

/* False: it does not say. */
bool cli_record_wait(const struct cli_record *record, struct cli_wait *wait);

/* Of this boot, as a text without newline; false: it has none. */
bool cli_boot_read(char text[64]);

/* Removes what a command that was killed left half made or half removed. */
void cli_records_clean(const struct cli_set *set);

#endif
