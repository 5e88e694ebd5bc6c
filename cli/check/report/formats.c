#include "cli/check/report/formats.h"

#include <string.h>

const char *const cli_report_format_names[] = {
#define CLI_REPORT_FORMAT(name, shows_dropped) #name,
#include "cli/check/report/format_rows.def"
#undef CLI_REPORT_FORMAT
	NULL
};

const struct cli_report_format cli_report_formats[] = {
#define CLI_REPORT_FORMAT(name, shows_dropped) \
	{ #name, shows_dropped, cli_report_##name },
#include "cli/check/report/format_rows.def"
#undef CLI_REPORT_FORMAT
};

const struct cli_report_format *
cli_report_format_find(const char *name)
{
	for (size_t i = 0; cli_report_format_names[i] != NULL; i++) {
		if (strcmp(cli_report_format_names[i], name) == 0)
			return &cli_report_formats[i];
	}
	return NULL;
}
