#include "cli/check/report/formats.h"

#include <string.h>

static const struct cli_report_format formats[] = {
	{ "text", true, cli_report_text },
	{ "line", false, cli_report_line },
	{ "json", true, cli_report_json },
	{ "sarif", true, cli_report_sarif },
	{ "github", false, cli_report_github },
};

const struct cli_report_format *
cli_report_format_find(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	}
	return NULL;
}
