#ifndef CLI_INSTALL_OPTIONS_H
#define CLI_INSTALL_OPTIONS_H

#include "cli/install/apply.h"
#include "cli/install/trial.h"

/* What edit, install and undo are asked to do. */
struct cli_install_options {
	struct cli_place place;
	struct cli_trial_wish wish;
	bool is_forced, is_dry; /* --force, --dry-run */
	bool lists;             /* --list */
	bool only_unconfirmed;  /* --unconfirmed */
	char set[256];          /* its value; number is 0 without one */
	unsigned long number;
};

#define CLI_INSTALL_DEFAULTS \
	{ \
		.wish = {.lookups = CLI_LOOKUPS_INIT } \
	}

/* --keep and --no-keep-me, of the whole struct. */
#define CLI_KEEP_OPTIONS 2
extern const struct cli_option cli_keep_options[CLI_KEEP_OPTIONS];

void cli_install_options_free(void *settings);

/* What they have in common; place: how many of cli_place_options. */
#define CLI_INSTALL_GROUPS(nplace) \
	CLI_OPTIONS_OF(cli_place_options, nplace, struct cli_install_options, \
	    place), \
	    CLI_OPTIONS_OF(cli_lookups_options, CLI_LOOKUPS_OPTIONS, \
		struct cli_install_options, wish.lookups), \
	    CLI_OPTIONS_OF(cli_output_options, CLI_OUTPUT_OPTIONS, \
		struct cli_install_options, wish.output), \
	{ \
		cli_keep_options, CLI_KEEP_OPTIONS, 0 \
	}

#endif
