#ifndef CLI_RECORD_H
#define CLI_RECORD_H

#include "arena.h"
#include "linecount.h"
#include "request.h"
#include "trace.h"

/* One rule or token that was tried. */
struct cli_step {
	bool is_token;
	enum ha_table_kind table;
	enum ha_match match;
	const char *path, *text, *why; /* text: the rule's, or the token's */
	size_t line;
	size_t rule; /* the offset of its rule in the table */
};

/* The verdict may be another when these are known. */
struct cli_doubts {
	bool name, address, netgroup, server, server_name, port;
};

/* What a decision tried, and on which unknown facts it came to lean. */
struct cli_record {
	bool has_steps; /* wanted: with --trace */
	struct ha_request *request;
	struct cli_step *steps;
	size_t count, size;
	struct cli_linecount lines;
	struct ha_arena arena;
	struct cli_doubts doubts, doubts_before; /* now, before this rule */
	bool has_doubtful_exception;
};

void cli_record_init(struct cli_record *record, struct ha_request *request,
    bool has_steps);
void cli_record_free(struct cli_record *record);

/* The events go to the record; it is borrowed. */
struct ha_trace cli_record_trace(struct cli_record *record);

#endif
