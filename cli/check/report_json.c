#include "cli/check/report.h"

void
cli_report_json(struct ha_strbuf *out, const struct cli_report *report)
{
	cli_report_line(out, report);
	cli_report_summary(out, report);
}
