#ifndef CLI_ARGS_TEXTS_H
#define CLI_ARGS_TEXTS_H

#include "common/cursor/loader.h"

/*
 * Tables and pattern files that are kept in memory for many requests, each
 * read when it is first needed, and indexed there when it has been gone
 * through often enough for that to pay.
 */
struct cli_texts;

struct cli_texts *cli_texts_new(void);
void cli_texts_free(struct cli_texts *texts);

/* It hands them out; valid as long as they are. */
struct ha_loader cli_texts_loader(struct cli_texts *texts);

/*
 * Lets go what is not any more as it was read, so that it is read anew.  Not
 * while anybody decides, or points into a text.
 */
void cli_texts_refresh(struct cli_texts *texts);

#endif
