#ifndef CLI_CHECK_REPORT_FORMATS_H
#define CLI_CHECK_REPORT_FORMATS_H

#include "cli/check/report/report.h"

/* text, line, json, sarif or github; NULL for any other word. */
const struct cli_report_format *cli_report_format_find(const char *name);

#endif
