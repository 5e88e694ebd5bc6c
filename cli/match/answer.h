#ifndef CLI_MATCH_ANSWER_H
#define CLI_MATCH_ANSWER_H

#include "cli/args/request.h"
#include "cli/args/tables.h"
#include "cli/match/record.h"
#include "common/libwrap/compare.h"

/* A decision, and what helps to explain it. */
struct cli_answer {
	const struct cli_request *asked;
	const struct ha_decision *decision;
	const struct cli_record *record; /* NULL: nothing was recorded */
	bool has_color;
	bool unfolds;   /* --trace=all */
	size_t columns; /* of the terminal; 0: there is none */
	const struct ha_comparison *comparison; /* NULL: not wanted */
	bool asks_name;       /* the client's name was not given */
	bool looks_up;        /* look-ups are allowed */
	bool has_live_tables; /* those in /etc */
	const struct cli_table_names *tables; /* as they were named */
};

/* Is it worth saying which rules may have been meant for the client?  Whoever
 * is let in is where he wants to be. */
static inline bool
cli_wants_near_misses(const struct ha_decision *decision)
{
	return decision->verdict == HA_DENY;
}

#endif
