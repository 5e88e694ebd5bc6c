#ifndef CLI_CHECK_LINT_OPTION_H
#define CLI_CHECK_LINT_OPTION_H

#include "common/base/span.h"

/* The keyword that the text of an option begins with. */
struct ha_span cli_option_keyword(struct ha_span field);

/* What stands after the keyword, as it is written in the rule. */
struct ha_span cli_option_written_value(struct ha_span field);

#endif
