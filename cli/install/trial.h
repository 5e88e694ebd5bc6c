#ifndef CLI_INSTALL_TRIAL_H
#define CLI_INSTALL_TRIAL_H

#include "cli/args/lookups.h"
#include "cli/args/output.h"
#include "cli/install/files.h"

/* What is asked of files before they are put in place. */
struct cli_trial_wish {
	const char *command; /* begins messages */
	struct cli_lookups lookups;
	struct cli_output output;
	struct cli_words keep; /* SERVICE:CLIENT */
	bool no_keep_me;
	bool only_keeps;     /* whatever else check finds counts for nothing */
	bool shows_warnings; /* what check finds is shown, too, if it is less
			      * than an error */
};

/* What came of it. */
struct cli_trial {
	size_t errors;   /* of check, failing tests among them */
	size_t refusals; /* of those clients that are to be kept */
	bool is_known;   /* false: it could not be judged, which was said */
};

/*
 * Checks the files as they shall be, with the tests beside them, and prints
 * what is wrong, and then whose verdict they change.
 */
struct cli_trial cli_trial_run(const struct cli_files *files,
    const char *folder, const struct cli_trial_wish *wish);

static inline bool
cli_trial_is_good(const struct cli_trial *trial)
{
	return trial->is_known && trial->errors == 0 && trial->refusals == 0;
}

/* Why it is not, for people: "2 errors, and your own address ...". */
void cli_trial_add_faults(struct ha_strbuf *out, const struct cli_trial *trial);

#endif
