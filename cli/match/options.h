#ifndef CLI_MATCH_OPTIONS_H
#define CLI_MATCH_OPTIONS_H

#include "cli/args/lookups.h"
#include "cli/args/output.h"
#include "cli/args/tables.h"
#include "cli/match/out.h"

struct cli_match_options {
	struct cli_table_names tables;
	struct cli_lookups lookups;
	struct cli_output output;
	void (*print)(struct ha_strbuf *out, const struct cli_answer *answer);
	bool has_trace, unfolds, is_batch, compares;
	const char *batch_file; /* of --batch=FILE, or NULL */
	struct ha_policy policy;
};

extern const struct cli_options cli_match_options[];

#endif
