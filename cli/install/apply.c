#include "cli/install/apply.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "cli/install/guard.h"
#include "cli/install/take_back.h"
#include "cli/io/escape.h"
#include "cli/sys/session.h"
#include "common/base/errortext.h"

/* Time to log in again, and no longer than until somebody has forgotten it. */
#define SECONDS_MIN 5
#define SECONDS_MAX 86400

static bool
set_seconds(void *settings, const char *value)
{
	struct cli_place *place = settings;

	return ha_span_number(ha_span_of(value), SECONDS_MAX,
		   &place->seconds) &&
	    place->seconds >= SECONDS_MIN;
}

const struct cli_option cli_place_options[CLI_PLACE_OPTIONS] = {
	{ "dir", 'd', required_argument, cli_set_name, NULL, "is no folder",
	    offsetof(struct cli_place, folder) },
	CLI_NAME("backup-dir", "is no folder", struct cli_place, backups),
	{ "confirm", 0, required_argument, set_seconds, NULL,
	    "is not a number of seconds from 5 to 86400", 0 },
};

/* ---- before ---- */

static int
refuse_unconfirmed(const struct cli_set *set)
{
	struct cli_records records;
	int status = EX_OK;

	if (!cli_records_read(&records, set)) {
		cli_set_complain(set, "%1: %2", ha_span_of(set->path),
		    ha_span_of(ha_error_text(errno)));
		return EX_IOERR;
	}
	if (cli_records_unconfirmed(&records) != NULL) {
		cli_set_complain(set,
		    "%1: a change waits to be confirmed: first give "
		    "'hostsaccess confirm', or 'hostsaccess undo'",
		    ha_span_of(set->folder), HA_SPAN_EMPTY);
		status = EX_TEMPFAIL;
	}
	cli_records_free(&records);
	return status;
}

int
cli_apply_open(struct cli_set *set, const char *command,
    const struct cli_place *place)
{
	int status = cli_set_open(set, command, cli_place_folder(place),
	    cli_place_backups(place));

	if (status == EX_OK && !cli_set_recover(set))
		status = EX_IOERR;
	if (status == EX_OK)
		status = refuse_unconfirmed(set);
	if (status == EX_OK && place->seconds > 0 &&
	    !cli_guard_is_ready(set, cli_place_backups(place)))
		status = EX_IOERR;
	return status;
}

void
cli_apply_find_client(void)
{
	char *connection = cli_session_connection();

	if (connection != NULL)
		setenv("SSH_CONNECTION", connection, 0);
	free(connection);
}

/* ---- the change ---- */

struct applying {
	const struct cli_set *set;
	const struct cli_place *place;
	const struct cli_record *record;
};

static bool
start_guard(void *context)
{
	const struct applying *applying = context;

	return applying->place->seconds == 0 ||
	    cli_guard_start(applying->record, applying->set,
		cli_place_backups(applying->place), applying->place->seconds);
}

static void
say_written(const struct cli_set *set, const struct cli_files *files)
{
	for (size_t i = 0; i < CLI_PARTS; i++) {
		const struct cli_file *file = &files->list[i];

		if (file->changes)
			cli_set_say(set,
			    file->old == NULL ? "%1: made" : "%1: written",
			    ha_span_of(file->path), HA_SPAN_EMPTY);
	}
}

/* An option that was given to this command, as the shell takes it. */
static void
add_option(struct ha_strbuf *out, const char *option, const char *value)
{
	if (value == NULL)
		return;
	ha_strbuf_add_text(out, option);
	cli_escape(out, ha_span_of(value));
}

static void
say_how_to_confirm(const struct cli_place *place, const struct cli_set *set)
{
	struct ha_strbuf seconds = HA_STRBUF_INIT, command = HA_STRBUF_INIT;

	if (place->seconds == 0)
		return;
	ha_strbuf_add_number(&seconds, place->seconds);
	ha_strbuf_add_text(&command, "hostsaccess confirm");
	add_option(&command, " -d ",
	    place->folder == NULL ? NULL : set->folder);
	add_option(&command, " --backup-dir ", place->backups);
	cli_set_say(set,
	    "in %1 seconds this is taken back, unless you log in anew and give "
	    "'%2' there",
	    ha_strbuf_span(&seconds), ha_strbuf_span(&command));
	ha_strbuf_free(&seconds);
	ha_strbuf_free(&command);
}

/* The files are old again, or it was said which is not. */
static void
give_up(const struct cli_set *set, const struct cli_record *record,
    enum cli_put put)
{
	if (record->is_unconfirmed)
		cli_guard_stop(record, set);
	if (put == CLI_PUT_HALF &&
	    cli_taking_at_once(record, set,
		"taken back, for not all of it could be done") !=
		CLI_TAKING_WHOLE)
		return;
	cli_record_drop(record, set);
}

enum cli_put
cli_apply(const struct cli_set *set, const struct cli_files *files,
    const struct cli_place *place, const char **where)
{
	struct cli_record record;
	struct applying applying = { set, place, &record };
	enum cli_put put = CLI_PUT_FAILED;

	if (cli_record_begin(&record, set, files, place->seconds)) {
		put = cli_put(set, files, start_guard, &applying, where);
		if (put != CLI_PUT_DONE)
			give_up(set, &record, put);
		else if (cli_record_finish(&record, set)) {
			say_written(set, files);
			say_how_to_confirm(place, set);
		} else {
			put = CLI_PUT_FAILED;
		}
	}
	free(record.path);
	return put;
}
