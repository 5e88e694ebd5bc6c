#ifndef TESTS_WRAP_H
#define TESTS_WRAP_H

#include <stddef.h>

#include "tests/verdicts/row.h"

/* How a verdict of libwrap is written down. */
#define WRAP_ALLOW 'a'
#define WRAP_DENY 'd'
#define WRAP_NONE '-' /* it crashed, hung, or ended the process */

/* Requests to libwrap; all have the tables of the first. */
struct wrap_question {
	const struct row *rows;
	size_t count;
	const char *auxdir;  /* for @AUX@ */
	const char *scratch; /* a folder for the tables */
	unsigned seconds;    /* after so many a request counts as hung */
};

/*
 * Sets one verdict for each row.  libwrap runs in processes of its own,
 * because it may crash, exit or hang, runs commands, and keeps state: a
 * request may feel what came before it in the same question.
 */
void wrap_ask(const struct wrap_question *question, char *verdicts);

#endif
