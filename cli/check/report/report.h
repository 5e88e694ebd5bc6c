#ifndef CLI_CHECK_REPORT_REPORT_H
#define CLI_CHECK_REPORT_REPORT_H

#include "cli/check/base/finding.h"
#include "common/base/strbuf.h"

struct cli_check;

/* All that a report says; the findings are sorted. */
struct cli_report {
	const struct cli_check *check;
	const struct cli_findings *findings;
	size_t nfiles, nrules;
	bool has_color;
	size_t columns; /* of the terminal; 0: there is none */
};

struct cli_report_format {
	const char *name;
	/* Does it say itself how many findings are not in it? */
	bool shows_dropped;
	void (*print)(struct ha_strbuf *out, const struct cli_report *report);
};

/* The whole report, each with its last newline; see format_rows.def. */
#define CLI_REPORT_FORMAT(name, shows_dropped) \
	void cli_report_##name(struct ha_strbuf *out, \
	    const struct cli_report *report);
#include "cli/check/report/format_rows.def"
#undef CLI_REPORT_FORMAT

/* "2 files, 41 rules: no findings", and who can use each service. */
void cli_report_summary(struct ha_strbuf *out, const struct cli_report *report);

/* "and 12 more findings are not shown", without newline. */
void cli_report_dropped(struct ha_strbuf *out, const struct cli_report *report);

/*
 * "FILE:LINE:COL: LEVEL: MESSAGE [HAnnn]", without newline; the same in every
 * locale.
 */
void cli_report_one_line(struct ha_strbuf *out,
    const struct cli_finding *finding, size_t line);

/* What is wrong and how to repair it, where nothing else is shown of it. */
void cli_report_message(struct ha_strbuf *out,
    const struct cli_finding *finding);

/* Of one that stands for several: " (and 53 more, in lines 3, 4, 5 ...)"; else
 * nothing. */
void cli_report_more(struct ha_strbuf *out, const struct cli_finding *finding);

/* Is there an i-th related rule, and has it not been named before? */
bool cli_report_is_related(const struct cli_finding *finding, size_t i);

/* Has it a safe repair, and one that JSON can hold? */
bool cli_report_has_fix(const struct cli_finding *finding);

/* "%2C" for a comma. */
void cli_report_percent(struct ha_strbuf *out, char byte);

/* The path without "./" in front of it. */
struct ha_span cli_report_path(const char *path);

#endif
