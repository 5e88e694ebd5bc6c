#ifndef CLI_ANSWER_H
#define CLI_ANSWER_H

#include "compare.h"
#include "record.h"
#include "request_args.h"

/* A decision, and what helps to explain it. */
struct cli_answer {
	const struct cli_request *asked;
	const struct ha_decision *decision;
	const struct cli_record *record; /* NULL: nothing was recorded */
	bool has_color;
	const struct ha_comparison *comparison; /* NULL: not wanted */
};

#endif
