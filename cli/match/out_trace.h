#ifndef CLI_MATCH_OUT_TRACE_H
#define CLI_MATCH_OUT_TRACE_H

#include "cli/match/record.h"
#include "common/base/strbuf.h"

/* All rules that were tried; is_whole: without folding long lists. */
void cli_print_trace(struct ha_strbuf *out, const struct cli_record *record,
    bool is_whole);

#endif
