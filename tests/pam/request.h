#ifndef PAM_REQUEST_H
#define PAM_REQUEST_H

#include <stdbool.h>

#include "words.h"

/* One case: its words, and where its tables and its stack lie. */
struct request {
	const struct words *words;
	const struct places *places;
	const char *stack; /* "": one line of the module in each type */
	bool is_shown;     /* print what happens, expect nothing */
};

/*
 * Starts PAM and takes the words one by one, as tests/pam/README says.  False
 * when something was not as expected, which is printed.  What was logged and
 * shown is in capture.  *is_skipped: this build cannot do it.
 */
bool request_run(const struct request *request, bool *is_skipped);

/* Writes text to NAME in folder; dies when that cannot be done. */
void request_write_file(const char *folder, const char *name, const char *text);

#endif
