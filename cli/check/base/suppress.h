#ifndef CLI_CHECK_BASE_SUPPRESS_H
#define CLI_CHECK_BASE_SUPPRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/language/diag.h"

/*
 * A line "# hostsaccess: ignore=HA120[,HA201] reason" hides those findings in
 * the logical line below it; several may stand above each other.
 */
struct cli_suppression {
	struct ha_location comment, codes;
	size_t start, end; /* of the line that it is meant for */
	size_t behind;     /* where in the list those of its file end */
	bool is_sound;     /* its codes are; else it hides nothing */
	bool is_used;
};

/* In the order of their files and places. */
struct cli_suppressions {
	struct cli_suppression *list;
	size_t count, size;
};

void cli_suppressions_free(struct cli_suppressions *suppressions);

/* Adds those of a table. */
void cli_suppressions_read(struct cli_suppressions *suppressions,
    const struct ha_source *source);

/* Is the code hidden there?  Marks the suppression as used. */
bool cli_suppressions_hide(struct cli_suppressions *suppressions,
    enum ha_code code, struct ha_location where);

#endif
