#ifndef CLI_SYS_DETACH_H
#define CLI_SYS_DETACH_H

#include <stdbool.h>

/*
 * Calls the function in a process of its own that outlives the session: in a
 * new session, without a terminal and the descriptors of this process, in the
 * root folder, with SIGHUP ignored.  The process ends when the function does.
 * Returns when it has come so far; false: errno says why it has not.
 */
bool cli_detach(void (*run)(void *context), void *context);

#endif
