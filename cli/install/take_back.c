#include "cli/install/take_back.h"

#include <errno.h>
#include <stdlib.h>
#include <sysexits.h>

#include "cli/install/merge.h"
#include "cli/io/message.h"
#include "cli/sys/path.h"
#include "cli/sys/writing.h"
#include "common/base/errortext.h"

/* ---- what is to be done ---- */

/* A file in the states that matter. */
struct states {
	struct ha_source *before, *written; /* by the change */
};

static bool
is_same(const struct ha_source *a, const struct ha_source *b)
{
	return (a == NULL) == (b == NULL) &&
	    ha_span_equal(cli_bytes_of(a), cli_bytes_of(b));
}

/* Nothing that was not there before, and has no lines of others, stays. */
static void
set_file(struct cli_file *file, const struct states *states,
    struct ha_span bytes)
{
	if (states->before == NULL && bytes.len == 0)
		cli_file_remove(file);
	else
		cli_file_set(file, bytes);
}

static bool
plan_file(struct cli_file *file, const struct states *states, bool is_forced)
{
	struct ha_strbuf bytes = HA_STRBUF_INIT;
	struct cli_merge merge;
	bool is_done = true;

	if (is_same(file->old, states->before))
		return true;
	if (file->old != NULL &&
	    cli_merge(&bytes, cli_bytes_of(states->written),
		cli_bytes_of(file->old), cli_bytes_of(states->before), &merge))
		set_file(file, states, ha_strbuf_span(&bytes));
	else if (is_forced)
		set_file(file, states, cli_bytes_of(states->before));
	else
		is_done = false;
	ha_strbuf_free(&bytes);
	return is_done;
}

static enum cli_taking
plan_part(const struct cli_record *record, enum cli_part part, bool is_forced,
    struct cli_file *file)
{
	struct states states = { NULL, NULL };
	enum cli_taking taking = CLI_TAKING_WHOLE;

	if (!cli_record_old(record, part, file->path, &states.before) ||
	    !cli_record_new(record, part, file->path, &states.written))
		taking = CLI_TAKING_FAILED;
	/* Not a part of this change. */
	else if (states.before == NULL && states.written == NULL)
		taking = CLI_TAKING_WHOLE;
	else if (!plan_file(file, &states, is_forced))
		taking = CLI_TAKING_APART;
	ha_source_free(states.before);
	ha_source_free(states.written);
	return taking;
}

enum cli_taking
cli_taking_plan(const struct cli_record *record, const struct cli_set *set,
    bool is_forced, struct cli_files *files, const char **where)
{
	enum cli_taking taking = CLI_TAKING_WHOLE;

	for (int i = 0; i < CLI_PARTS && taking == CLI_TAKING_WHOLE; i++) {
		*where = files->list[i].path;
		taking = plan_part(record, (enum cli_part)i, is_forced,
		    &files->list[i]);
	}
	if (taking == CLI_TAKING_FAILED)
		cli_set_complain(set, "%1: %2", ha_span_of(record->path),
		    ha_span_of(ha_error_text(errno)));
	return taking;
}

/* ---- it is done ---- */

static void
say(const struct cli_set *set, const struct cli_files *files, const char *what)
{
	for (size_t i = 0; i < CLI_PARTS; i++) {
		const struct cli_file *file = &files->list[i];

		if (!file->changes)
			continue;
		cli_set_say(set,
		    file->new == NULL
			? "%1: %2; it is removed, for it was not there before"
			: "%1: %2",
		    ha_span_of(file->path), ha_span_of(what));
	}
}

enum cli_put
cli_taking_do(const struct cli_record *record, const struct cli_set *set,
    const struct cli_files *files, const char *what)
{
	const char *where;
	enum cli_put put = CLI_PUT_DONE;

	if (cli_files_change(files))
		put = cli_put(set, files, NULL, NULL, &where);
	if (put != CLI_PUT_DONE)
		return put;
	say(set, files, what);
	return cli_record_set_undone(record, set) ? CLI_PUT_DONE
						  : CLI_PUT_FAILED;
}

/* ---- without being asked ---- */

static void
leave(const struct cli_record *record, const struct cli_set *set,
    const char *where)
{
	cli_set_complain(set,
	    "%1: was changed since by somebody else, so the change STAYS IN "
	    "FORCE that should be taken back; what was there before is kept in "
	    "%2",
	    ha_span_of(where), ha_span_of(record->path));
	cli_record_set_confirmed(record, set);
}

