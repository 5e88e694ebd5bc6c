#ifndef CLI_CHECK_BASE_VIEW_H
#define CLI_CHECK_BASE_VIEW_H

#include "cli/check/base/check.h"
#include "common/language/option.h"
#include "common/rules/reader.h"

/* One rule as the lints see it; valid during the call only. */
struct cli_view {
	struct cli_check *check;
	const struct cli_table *table;
	struct ha_rule *rule;                     /* split */
	const struct ha_options_summary *options; /* also of its options */
	bool refuses;    /* as the engine takes malformed patterns in it */
	bool has_groups; /* "(" or "{" in a list */
};

/* A finding at a piece of the rule's text. */
struct cli_finding *cli_find_in_rule(const struct cli_view *view,
    enum ha_code code, struct ha_span piece);

/* Has the finding a place in the rule, or in a pattern file? */
struct cli_piece {
	struct ha_span text;
	struct ha_location where;
	/* What a malformed pattern comes to there. */
	enum ha_effect effect;
	const struct cli_pattern_file *file; /* NULL: in the rule itself */
	size_t group; /* how many EXCEPTs stand before it */
};

/* The same at a pattern, where the rule or the pattern file has it. */
struct cli_finding *cli_find_at(const struct cli_view *view,
    const struct cli_piece *piece, enum ha_code code);

#endif
