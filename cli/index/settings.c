#include "cli/index/settings.h"

#include <string.h>

bool
cli_index_set_check(struct cli_options *options, const char *value)
{
	(void)value;
	options->index.checks = true;
	return true;
}

bool
cli_index_set_remove(struct cli_options *options, const char *value)
{
	(void)value;
	options->index.removes = true;
	return true;
}

bool
cli_index_set_folder(struct cli_options *options, const char *value)
{
	options->index.folder = value;
	return value[0] != '\0';
}

bool
cli_index_set_as(struct cli_options *options, const char *value)
{
	options->index.as = value;
	return strcmp(value, "table") == 0 || strcmp(value, "words") == 0;
}
