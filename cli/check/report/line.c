#include "cli/check/report/report.h"
#include "cli/io/linecount.h"

void
cli_report_line(struct ha_strbuf *out, const struct cli_report *report)
{
	const struct cli_findings *findings = report->findings;
	struct cli_linecount lines = { NULL, 0, 0 };

	for (size_t i = 0; i < findings->count; i++) {
		const struct cli_finding *finding = &findings->list[i];
		size_t line = 0;

		if (finding->is_suppressed)
			continue;
		if (finding->where.source != NULL)
			line = cli_linecount_at(&lines, finding->where);
		cli_report_one_line(out, finding, line);
		ha_strbuf_add_byte(out, '\n');
	}
}
