#ifndef CLI_STATUS_ROW_H
#define CLI_STATUS_ROW_H

#include "cli/status/guard.h"
#include "cli/sys/asker_setting.h"
#include "cli/sys/libwrap.h"
#include "common/base/strbuf.h"

/* A service, the program that gives it, or both. */
struct cli_row {
	const char *service; /* never NULL: else the program's base name */
	const char *program; /* NULL: none is known */
	bool has_pam;        /* guard is known */
	bool is_remote;      /* clients come from elsewhere, as far as known */
	bool is_guarded;
	struct cli_guard guard;
	struct cli_libwrap_answer libwrap; /* of the program */
	/* Does it ask libwrap, if it needs it?  NULL: not known. */
	const struct cli_asker *asker;
	struct cli_asker_setting setting;
};

/* All that rows are made from, and the rows. */
struct cli_status {
	struct cli_pam pam;
	struct ha_arena arena;
	struct cli_places places;
	struct cli_row *rows;
	size_t count, size;
	size_t unseen; /* sockets that listen for no program that was seen */
};

/* A name of a PAM service.  The rows are valid until the next one. */
struct cli_row *cli_row_add_service(struct cli_status *status,
    const char *service);

/* A path; listens: it waits for connections, else it was named.  A service
 * whose program it is becomes one row with it. */
struct cli_row *cli_row_add_program(struct cli_status *status,
    const char *program, bool listens);

/* Does its program ask libwrap, as far as is known for sure? */
bool cli_row_asks_libwrap(const struct cli_row *row);

/* What to do, escaped, maybe in several lines, into out, which is empty;
 * nothing if all is well. */
void cli_row_advice(const struct cli_row *row, const char *dir,
    struct ha_strbuf *out);

void cli_status_print_text(const struct cli_status *status, bool has_color,
    struct ha_strbuf *out);
void cli_status_print_json(const struct cli_status *status,
    struct ha_strbuf *out);

#endif
