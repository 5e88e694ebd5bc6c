#include "cli/io/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/base/span.h"

bool
cli_wants_color(enum cli_when when)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (when != CLI_WHEN_AUTO)
		return when == CLI_WHEN_ALWAYS;
	return isatty(STDOUT_FILENO) &&
	    (no_color == NULL || no_color[0] == '\0') && term != NULL &&
	    strcmp(term, "dumb") != 0;
}

size_t
cli_terminal_columns(void)
{
	struct winsize size;
	unsigned long columns;

	if (ha_span_number(ha_span_of(getenv("COLUMNS")), 10000, &columns))
		return columns;
	if (isatty(STDOUT_FILENO) &&
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		return size.ws_col;
	return 0;
}
