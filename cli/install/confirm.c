#include "cli/install/command.h"

#include <errno.h>
#include <sysexits.h>
#include <unistd.h>

#include "cli/args/output.h"
#include "cli/install/apply.h"
#include "cli/install/guard.h"
#include "cli/install/take_back.h"
#include "cli/io/message.h"
#include "cli/sys/session.h"
#include "common/base/errortext.h"

enum {
	STATUS_CONFIRMED = 0,
	STATUS_REFUSED = 1
};

struct confirm_options {
	struct cli_place place;
	struct cli_output output;
};

static int
refuse(const struct cli_set *set, const char *why)
{
	cli_set_complain(set, why, ha_span_of(set->folder), HA_SPAN_EMPTY);
	return STATUS_REFUSED;
}

/* Is the session proof that somebody can still get in?  NULL: it is. */
static const char *
why_not(const struct cli_record *record)
{
	struct cli_wait wait;

	if (!cli_record_wait(record, &wait))
		return "%1: not confirmed: what is noted of the change cannot "
		       "be read";
	switch (
	    cli_session_of(getpid(), wait.is_of_this_boot ? wait.since : 0)) {
	case CLI_SESSION_NEW:
	case CLI_SESSION_CONSOLE:
		return NULL;
	case CLI_SESSION_OLD:
		return "%1: not confirmed: this login is older than the "
		       "change; log in anew, and confirm it there";
	case CLI_SESSION_SHARED:
		return "%1: not confirmed: this session goes over the "
		       "connection of an older login (ControlMaster); log in "
		       "with 'ssh -o ControlPath=none', and confirm it there";
	case CLI_SESSION_UNKNOWN:
		break;
	}
	return "%1: not confirmed: this is neither in a login by SSH nor at a "
	       "console of this machine; log in anew, without tmux, screen or "
	       "the like, and confirm it there";
}

static int
confirm_record(const struct cli_set *set, const struct cli_record *record)
{
	const char *why;

	if (record == NULL)
		return refuse(set, "%1: no change waits to be confirmed");
	why = why_not(record);
	if (why != NULL)
		return refuse(set, why);
	if (!cli_record_set_confirmed(record, set))
		return EX_IOERR;
	cli_guard_stop(record, set);
	cli_set_say(set, "%1: the change is confirmed, and stays",
	    ha_span_of(set->folder), HA_SPAN_EMPTY);
	return STATUS_CONFIRMED;
}

static int
confirm_in(const struct cli_set *set)
{
	struct cli_records records;
	int status;

	if (!cli_set_recover(set))
		return EX_IOERR;
	if (!cli_records_read(&records, set)) {
		cli_set_complain(set, "%1: %2", ha_span_of(set->path),
		    ha_span_of(ha_error_text(errno)));
		return EX_IOERR;
	}
	status = confirm_record(set, cli_records_unconfirmed(&records));
	cli_records_free(&records);
	return status;
}

static int
confirm(const void *settings, struct cli_args args)
{
	const struct confirm_options *options = settings;
	struct cli_set set;
	int status;

	if (args.count > 0)
		return cli_usage("confirm", "it takes no argument",
		    HA_SPAN_EMPTY, HA_SPAN_EMPTY);
	status =
	    cli_set_open(&set, "confirm", cli_place_folder(&options->place),
		cli_place_backups(&options->place));
	set.is_quiet = options->output.is_quiet;
	if (status == EX_OK)
		status = confirm_in(&set);
	cli_set_close(&set);
	return status;
}

/* --confirm is none of it. */
static const struct cli_options groups[] = {
	CLI_OPTIONS_OF(cli_place_options, CLI_PLACE_OPTIONS - 1,
	    struct confirm_options, place),
	CLI_OPTIONS_OF(cli_output_options, CLI_QUIET_OPTIONS,
	    struct confirm_options, output),
	CLI_OPTIONS_END,
};

static const char help[] =
    "usage: hostsaccess confirm [OPTION]...\n"
    "\n"
    "Confirms a change that \"edit\" or \"install\" made with --confirm, so "
    "that\n"
    "it is not taken back: in a login by SSH that began after the change, or "
    "at\n"
    "a console of the machine.\n"
    "\n"
    "  -d, --dir DIR          the files in DIR instead of those in /etc\n"
    "      --backup-dir DIR   that was given with the change\n"
    "  -q, --quiet            say only what went wrong\n"
    "  -h, --help             show this text\n"
    "  -V, --version          show the version\n"
    "\n"
    "Exit status: 0 confirmed, 1 not: this is no new login, or no change "
    "waits,\n"
    "64 wrong use, 74 a file could not be read or written, 75 another command "
    "is\n"
    "at work.\n"
    "\n"
    "Example: ssh gate hostsaccess confirm\n";

const struct cli_command cli_confirm_command = {
	.name = "confirm",
	.synopsis = "confirm",
	.summary = "let a change stay that was made with --confirm",
	.help = help,
	.options = groups,
	.defaults = &(const struct confirm_options){ .place = { NULL } },
	.size = sizeof(struct confirm_options),
	.run = confirm,
};
