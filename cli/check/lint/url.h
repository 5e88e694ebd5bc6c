#ifndef CLI_CHECK_LINT_URL_H
#define CLI_CHECK_LINT_URL_H

#include <stdbool.h>

#include "common/base/span.h"

/* Does the name of a scheme, as "http", stand before the colon? */
bool cli_is_url_before(struct ha_span text, size_t colon, size_t *start);

#endif