static enum cli_taking
take_back_once(const struct cli_record *record, const struct cli_set *set,
    const char *what, enum cli_put *put)
{
	struct cli_files files;
	const char *where;
	enum cli_taking taking = CLI_TAKING_FAILED;

	*put = CLI_PUT_FAILED;
	if (cli_files_open(&files, set, set->folder) == EX_OK)
		taking = cli_taking_plan(record, set, false, &files, &where);
	if (taking == CLI_TAKING_APART)
		leave(record, set, where);
	if (taking == CLI_TAKING_WHOLE)
		*put = cli_taking_do(record, set, &files, what);
	cli_files_close(&files);
	return taking;
}

enum cli_taking
cli_taking_at_once(const struct cli_record *record, const struct cli_set *set,
    const char *what)
{
	enum cli_taking taking = CLI_TAKING_FAILED;
	enum cli_put put = CLI_PUT_CHANGED;

	for (int i = 0; i < CLI_PUT_TRIES && put == CLI_PUT_CHANGED; i++)
		taking = take_back_once(record, set, what, &put);
	if (put == CLI_PUT_CHANGED)
		cli_put_say_busy(set);
	return taking == CLI_TAKING_WHOLE && put != CLI_PUT_DONE
	    ? CLI_TAKING_FAILED
	    : taking;
}

/* ---- what was begun ---- */

static bool
starts(struct ha_span text, struct ha_span start)
{
	return text.len >= start.len &&
	    ha_span_equal(ha_span_before(text, start.len), start);
}

/* Has it what was written, and perhaps lines after it?  Where what was there
 * before may have come to the same, it has not. */
static bool
is_written(const struct ha_source *now, const struct states *states)
{
	struct ha_span bytes = cli_bytes_of(now);
	struct ha_span before = cli_bytes_of(states->before);
	struct ha_span written = cli_bytes_of(states->written);

	return now != NULL && !is_same(now, states->before) &&
	    starts(bytes, written) &&
	    !(before.len > written.len && starts(bytes, before));
}

static bool
is_in_place(const struct cli_record *record, enum cli_part part,
    const struct cli_file *file)
{
	struct states states = { NULL, NULL };
	bool is_so = cli_record_old(record, part, file->path, &states.before) &&
	    cli_record_new(record, part, file->path, &states.written);

	if (is_so && states.written != NULL)
		is_so = is_written(file->old, &states);
	ha_source_free(states.before);
	ha_source_free(states.written);
	return is_so;
}

/* Are all of its files in place?  Then only its end is missing. */
static bool
is_complete(const struct cli_record *record, const struct cli_set *set)
{
	struct cli_files files;
	bool is_so = cli_files_open(&files, set, set->folder) == EX_OK;

	for (int i = 0; i < CLI_PARTS && is_so; i++)
		is_so = is_in_place(record, (enum cli_part)i, &files.list[i]);
	cli_files_close(&files);
	return is_so;
}

static bool
end_or_take_back(struct cli_record *record, const struct cli_set *set)
{
	if (is_complete(record, set))
		return cli_record_finish(record, set);
	switch (cli_taking_at_once(record, set,
	    "taken back, for the command that made it was killed")) {
	case CLI_TAKING_WHOLE:
		cli_record_drop(record, set);
		return true;
	case CLI_TAKING_APART:
		return cli_record_finish(record, set);
	case CLI_TAKING_FAILED:
		break;
	}
	return false;
}

static void
clean(const struct cli_set *set)
{
	for (size_t i = 0; i < CLI_PARTS; i++) {
		char *path = cli_path_join(set->folder, cli_part_names[i]);

		cli_writing_clean(path);
		free(path);
	}
	cli_records_clean(set);
}

bool
cli_set_recover(const struct cli_set *set)
{
	struct cli_records records;
	bool is_done = true;

	clean(set);
	if (!cli_records_read(&records, set)) {
		cli_set_complain(set, "%1: %2", ha_span_of(set->path),
		    ha_span_of(ha_error_text(errno)));
		return false;
	}
	for (size_t i = 0; i < records.count; i++) {
		if (records.list[i].is_begun)
			is_done =
			    end_or_take_back(&records.list[i], set) && is_done;
	}
	cli_records_free(&records);
	return is_done;
}
