#ifndef UNIT_SUPPORT_H
#define UNIT_SUPPORT_H

/* What the unit tests share. */

#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/span.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* The bytes of a literal, NULs within it included. */
#define BYTES(literal) \
	{ \
		(literal), sizeof(literal) - 1 \
	}

/* For loops: libcheck makes a system call of each ck_assert that holds. */
#define expect(claim, ...) \
	do { \
		if (!(claim)) \
			ck_abort_msg(__VA_ARGS__); \
	} while (0)

#define assert_span(got, want) \
	unit_assert_span((got), (want), #got, __FILE__, __LINE__)

static inline void
unit_assert_span(struct ha_span got, struct ha_span want, const char *what,
    const char *file, int line)
{
	expect(ha_span_equal(got, want),
	    "%s:%d: %s is \"%.*s\" (%zu bytes), not \"%.*s\" (%zu)", file, line,
	    what, (int)got.len, got.at, got.len, (int)want.len, want.at,
	    want.len);
}

/* Repeatable: every run sees the same numbers. */
static inline uint32_t
unit_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static inline size_t
unit_below(uint32_t *state, size_t limit)
{
	return unit_random(state) % limit;
}

/* At most max bytes out of the alphabet, and a NUL; returns the length. */
static inline size_t
unit_random_text(uint32_t *state, struct ha_span alphabet, size_t max,
    char *out)
{
	size_t len = unit_below(state, max + 1);

	for (size_t i = 0; i < len; i++)
		out[i] = alphabet.at[unit_below(state, alphabet.len)];
	out[len] = '\0';
	return len;
}

/*
 * The next text over the alphabet, all of one length before the longer ones;
 * out begins as "".  False after the last text of max bytes.
 */
static inline bool
unit_next_text(const char *alphabet, size_t max, char *out)
{
	size_t len = strlen(out), i = len;

	while (i > 0) {
		const char *letter = strchr(alphabet, out[--i]);

		if (letter[1] != '\0') {
			out[i] = letter[1];
			return true;
		}
		out[i] = alphabet[0];
	}
	memset(out, alphabet[0], len + 1);
	out[len + 1] = '\0';
	return len < max;
}

static inline int
unit_run(const char *module, void (*add_tests)(TCase *tests))
{
	Suite *suite = suite_create(module);
	TCase *tests = tcase_create(module);
	SRunner *runner;
	int failed;

	add_tests(tests);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
