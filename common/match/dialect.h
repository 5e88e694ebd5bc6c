#ifndef HA_MATCH_DIALECT_H
#define HA_MATCH_DIALECT_H

#include "common/language/option.h"
#include "common/language/pattern.h"
#include "common/match/found.h"
#include "common/request/request.h"
#include "common/request/resolver.h"
#include "common/rules/lines.h"

struct ha_attempt;
struct ha_matcher;

/*
 * Another program's language, in which the same rules may mean something
 * else.  common/libwrap has libwrap's; NULL in the place of a dialect is our
 * own, and the module knows no other.  The functions never look at each
 * other's results: each is a seam of its own.
 */
struct ha_dialect {
	struct ha_lines lines;

	/* Patterns: how a word is read; a host, with all facts that could be
	 * looked up, is compared; and so is the text of a daemon or user. */
	void (*read)(const struct ha_dialect *dialect, struct ha_span word,
	    struct ha_pattern *pattern);
	enum ha_found (*match)(const struct ha_dialect *dialect,
	    const struct ha_pattern *pattern, struct ha_request *request,
	    const struct ha_host *host, const struct ha_resolver *resolver);
	bool (*match_text)(const struct ha_dialect *dialect,
	    struct ha_span pattern, struct ha_span text);

	struct ha_option_dialect options;

	/* Policy: what is made of faults and doubt. */
	bool skips_malformed;  /* rules */
	bool goes_on;          /* when look-ups cannot be made at all */
	size_t file_depth_max; /* beyond, it crashes; 0: our own limit */
	/* Is a table, or a pattern file, that cannot be read as if empty? */
	bool (*takes_for_empty)(struct ha_dialect *dialect,
	    struct ha_matcher *matcher, bool is_table, int error);
	/* The table was given up before its end: see struct ha_lines. */
	void (*give_up)(struct ha_dialect *dialect, struct ha_attempt *attempt);
	/*
	 * A rule matched, and its options are expanded; fault and bad say what
	 * is wrong with them.  As ha_attempt_conclude; HA_END: the rules after
	 * it are not looked at.
	 */
	enum ha_status (*conclude)(struct ha_dialect *dialect,
	    struct ha_attempt *attempt, enum ha_code fault, struct ha_span bad);
};

/* Reads a word as the dialect does, which may be NULL. */
static inline void
ha_dialect_read(const struct ha_dialect *dialect, struct ha_span word,
    struct ha_pattern *pattern)
{
	if (dialect != NULL)
		dialect->read(dialect, word, pattern);
	else
		ha_pattern_parse(word, pattern);
}

#endif
