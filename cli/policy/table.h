#ifndef CLI_POLICY_TABLE_H
#define CLI_POLICY_TABLE_H

#include "common/match/decision.h"
#include "common/source/source.h"

/* One table that is looked at. */
struct cli_table {
	enum ha_table_kind kind;
	const char *path;
	struct ha_source *source; /* NULL: missing or unreadable */
	enum ha_status status;    /* of opening it */
	int error;
	size_t rules; /* read, malformed ones included */
};

#endif
