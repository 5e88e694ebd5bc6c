#include "cli/args/output.h"

#include <string.h>

static const char *const whens[] = { [CLI_WHEN_AUTO] = "auto",
	[CLI_WHEN_ALWAYS] = "always",
	[CLI_WHEN_NEVER] = "never",
	NULL };

static bool
set_color(void *settings, const char *value)
{
	struct cli_output *output = settings;
	int when = 0;

	while (strcmp(value, whens[when]) != 0)
		when++;
	output->color = (enum cli_when)when;
	return true;
}

const struct cli_option cli_output_options[CLI_OUTPUT_OPTIONS] = {
	CLI_FLAG("quiet", 'q', struct cli_output, is_quiet),
	{ "color", 0, required_argument, set_color, whens, NULL, 0 },
};
