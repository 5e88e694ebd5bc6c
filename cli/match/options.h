#ifndef CLI_MATCH_OPTIONS_H
#define CLI_MATCH_OPTIONS_H

#include "cli/args/lookups.h"
#include "cli/args/output.h"
#include "cli/args/tables.h"
#include "cli/match/out.h"

/* One form of the answer: cli_format_text and so on, see formats.def. */
struct cli_format {
	void (*print)(struct ha_strbuf *out, const struct cli_answer *answer);
	bool explains;
};

#define CLI_FORMAT(name, explains) \
	extern const struct cli_format cli_format_##name;
#include "cli/match/formats.def"
#undef CLI_FORMAT

struct cli_match_options {
	struct cli_table_names tables;
	struct cli_lookups lookups;
	struct cli_output output;
	const struct cli_format *format;
	bool has_trace, unfolds, is_batch, compares, asks_who;
	const char *batch_file; /* of --batch=FILE, or NULL */
	struct ha_policy policy;
};

extern const struct cli_options cli_match_options[];

#endif
