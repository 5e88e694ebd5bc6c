#ifndef CLI_REPLAY_JUDGE_H
#define CLI_REPLAY_JUDGE_H

#include "cli/replay/options.h"
#include "cli/replay/tally.h"
#include "common/match/decision.h"

/*
 * Asks the tables about each login, and about each source that made attempts,
 * once.  Names are looked up for logins, and for the CLI_LOOKED_UP sources
 * with most attempts; of others that a name would decide the fate is untold.
 * A signal that waits ends it early.
 */
#define CLI_LOOKED_UP 100

void cli_replay_judge(const struct cli_replay_options *options,
    struct ha_tables *tables, struct cli_tally *tally);

/* Sorts by attempts, most first; of as many, by address. */
void cli_sources_rank(const struct cli_sources *sources, uint32_t *numbers,
    size_t count);

#endif
