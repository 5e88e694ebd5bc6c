#ifndef PAM_WORDS_H
#define PAM_WORDS_H

#include <stddef.h>

#include "common/base/strbuf.h"

/* What $D and $M stand for in case files: the case's folder, the module. */
struct places {
	const char *folder, *module;
};

/*
 * Adds text to out, expanded: \n \t \r \s (a blank) \\ \" \xHH, {7*AB} for
 * ABABABABABABAB, $D and $M.  Anything else stands for itself.
 */
void words_expand(const char *text, const struct places *places,
    struct ha_strbuf *out);

/* The same, but a backslash stands for itself. */
void words_expand_places(const char *text, const struct places *places,
    struct ha_strbuf *out);

struct words {
	char **list; /* ends with NULL */
	size_t count;
};

/*
 * Adds the words of text, expanded; a blank ends a word unless it stands
 * between two '"', which are dropped.
 */
void words_add(struct words *words, const char *text,
    const struct places *places);
void words_free(struct words *words);

#endif
