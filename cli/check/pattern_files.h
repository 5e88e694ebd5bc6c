#ifndef CLI_CHECK_PATTERN_FILES_H
#define CLI_CHECK_PATTERN_FILES_H

#include "source.h"
#include "status.h"

/* A pattern file that rules or other pattern files name, read once. */
struct cli_pattern_file {
	char *path;
	struct ha_source *source; /* NULL: missing or unreadable */
	enum ha_status status;
	int error;
	bool is_linted;
	struct cli_pattern_file *next;
};

struct cli_pattern_files {
	struct cli_pattern_file *first;
	size_t count, bytes;
};

/* The file of that path; opened when it is asked for the first time. */
struct cli_pattern_file *cli_pattern_file(struct cli_pattern_files *files,
    struct ha_span path);
void cli_pattern_files_free(struct cli_pattern_files *files);

#endif
