#ifndef CLI_MATCH_RECORD_H
#define CLI_MATCH_RECORD_H

#include "cli/io/linecount.h"
#include "cli/match/near_miss.h"
#include "common/base/arena.h"
#include "common/match/trace.h"
#include "common/request/request.h"

/* One rule or token that was tried. */
struct cli_step {
	bool is_token;
	enum ha_table_kind table;
	enum ha_match match;
	const char *path, *text, *why; /* text: the rule's, or the token's */
	size_t line;
	size_t rule; /* the offset of its rule in the table */
};

/* What the verdict may depend on, as nobody has told it. */
enum cli_doubt_kind {
#define CLI_DOUBT(kind, ...) CLI_DOUBT_##kind,
#include "cli/match/doubts.def"
#undef CLI_DOUBT
	CLI_DOUBT_KINDS
};

/* By enum cli_doubt_kind, as doubts.def explains it. */
extern const struct cli_doubt_words {
	bool of_server;
	unsigned needs;
	const char *what, *how, *word;
} cli_doubt_words[];

/* The first rule that needs it, and that might then decide. */
struct cli_doubt {
	const char *path; /* NULL: no rule does */
	size_t line;
};

struct cli_doubts {
	struct cli_doubt list[CLI_DOUBT_KINDS];
};

/* A pattern that would need the client to have another name. */
struct cli_needed_name {
	const char *path, *pattern; /* path NULL: there is none */
	size_t line, nrules;
	enum ha_pattern_kind kind;
	size_t last_rule; /* the offset of the last that was counted */
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
	/* Patterns of names that the client's name, which was looked up, does
	 * not match: the first, and how many rules have such. */
	struct cli_needed_name needed;
	struct cli_near_misses near_misses;
};

void cli_record_init(struct cli_record *record, struct ha_request *request,
    bool has_steps);
void cli_record_free(struct cli_record *record);

/* The events go to the record; it is borrowed. */
struct ha_trace cli_record_trace(struct cli_record *record);

#endif
