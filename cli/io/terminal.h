#ifndef CLI_IO_TERMINAL_H
#define CLI_IO_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

enum cli_when {
	CLI_WHEN_AUTO,
	CLI_WHEN_ALWAYS,
	CLI_WHEN_NEVER
};

/* Is colour wanted on standard output? */
bool cli_wants_color(enum cli_when when);

/* Columns of the terminal, or what COLUMNS says; 0: there is none. */
size_t cli_terminal_columns(void);

#endif
