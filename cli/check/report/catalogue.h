#ifndef CLI_CHECK_REPORT_CATALOGUE_H
#define CLI_CHECK_REPORT_CATALOGUE_H

#include "common/base/strbuf.h"
#include "common/language/diag.h"

/*
 * The codes in ascending order: the one above code, HA_CODE_NONE after the
 * last.  Begin with HA_CODE_NONE.
 */
enum ha_code cli_code_next(enum ha_code code);

/* How many stand before it in that order. */
size_t cli_code_index(enum ha_code code);

/* "HOST_BITS" */
const char *cli_code_name(enum ha_code code);

/* "HA201" */
void cli_code_number(struct ha_strbuf *out, enum ha_code code);

/* Its text and help; "..." for what only a finding knows. */
void cli_code_text(struct ha_strbuf *out, enum ha_code code);
void cli_code_help(struct ha_strbuf *out, enum ha_code code);

#endif
