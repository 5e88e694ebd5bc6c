#include "cli/replay/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "cli/io/lines.h"
#include "cli/io/message.h"
#include "cli/io/progress.h"
#include "cli/io/stream.h"
#include "cli/io/vector.h"
#include "cli/replay/input.h"
#include "cli/replay/journal.h"
#include "cli/replay/message.h"
#include "cli/sys/signals.h"
#include "common/base/errortext.h"

/* Lines that are named one by one; an attacker can write a million. */
#define COMPLAINTS_MAX 10

/* One file that is read. */
struct file {
	struct cli_log_reader *reader;
	struct cli_log_input *input;
	struct cli_lines *lines;
	struct cli_log_clock clock;
	struct cli_journal journal;
};

/* ---- lines that cannot be read ---- */

/* Where it stands in the line; in a line of JSON nobody can tell. */
static size_t
column_of(struct ha_span text, const char *fault)
{
	uintptr_t at = (uintptr_t)fault, start = (uintptr_t)text.at;

	return at >= start && at <= start + text.len ? at - start + 1 : 1;
}

static void
complain(struct file *file, struct ha_span text, const char *fault,
    const char *pattern)
{
	struct ha_strbuf place = HA_STRBUF_INIT;

	file->reader->tally->unreadable++;
	if (file->reader->complaints++ >= COMPLAINTS_MAX)
		return;
	ha_strbuf_add_text(&place, file->input->path);
	ha_strbuf_add_byte(&place, ':');
	ha_strbuf_add_number(&place, file->lines->number);
	ha_strbuf_add_byte(&place, ':');
	ha_strbuf_add_number(&place, column_of(text, fault));
	if (place.failed)
		cli_no_memory();
	cli_complain("replay", pattern, ha_strbuf_span(&place), text);
	ha_strbuf_free(&place);
}

static void
sum_up(const struct cli_log_reader *reader)
{
	struct ha_strbuf number = HA_STRBUF_INIT;

	if (reader->complaints <= COMPLAINTS_MAX)
		return;
	ha_strbuf_add_number(&number, reader->complaints - COMPLAINTS_MAX);
	cli_complain("replay", "and %1 more lines that cannot be read",
	    ha_strbuf_span(&number), HA_SPAN_EMPTY);
	ha_strbuf_free(&number);
}

/* ---- one line ---- */

/* sshd runs others in its name: sshd-session, sshd-auth. */
static bool
is_of_service(const struct file *file, struct ha_span program)
{
	struct ha_span service = ha_span_of(file->reader->options->service);
	struct ha_span rest;

	if (program.len < service.len ||
	    !ha_span_equal(ha_span_before(program, service.len), service))
		return false;
	rest = ha_span_from(program, service.len);
	return rest.len == 0 || ha_span_equal(rest, HA_SPAN("-session")) ||
	    ha_span_equal(rest, HA_SPAN("-auth"));
}

/* " sshd[" in a line that does not begin as one; what is indented goes on
 * from the line before, and is another program's text. */
static bool
claims_service(const struct file *file, struct ha_span text)
{
	const char *service = file->reader->options->service;
	size_t len = strlen(service);
	const char *at = text.at, *end = text.at + text.len;

	if (text.len == 0 || text.at[0] == ' ' || text.at[0] == '\t')
		return false;
	while ((at = memmem(at, (size_t)(end - at), service, len)) != NULL) {
		const char *after = at + len;

		if (at > text.at && at[-1] == ' ' && after < end &&
		    (*after == '[' ||
			(end - after > 8 &&
			    memcmp(after, "-session[", 9) == 0)))
			return true;
		at = after;
	}
	return false;
}

static bool
is_wanted(const struct cli_replay_options *options, int64_t time)
{
	return time >= options->since && time <= options->until;
}

static void
take_message(struct file *file, struct ha_span text,
    const struct cli_log_line *line)
{
	struct cli_tally *tally = file->reader->tally;
	struct ha_span service = ha_span_of(file->reader->options->service);
	struct cli_log_message message;

	if (!cli_log_refusal_read(line->message, service, &message)) {
		if (!is_of_service(file, line->program))
			return;
		cli_log_message_read(line->message, &message);
	} else if (message.kind == CLI_LOG_NOTHING &&
	    !is_of_service(file, line->program)) {
		return;
	}
	tally->service_lines++;
	if (!is_wanted(file->reader->options, line->time)) {
		cli_tally_spare(tally, &message);
		return;
	}
	if (message.kind == CLI_LOG_UNREADABLE) {
		if (cli_log_says_login(line->message))
			tally->misses_login = true;
		complain(file, text, message.fault,
		    "%1: it cannot be told whom this is about: %2");
		return;
	}
	cli_tally_take(tally, line, &message);
}

