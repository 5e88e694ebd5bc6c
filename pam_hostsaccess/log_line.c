#include "pam_hostsaccess/log_line.h"

#include <security/pam_ext.h>

/* An empty line would say nothing at all. */
const char *
mod_line_text(const struct ha_strbuf *line)
{
	return line->failed ? "out of memory for a line of the log"
			    : ha_strbuf_text(line);
}

void
mod_line_add_part(struct ha_strbuf *line, const struct ha_strbuf *part,
    size_t max)
{
	struct ha_span text = ha_strbuf_span(part);

	line->failed = line->failed || part->failed;
	if (text.len <= max) {
		ha_strbuf_add(line, text);
		return;
	}
	ha_strbuf_add(line, ha_span_before(text, max - 3));
	ha_strbuf_add_text(line, "...");
}

void
mod_line_add_cut(struct ha_strbuf *line, struct ha_span text, size_t max)
{
	ha_strbuf_add_escaped(line,
	    ha_span_before(text, text.len < max ? text.len : max));
}

void
mod_line_add_foreign(struct ha_strbuf *line, const char *foreign)
{
	struct ha_strbuf safe = HA_STRBUF_INIT;

	ha_strbuf_add_escaped(&safe, ha_span_of(foreign));
	mod_line_add_part(line, &safe, MOD_LINE_FOREIGN_MAX);
	ha_strbuf_free(&safe);
}

void
mod_line_log(pam_handle_t *pamh, int priority, struct ha_strbuf *line)
{
	pam_syslog(pamh, priority, "%.*s", MOD_LINE_MAX, mod_line_text(line));
	ha_strbuf_free(line);
}
