#include "cli/pam/options.h"

static bool
set_version(void *settings, const char *value)
{
	struct cli_pam_options *options = settings;

	return cli_pam_version_read(value, &options->version);
}

const struct cli_option cli_pam_options[CLI_PAM_OPTIONS] = {
	CLI_NAME("pam-dir", "is no directory", struct cli_pam_options, dir),
	{ "pam-version", 0, required_argument, set_version, NULL,
	    "is no version of libpam such as 1.5 or 1.7.0", 0 },
};