static void
take_line(struct file *file, struct ha_span text)
{
	struct cli_log_line line;
	const char *fault = text.at;
	enum cli_log_status status;

	file->reader->tally->lines++;
	if (file->lines->is_too_long) {
		complain(file, text, text.at,
		    "%1: the line is longer than 64 KiB");
		return;
	}
	status = text.len > 0 && text.at[0] == '{'
	    ? cli_journal_read(&file->journal, text, &line)
	    : cli_log_line_read(&file->clock, text, &line, &fault);
	switch (status) {
	case CLI_LOG_READ:
		take_message(file, text, &line);
		return;
	case CLI_LOG_BROKEN:
		if (line.program.len == 0 || is_of_service(file, line.program))
			complain(file, text, fault,
			    "%1: this is no whole line of a log: %2");
		return;
	case CLI_LOG_FOREIGN:
		if (text.at[0] != '{' && claims_service(file, text))
			complain(file, text, text.at,
			    "%1: no time is read at the start of this line: "
			    "%2");
		return;
	}
}

/* ---- files ---- */

static int
refuse(const char *path, const char *why)
{
	cli_complain("replay", "%1: %2", ha_span_of(path), ha_span_of(why));
	return EX_IOERR;
}

static int
read_lines(struct file *file, struct cli_progress *progress, uint64_t before)
{
	struct cli_lines *lines = file->lines;
	size_t reads = 0;
	struct ha_span text;

	while (cli_lines_next(lines, &text)) {
		take_line(file, text);
		if (lines->reads == reads)
			continue;
		reads = lines->reads;
		cli_progress_set(progress, before + file->input->taken);
	}
	if (lines->error == 0 || file->input->is_interrupted)
		return 0;
	return refuse(file->input->path,
	    file->input->fault != NULL ? file->input->fault
				       : ha_error_text(lines->error));
}

static int
read_file(struct cli_log_reader *reader, const char *path,
    struct cli_progress *progress, uint64_t *before)
{
	struct file file = { .reader = reader };
	int error, status;

	file.input = cli_zeroed(1, sizeof(*file.input));
	error = cli_log_input_open(file.input, path);
	if (error != 0) {
		free(file.input);
		return refuse(path, ha_error_text(error));
	}
	file.lines = cli_zeroed(1, sizeof(*file.lines));
	cli_lines_init_from(file.lines,
	    (struct cli_bytes){ cli_log_input_read, file.input });
	cli_log_clock_init(&file.clock, file.input->modified);
	status = read_lines(&file, progress, *before);
	*before += file.input->taken;
	reader->tally->foreign += file.journal.foreign;
	cli_journal_free(&file.journal);
	cli_log_input_close(file.input);
	free(file.input);
	free(file.lines);
	return status;
}

/* 0: one of them is no file, and so nobody knows. */
static uint64_t
bytes_of(char *const *paths, int count)
{
	uint64_t bytes = 0;
	struct stat st;

	for (int i = 0; i < count; i++) {
		if (strcmp(paths[i], CLI_STDIN) == 0)
			return 0;
		if (stat(paths[i], &st) != 0)
			continue;
		if (!S_ISREG(st.st_mode))
			return 0;
		bytes += (uint64_t)st.st_size;
	}
	return bytes;
}

int
cli_log_reader_run(struct cli_log_reader *reader, char *const *paths, int count)
{
	struct cli_progress progress;
	uint64_t before = 0;
	int status = 0;

	cli_progress_begin(&progress, "reading", bytes_of(paths, count), true);
	progress.is_wanted =
	    progress.is_wanted && !reader->options->output.is_quiet;
	for (int i = 0; i < count && !cli_signals_are_waiting(); i++) {
		int result = read_file(reader, paths[i], &progress, &before);

		if (result != 0)
			status = result;
	}
	cli_progress_end(&progress);
	sum_up(reader);
	return status;
}
