#ifndef CLI_SYS_WRITING_H
#define CLI_SYS_WRITING_H

#include <stdbool.h>
#include <sys/stat.h>

#include "cli/sys/lock.h"
#include "cli/sys/write.h"
#include "common/base/span.h"
#include "common/source/source.h"

/*
 * One file that is being replaced, made or removed, in steps, so that several
 * of them can be put in place one right after the other: begin, make, age,
 * check, put, flush, end.  What writefile.h says of one holds for each of them.
 *
 * The new file is ".NAME.hostsaccess-new" beside the old one until it takes its
 * place.  Whoever has the lock is the only one to write it, so one that is
 * there was left behind by a command that was killed, and goes.
 */
struct cli_writing {
	const struct ha_source *old; /* borrowed; NULL: there was none */
	char *target, *new_path;     /* without symbolic links */
	struct cli_lock lock;
	bool is_locked, has_new;
	int old_fd, new_fd;
	struct stat old_state;
	int error; /* an errno value of the step that failed, or 0 */
};

/*
 * Takes the lock of the file at path, which is old->path if it was there.  End
 * with cli_writing_end whatever the result.
 */
enum cli_write cli_writing_begin(struct cli_writing *writing, const char *path,
    const struct ha_source *old);

/*
 * Writes the new file beside the old one, safe on the disk, with the rights of
 * the old one; where there was none, anybody may read it.
 */
enum cli_write cli_writing_make(struct cli_writing *writing,
    struct ha_span bytes);

/* Once after the last file is made: a young one would keep readers waiting. */
void cli_writing_age(void);

/* Is the file what was read, and does no signal wait? */
enum cli_write cli_writing_check(struct cli_writing *writing);

/* Puts the new file in the place of the old one, or removes the old one. */
enum cli_write cli_writing_put(struct cli_writing *writing);
enum cli_write cli_writing_remove(struct cli_writing *writing);

/* Is it safe on the disk that it is so?  After the last one: it takes time. */
enum cli_write cli_writing_flush(struct cli_writing *writing);

/* Gives the lock back; removes a new file that was not put in place. */
void cli_writing_end(struct cli_writing *writing);

/* Removes what a command that was killed left beside the file. */
void cli_writing_clean(const char *path);

#endif
