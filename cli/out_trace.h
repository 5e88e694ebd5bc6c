#ifndef CLI_OUT_TRACE_H
#define CLI_OUT_TRACE_H

#include "record.h"
#include "strbuf.h"

/* All rules that were tried; is_whole: without folding long lists. */
void cli_print_trace(struct ha_strbuf *out, const struct cli_record *record,
    bool is_whole);

#endif
