#ifndef HA_MATCH_FILE_H
#define HA_MATCH_FILE_H

#include "common/match/matcher.h"

/*
 * Is the host in the pattern file that token names at where?  The file comes
 * from the matcher's loader; words that name further files are followed,
 * without recursion.
 *
 * HA_OK          *match is the settled answer, *is_later says that it may be
 *                another with may_ask; *word is set with HA_MATCH_YES.
 * HA_DECIDED     an error ended the decision.
 * HA_NOMEM
 */
enum ha_status ha_match_file(struct ha_matcher *matcher, struct ha_span path,
    struct ha_location where, struct ha_host *host, enum ha_match *match,
    bool *is_later, struct ha_location *word);

#endif
