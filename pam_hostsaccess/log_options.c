#include "pam_hostsaccess/log_options.h"

#include <errno.h>
#include <security/pam_ext.h>
#include <syslog.h>

#include "common/base/errortext.h"
#include "pam_hostsaccess/log_line.h"
#include "pam_hostsaccess/rate.h"

/* "KEYWORD WHAT: COMMAND" */
static void
log_step(pam_handle_t *pamh, int priority, const struct ha_step *step,
    struct ha_strbuf *what)
{
	struct ha_strbuf line = HA_STRBUF_INIT;

	ha_strbuf_add_text(&line, ha_option_keyword(step->kind));
	ha_strbuf_add_byte(&line, ' ');
	mod_line_add_part(&line, what, MOD_LINE_MAX);
	ha_strbuf_add_text(&line, ": ");
	mod_line_add_foreign(&line, step->text);
	mod_line_log(pamh, priority, &line);
	ha_strbuf_free(what);
}

void
mod_log_skipped(pam_handle_t *pamh, const struct ha_step *step)
{
	struct ha_strbuf what = HA_STRBUF_INIT;

	ha_strbuf_add_text(&what, "is not run, as commands=no");
	log_step(pamh, LOG_NOTICE, step, &what);
}

void
mod_log_restrained(pam_handle_t *pamh, enum mod_restraint restraint,
    const struct ha_source *table, const struct ha_step *step)
{
	struct ha_strbuf what = HA_STRBUF_INIT;

	ha_strbuf_add_text(&what,
	    restraint == MOD_CUT
		? "is not carried out, as the rule may be cut short in "
		: "is not carried out, as others than root can write ");
	mod_line_add_foreign(&what, table->path);
	log_step(pamh, LOG_ERR, step, &what);
}

void
mod_log_banner(pam_handle_t *pamh, const struct ha_step *step, const char *file,
    enum mod_banner_answer answer)
{
	struct ha_strbuf what = HA_STRBUF_INIT;
	int error = errno;

	ha_strbuf_add_text(&what, "does not show ");
	mod_line_add_foreign(&what, file);
	switch (answer) {
	case MOD_BANNER_READ:
	case MOD_BANNER_NONE:
		ha_strbuf_free(&what);
		return;
	case MOD_BANNER_NO_FILE:
		ha_strbuf_add_text(&what, ", which is a link, or no file");
		break;
	case MOD_BANNER_FOLDER:
		ha_strbuf_add_text(&what,
		    ", as others than root can write the directory");
		break;
	case MOD_BANNER_WRITABLE:
		ha_strbuf_add_text(&what, ", which others than root can write");
		break;
	case MOD_BANNER_UNREADABLE:
		ha_strbuf_add_text(&what, ", which cannot be read: ");
		ha_strbuf_add_text(&what, ha_error_text(error));
		break;
	}
	log_step(pamh, LOG_ERR, step, &what);
}

void
mod_log_command(pam_handle_t *pamh, const struct ha_step *step,
    const struct mod_command_end *end)
{
	struct ha_strbuf what = HA_STRBUF_INIT;
	int priority = LOG_WARNING;

	switch (end->how) {
	case MOD_COMMAND_EXITED:
		if (end->number == 0)
			return;
		priority = LOG_INFO;
		ha_strbuf_add_text(&what, "ended with exit status ");
		ha_strbuf_add_number(&what, (unsigned long)end->number);
		break;
	case MOD_COMMAND_SIGNALLED:
		ha_strbuf_add_text(&what, "ended by signal ");
		ha_strbuf_add_number(&what, (unsigned long)end->number);
		break;
	case MOD_COMMAND_LATE:
		ha_strbuf_add_text(&what, "took too long and was killed");
		break;
	case MOD_COMMAND_NOT_RUN:
		priority = LOG_ERR;
		ha_strbuf_add_text(&what, "cannot be run: ");
		ha_strbuf_add_text(&what, ha_error_text(end->number));
		break;
	}
	log_step(pamh, priority, step, &what);
}

void
mod_log_rate(pam_handle_t *pamh, const struct ha_module_args *args,
    unsigned long skipped)
{
	pam_syslog(pamh, LOG_WARNING,
	    "command_rate=%lu/%lu kept so many commands of spawn from being "
	    "run: %lu",
	    args->rate_count, args->rate_seconds, skipped);
}

void
mod_log_no_rate(pam_handle_t *pamh, int error)
{
	pam_syslog(pamh, LOG_ERR,
	    "no command of spawn is run, as %s cannot be kept: %s",
	    MOD_RATE_FOLDER "/" MOD_RATE_FILE,
	    error == EWOULDBLOCK ? "another process keeps it locked"
				 : ha_error_text(error));
}
