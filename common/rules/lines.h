#ifndef HA_RULES_LINES_H
#define HA_RULES_LINES_H

#include <stdbool.h>

/*
 * Where lines, and words of pattern files, are read otherwise than our
 * language says; each is libwrap's side of a difference (differences.def).
 * All of it false is our own reading, and the module knows no other.
 */
struct ha_lines {
	bool gives_up_cut;       /* L1: the rest, at a last line without end */
	bool gives_up_long;      /* L2: the rest, at a line too long for it */
	bool has_no_comments;    /* L3: of a '#' that follows blanks */
	bool ends_at_nul;        /* L4 */
	bool reads_mark;         /* L5: of the byte order, as text */
	bool gives_up_continued; /* L6: the rest, at a last continuation */
	bool reads_over_faults;  /* F1: of separators, lists and brackets */
	bool splits_ipv6;        /* F2: at its first ':' */
	bool reads_over_except;  /* F3: with nothing before or after it */
	bool has_plain_words;    /* I1: '#' and ',' are text in files */
};

#define HA_LINES_OWN ((struct ha_lines){ false })

#endif
