#ifndef HA_CURSOR_ENTRIES_H
#define HA_CURSOR_ENTRIES_H

#include "common/cursor/finder.h"
#include "common/rules/words.h"

/*
 * The words of a pattern file in file order: all of them, or those that may
 * have an effect on a request (see finder.h).
 */
struct ha_entries {
	struct ha_words words;
	struct ha_skim *skim; /* borrowed; NULL: all of them */
	struct ha_finder finder;
};

/* As ha_rules_init. */
void ha_entries_init(struct ha_entries *entries, const struct ha_source *source,
    struct ha_lines lines, struct ha_skim *skim);
void ha_entries_free(struct ha_entries *entries);

/* HA_OK with the next word; HA_END; HA_NOMEM; else as ha_sparse_fill. */
enum ha_status ha_entries_next(struct ha_entries *entries,
    struct ha_location *word, int *error);

#endif
