#ifndef CLI_CHECK_BASE_CODES_H
#define CLI_CHECK_BASE_CODES_H

#include "common/language/diag.h"

/* "HA201,HA3": each the beginning of a code's number, HA and digits. */
bool cli_codes_are_known(struct ha_span list);
bool cli_codes_hold(struct ha_span list, enum ha_code code);

#endif
