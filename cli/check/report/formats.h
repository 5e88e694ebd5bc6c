#ifndef CLI_CHECK_REPORT_FORMATS_H
#define CLI_CHECK_REPORT_FORMATS_H

#include "cli/check/report/report.h"

/* The forms of format_rows.def, the first of which is the default; their names,
 * up to NULL; and the one of a name. */
extern const struct cli_report_format cli_report_formats[];
extern const char *const cli_report_format_names[];
const struct cli_report_format *cli_report_format_find(const char *name);

#endif
