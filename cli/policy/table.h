#ifndef CLI_POLICY_TABLE_H
#define CLI_POLICY_TABLE_H

#include "common/match/decision.h"
#include "common/rules/reader.h"

/* One table that is looked at. */
struct cli_table {
	enum ha_table_kind kind;
	const char *path;
	struct ha_source *source; /* NULL: missing or unreadable */
	enum ha_status status;    /* of opening it */
	int error;
	size_t rules;     /* read, malformed ones included */
	bool is_stream;   /* read from a pipe: there is no file to look at */
	bool has_marks;   /* of a template */
	bool is_template; /* so what it will hold is not known */
	bool is_deployed; /* the module reads it on this machine */
	bool is_for_here; /* what it names should be on this machine */
};

/*
 * Opens a table that is on this machine; one that is missing, and may be, is
 * empty.  False: table->error says why the module would refuse everybody.  Free
 * the source in both cases.
 */
bool cli_table_open(struct cli_table *table, enum ha_table_kind kind,
    const struct ha_table *from);

/* The next rule, sound or malformed; false: there is none. */
bool cli_next_rule(struct ha_reader *reader, struct ha_rule *rule);

/* What the options of a rule that is split come to; arena is used anew. */
struct ha_options_summary cli_options_summary(const struct ha_rule *rule,
    struct ha_arena *arena);

#endif
