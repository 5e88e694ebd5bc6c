#ifndef HA_CURSOR_RULES_H
#define HA_CURSOR_RULES_H

#include "common/cursor/finder.h"
#include "common/rules/reader.h"

/*
 * The rules of a table in file order: all of them, or those that may have an
 * effect on a request (see finder.h).
 */
struct ha_rules {
	struct ha_reader reader;
	struct ha_skim *skim; /* borrowed; NULL: all of them */
	struct ha_finder finder;
};

/*
 * With a skim, which the caller keeps set: only rules that matter, in our own
 * lines.  Without one the source must be whole.
 */
void ha_rules_init(struct ha_rules *rules, const struct ha_source *source,
    struct ha_lines lines, struct ha_skim *skim);
void ha_rules_free(struct ha_rules *rules);

/* As ha_reader_next; and as ha_sparse_fill, when the file cannot be read. */
enum ha_status ha_rules_next(struct ha_rules *rules, struct ha_rule *rule,
    int *error);

#endif
