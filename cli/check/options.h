#ifndef CLI_CHECK_OPTIONS_H
#define CLI_CHECK_OPTIONS_H

#include "cli/check/base/options.h"

extern const struct cli_options cli_check_options[];
extern const struct cli_check_options cli_check_defaults;

void cli_check_options_free(struct cli_check_options *options);

#endif
