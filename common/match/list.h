#ifndef HA_MATCH_LIST_H
#define HA_MATCH_LIST_H

#include "common/match/matcher.h"

enum ha_list_kind {
	HA_LIST_DAEMONS, /* tokens are daemon[@server] */
	HA_LIST_CLIENTS  /* tokens are [user@]client */
};

/* What decided a list that matched. */
struct ha_list_hit {
	struct ha_span token;
	enum ha_pattern_kind pattern;
	struct ha_location word;  /* in a pattern file; source may be NULL */
	struct ha_span exception; /* all after the first EXCEPT, or empty */
};

/*
 * "a EXCEPT b EXCEPT c" is a EXCEPT (b EXCEPT c).  matcher->refuses must be
 * set; is_spoilt may become so.  A rule that refuses, and that the end of the
 * file may have cut short (L1), spares nobody: what stands after EXCEPT matches
 * nothing, and a last client that may be the beginning of ALL, or of another of
 * the words in capitals, counts as ALL.
 *
 * HA_OK with *match; HA_DECIDED when an error ended the decision;
 * HA_NOMEM.  hit may be NULL.
 */
enum ha_status ha_match_list(struct ha_matcher *matcher, struct ha_span text,
    enum ha_list_kind kind, enum ha_match *match, struct ha_list_hit *hit);

#endif
