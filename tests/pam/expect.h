#ifndef PAM_EXPECT_H
#define PAM_EXPECT_H

#include <stdbool.h>

#include "common/base/strbuf.h"

/* What a case wants to see, line by line and complete. */
struct expected {
	bool is_given; /* else anything will do */
	/* A line that begins with '~' is a pattern for fnmatch(3). */
	struct ha_strbuf lines;
};

/*
 * False, and what differs is printed after label, unless got, lines that
 * end with a newline, is as expected.
 */
bool expect_lines(const char *label, const struct expected *expected,
    const struct ha_strbuf *got);

/*
 * The form of every log line, whatever the case: refusals begin as
 * tcp_wrappers' own do and end with what PAM said.
 */
bool expect_log_form(const struct ha_strbuf *logged);

/* False, and what differs first is printed, unless both are the same. */
bool expect_same_process(const struct ha_strbuf *before,
    const struct ha_strbuf *after);

#endif
