#ifndef BENCH_SCRATCH_H
#define BENCH_SCRATCH_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

/* Says what failed, by errno, and ends the process. */
_Noreturn void fail(const char *what);

/*
 * Makes a temporary folder; from now on SIGHUP, SIGINT and SIGTERM end what
 * scratch_run runs.  Only plain files may be put there.
 */
const char *scratch_open(void);

/* Removes it.  If there was such a signal, it now ends the process. */
void scratch_close(void);

const char *scratch_folder(void);

/* The path of a file in it; the caller frees. */
char *scratch_path(const char *name);

/* Opens a file in it for writing, and closes it. */
FILE *scratch_create(const char *name);
void scratch_finish(FILE *file);

/*
 * fork(2), but the child ends when its parent does, and none of the signals
 * above is caught in it.
 */
pid_t scratch_fork(void);

/*
 * Runs work in a process of its own, which may end itself and starts with the
 * small heap of this one.  True: it came to its end, with status 0.
 */
bool scratch_run(void (*work)(const void *context), const void *context);

#endif
