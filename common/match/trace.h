#ifndef HA_MATCH_TRACE_H
#define HA_MATCH_TRACE_H

#include "common/language/meaning.h"
#include "common/language/pattern.h"
#include "common/rules/reader.h"

/* Does it match?  "Cannot tell" is not "no"; only ha_decide settles it. */
enum ha_match {
	HA_MATCH_NO,
	HA_MATCH_UNKNOWN, /* cannot tell */
	HA_MATCH_YES
};

/*
 * What the engine tries, told as it happens.  Everything pointed to is valid
 * during the call only, but for locations in sources, which the decision
 * keeps when it says so.
 */
enum ha_event_kind {
	HA_EVENT_RULE,  /* a rule was read; match says if its daemons do */
	HA_EVENT_TOKEN, /* a daemon or client of it was tried */
	HA_EVENT_RESULT /* the rule's own answer, options not counted */
};

struct ha_event {
	enum ha_event_kind kind;
	enum ha_table_kind table;
	struct ha_rule *rule;
	enum ha_match match;
	struct ha_location where;         /* of the token, or of the rule */
	struct ha_span text;              /* of the token */
	const struct ha_pattern *pattern; /* NULL for a daemon's name */
	/* What it needs, or the words of its file: HA_NEEDS_NAME and so on. */
	unsigned needs;
	bool is_exception; /* the token stands after EXCEPT */
};

struct ha_trace {
	void *context;
	void (*tell)(void *context, const struct ha_event *event);
};

#endif
