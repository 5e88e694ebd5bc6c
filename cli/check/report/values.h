#ifndef CLI_CHECK_REPORT_VALUES_H
#define CLI_CHECK_REPORT_VALUES_H

#include "cli/check/base/finding.h"
#include "cli/io/json.h"
#include "cli/io/lineindex.h"

/* What the reports in JSON and in SARIF have in common; in report_json.c. */

/* "HA201" */
json_t *cli_report_code(enum ha_code code);

/* An array of what add makes of each other rule that a finding names. */
json_t *cli_report_related(struct cli_line_index *lines,
    const struct cli_finding *finding,
    json_t *(*add)(struct cli_line_index *lines, struct ha_location where));

#endif
