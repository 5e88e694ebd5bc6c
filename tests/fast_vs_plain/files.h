#ifndef INDEX_FILES_H
#define INDEX_FILES_H

/* Files that change while they are read, and what is decided by them. */

#include <sys/types.h>

#include "common/base/strbuf.h"
#include "common/match/decide.h"

/* Says what failed, by errno, and ends the program. */
_Noreturn void files_fail(const char *what);

struct files {
	char folder[48], indexes[56];
	/* The tables, a pattern file and what replaces one of them. */
	char allow[64], deny[64], list[64], fresh[64];
};

/* In a new folder below that place, as /tmp. */
void files_begin(struct files *files, const char *place);
void files_end(const struct files *files);

/* Into the file as it is: in place, from the beginning on. */
void files_overwrite(const char *path, struct ha_span text);

/* A new file takes its place. */
void files_replace(const struct files *files, const char *path,
    struct ha_span text);

/* Now, as index files tell it. */
int64_t files_now(void);

/* Ends a child that goes on for ever.  Did it live until now? */
bool files_stop(pid_t child);

/* Until a change would show in the times of what was written before. */
void files_age(void);

/*
 * Makes the index, of the file as it is now, in the folder.  False: it had
 * just been changed, or could not be read.
 */
bool files_index(const struct files *files, const char *path,
    enum ha_index_kind kind);

/* Adds a comment line, so that the text then has that length. */
void files_fill_up(struct ha_strbuf *text, size_t len);

/* Adds so many rules or words for addresses that nobody has. */
void files_add_strangers(struct ha_strbuf *text, const char *daemons,
    size_t count);

/* Counts what is tested, and prints what fails. */
void files_check(bool claim, const char *what, const char *detail);
int files_report(const char *name);

#endif
