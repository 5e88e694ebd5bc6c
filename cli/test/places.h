#ifndef CLI_TEST_PLACES_H
#define CLI_TEST_PLACES_H

#include <stdbool.h>

#include "common/source/source.h"

/* "hosts.tests" in the folder of the table; the caller frees it. */
char *cli_tests_beside(const char *table);

/* Reads a file of tests, "-" for standard input.  False: *error is an errno
 * value.  The path is borrowed. */
bool cli_tests_open(const char *path, struct ha_source **source, int *error);

#endif
