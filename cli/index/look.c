#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cli/index/run.h"
#include "cli/message.h"

/* What each is for whoever looks after the machine. */
static const char *
sort_of(enum ha_index_fault fault)
{
	switch (fault) {
	case HA_INDEX_FAULT_NONE:
	case HA_INDEX_FAULT_NO_INDEX:
	case HA_INDEX_FAULT_BYTE_ORDER:
	case HA_INDEX_FAULT_VERSION:
	case HA_INDEX_FAULT_DAMAGED:
	case HA_INDEX_FAULT_KIND:
		break;
	case HA_INDEX_FAULT_UNREADABLE:
	case HA_INDEX_FAULT_NO_FILE:
	case HA_INDEX_FAULT_OWNER:
	case HA_INDEX_FAULT_WRITABLE:
		return "not trusted";
	case HA_INDEX_FAULT_STALE:
	case HA_INDEX_FAULT_UNRIPE:
		return "stale";
	}
	return "unusable";
}

static void
say_fault(const struct cli_index_run *run, size_t n, enum ha_index_fault fault,
    const struct ha_source *source)
{
	struct ha_strbuf pattern = HA_STRBUF_INIT;

	ha_strbuf_add_text(&pattern, "%1: ");
	ha_strbuf_add_text(&pattern, sort_of(fault));
	ha_strbuf_add_text(&pattern, ": ");
	ha_strbuf_add_text(&pattern, ha_index_fault_text(fault));
	ha_strbuf_add_text(&pattern, " (%2)");
	cli_index_say(run, n, ha_strbuf_text(&pattern), source);
	ha_strbuf_free(&pattern);
}

static void
say_sound(const struct cli_index_run *run, size_t n,
    const struct ha_index_counts *counts)
{
	const char *why = cli_index_why_not(run->files.list[n].kind, counts);
	struct ha_strbuf pattern = HA_STRBUF_INIT;

	if (run->finds && why != NULL) {
		cli_index_say_needless(run, n, why);
		return;
	}
	ha_strbuf_add_text(&pattern, "%1: up to date");
	if (why != NULL) {
		ha_strbuf_add_text(&pattern, ", but not used: ");
		ha_strbuf_add_text(&pattern, why);
	}
	cli_index_say(run, n, ha_strbuf_text(&pattern), NULL);
	ha_strbuf_free(&pattern);
}

/* Of a file that was found: whether it needs one, only its text can tell. */
static const char *
why_none(struct cli_index_run *run, size_t n, const struct cli_index_text *text)
{
	struct ha_index_counts counts;
	struct ha_index_image image;

	if (!run->finds || !cli_index_build(run, n, text, &image, &counts))
		return NULL;
	ha_index_image_free(&image);
	return cli_index_why_not(run->files.list[n].kind, &counts);
}

static bool
is_of_path(void *context, const struct ha_index *index)
{
	const char *path = context;

	return ha_span_equal(ha_index_path(index), ha_span_of(path));
}

/* There may be one of the file that had the name before. */
static void
say_missing(const struct cli_index_run *run, size_t n)
{
	if (run->folder.fd >= 0 &&
	    cli_index_folder_has(&run->folder, is_of_path,
		run->files.list[n].path))
		cli_index_say(run, n,
		    "%1: stale: the file was replaced after it was made", NULL);
	else
		cli_index_say(run, n, "%1: there is no index", NULL);
}

static void
check_text(struct cli_index_run *run, size_t n,
    const struct cli_index_text *text)
{
	struct cli_index_state state =
	    cli_index_look(run, text->source, run->files.list[n].kind);
	const char *why;

	if (!state.is_missing && state.fault == HA_INDEX_FAULT_NONE) {
		say_sound(run, n, &state.counts);
		return;
	}
	if (!state.is_missing) {
		say_fault(run, n, state.fault, text->source);
	} else {
		why = why_none(run, n, text);
		if (why != NULL) {
			cli_index_say_needless(run, n, why);
			return;
		}
		say_missing(run, n);
	}
	cli_index_note_finding(run);
}

void
cli_index_check(struct cli_index_run *run, size_t n)
{
	struct cli_index_text text;

	/* Others who can put something in can take something away. */
	cli_index_open_folder(run, false);
	if (!cli_index_read(run, n, &text))
		return;
	if (run->finds && !cli_index_is_large(text.source))
		cli_index_say_needless(run, n, CLI_INDEX_SMALL);
	else
		check_text(run, n, &text);
	cli_index_text_free(&text);
}

/* Which file it is need not be read, but what it names. */
static bool
identify(struct cli_index_run *run, size_t n, struct ha_identity *identity)
{
	const struct cli_index_file *file = &run->files.list[n];
	struct cli_index_text text;
	struct stat st;

	if (run->finds) {
		if (!cli_index_read(run, n, &text))
			return false;
		*identity = text.source->identity;
		cli_index_text_free(&text);
		return true;
	}
	if (stat(file->path, &st) == 0) {
		*identity = ha_identity_of(&st);
		return true;
	}
	if (file->is_removed)
		cli_index_say(run, n, "%1: the index was removed", NULL);
	else
		cli_index_fail(run, file->name, errno);
	return false;
}

void
cli_index_remove(struct cli_index_run *run, size_t n)
{
	char name[HA_INDEX_NAME], *path;
	struct ha_identity identity;
	int error = ENOENT;

	if (!identify(run, n, &identity))
		return;
	ha_index_name(&identity, name);
	if (cli_index_open_folder(run, false))
		error = cli_index_folder_remove(&run->folder, name);
	if (error == 0 || run->files.list[n].is_removed) {
		cli_index_say(run, n, "%1: the index was removed", NULL);
	} else if (error == ENOENT) {
		cli_index_say(run, n, "%1: there was no index", NULL);
	} else {
		path = cli_index_folder_file(&run->folder, name);
		cli_index_fail(run, path, error);
		free(path);
	}
}
