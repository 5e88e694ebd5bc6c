#ifndef CLI_CHECK_REPORT_EXPLANATION_H
#define CLI_CHECK_REPORT_EXPLANATION_H

#include "common/base/strbuf.h"
#include "common/language/diag.h"

/*
 * The entries of hostsaccess_diag(7) as plain text, in the order of the
 * manual; cli/explain.awk makes them when the command is built.  lines ends
 * with NULL.
 */
struct cli_explanation {
	int number;
	const char *const *lines;
};

extern const struct cli_explanation cli_explanations[];
extern const size_t cli_nexplanations;

/* Adds the entry of a code, each line with its newline; or nothing. */
void cli_explanation(struct ha_strbuf *out, enum ha_code code);

#endif
