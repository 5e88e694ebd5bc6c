#include "cli/install/options.h"

#include <stdlib.h>
#include <string.h>

static bool
add_keep(void *settings, const char *value)
{
	struct cli_install_options *options = settings;

	return strchr(value, ':') != NULL && value[0] != ':' &&
	    cli_words_add(&options->wish.keep, value);
}

const struct cli_option cli_keep_options[CLI_KEEP_OPTIONS] = {
	{ "keep", 0, required_argument, add_keep, NULL, "is not SERVICE:CLIENT",
	    0 },
	CLI_FLAG("no-keep-me", 0, struct cli_install_options, wish.no_keep_me),
};

void
cli_install_options_free(void *settings)
{
	struct cli_install_options *options = settings;

	free(options->wish.keep.list);
}
