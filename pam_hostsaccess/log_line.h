#ifndef MOD_LOG_LINE_H
#define MOD_LOG_LINE_H

#include <security/pam_modules.h>

#include "common/base/strbuf.h"

/*
 * How a line of the log is put together, from parts that are cut so that the
 * line stays whole.
 */

/* With the module's name and the service, which pam_syslog puts in front. */
#define MOD_LINE_MAX 900

/* One foreign text among others in such a line. */
#define MOD_LINE_FOREIGN_MAX 400

/* Cut to max bytes.  What there was no memory for, the line lacks, too. */
void mod_line_add_part(struct ha_strbuf *line, const struct ha_strbuf *part,
    size_t max);

/* At most max bytes of text, before each is escaped. */
void mod_line_add_cut(struct ha_strbuf *line, struct ha_span text, size_t max);

/* Escapes all of it, and adds at most MOD_LINE_FOREIGN_MAX bytes of that. */
void mod_line_add_foreign(struct ha_strbuf *line, const char *foreign);

/* The line; without memory for it, a text that says so. */
const char *mod_line_text(const struct ha_strbuf *line);

/* By pam_syslog; at most MOD_LINE_MAX bytes.  Frees the line. */
void mod_line_log(pam_handle_t *pamh, int priority, struct ha_strbuf *line);

#endif
