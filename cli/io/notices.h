#ifndef CLI_IO_NOTICES_H
#define CLI_IO_NOTICES_H

#include "common/match/decision.h"

/*
 * What decisions find wrong in the tables, told on standard error, once a
 * place in each run.  Start with { NULL }.
 */
struct cli_notices {
	struct cli_place *told;
	size_t ntold;
	bool is_full; /* more is not told; that has been said */
};

void cli_notices_tell(struct cli_notices *notices,
    const struct ha_diags *diags);
/* The same has been said in another way, and is not told again. */
void cli_notices_know(struct cli_notices *notices, const struct ha_diag *diag);

void cli_notices_free(struct cli_notices *notices);

#endif
