#ifndef CLI_PAM_LINES_H
#define CLI_PAM_LINES_H

#include "cli/pam/version.h"
#include "common/base/arena.h"
#include "common/source/source.h"

/*
 * Logical lines of a PAM configuration, as that version of libpam has them:
 * blank lines and comments are skipped, what stands after '#' is dropped, a
 * line that ends in a backslash goes on.
 */
struct cli_pam_lines {
	const struct ha_source *source; /* borrowed */
	struct ha_arena *arena;         /* keeps the texts */
	size_t next;
	/* CLI_PAM_INSTALLED: it makes no difference to them. */
	enum cli_pam_version version;
};

/*
 * May the version make a difference to the lines of the file?  Not where
 * nothing goes on, and nothing is longer than the room that 1.5 has.
 */
bool cli_pam_lines_differ(const struct ha_source *source);

/* A line joined, and where each of its bytes stands in the source. */
struct cli_pam_text {
	struct ha_span text, rest; /* rest: after the words taken so far */
	const size_t *offsets;
	struct ha_location where;
	/* A blank line or a comment where the line was to go on, which 1.5
	 * skips and 1.6 takes for its end; source NULL: there is none. */
	struct ha_location gap;
};

/*
 * HA_OK with the next one, HA_END, or HA_GIVEN_UP where libpam gives the file
 * up: the last line goes on, and there is none.
 */
enum ha_status cli_pam_lines_next(struct cli_pam_lines *lines,
    struct cli_pam_text *text);

/*
 * The next word; "[...]" is one, without its brackets, and "\]" in it is "]".
 * False: there is none.  where is its place, with brackets; may be NULL.
 */
bool cli_pam_text_word(struct cli_pam_text *text, struct ha_arena *arena,
    struct ha_span *word, struct ha_location *where);

#endif
