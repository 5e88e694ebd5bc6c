#ifndef CLI_INDEX_SETTINGS_H
#define CLI_INDEX_SETTINGS_H

#include "cli/args/options.h"

/* The options of "index" alone.  False: that is no value of it. */
bool cli_index_set_check(struct cli_options *options, const char *value);
bool cli_index_set_remove(struct cli_options *options, const char *value);
bool cli_index_set_folder(struct cli_options *options, const char *value);
bool cli_index_set_as(struct cli_options *options, const char *value);

#endif
