#include "cli/index/job.h"

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
say_fault(const struct cli_index_job *job, size_t n, enum ha_index_fault fault,
    const struct ha_source *source)
{
	struct ha_strbuf pattern = HA_STRBUF_INIT;

	ha_strbuf_add_text(&pattern, "%1: ");
	ha_strbuf_add_text(&pattern, sort_of(fault));
	ha_strbuf_add_text(&pattern, ": ");
	ha_strbuf_add_text(&pattern, ha_index_fault_text(fault));
	ha_strbuf_add_text(&pattern, " (%2)");
	cli_index_say(job, n, ha_strbuf_text(&pattern), source);
	ha_strbuf_free(&pattern);
}

static void
say_sound(const struct cli_index_job *job, size_t n,
    const struct ha_index_counts *counts)
{
	const char *why = cli_index_why_not(job->files.list[n].kind, counts);
	struct ha_strbuf pattern = HA_STRBUF_INIT;

	if (job->finds && why != NULL) {
		cli_index_say_needless(job, n, why);
		return;
	}
	ha_strbuf_add_text(&pattern, "%1: up to date");
	if (why != NULL) {
		ha_strbuf_add_text(&pattern, ", but not used: ");
		ha_strbuf_add_text(&pattern, why);
	}
	cli_index_say(job, n, ha_strbuf_text(&pattern), NULL);
	ha_strbuf_free(&pattern);
}

/* Of a file that was found: whether it needs one, only its text can tell. */
static const char *
why_none(struct cli_index_job *job, size_t n, const struct cli_index_text *text)
{
	struct ha_index_image image;
	struct ha_index *index =
	    job->finds ? cli_index_build(job, n, text, &image) : NULL;
	const char *why;

	if (index == NULL)
		return NULL;
	why = cli_index_why_not(job->files.list[n].kind,
	    &ha_index_about(index)->counts);
	ha_index_free(index);
	return why;
}

static bool
is_of_path(void *context, const struct ha_index *index)
{
	const char *path = context;

	return ha_span_equal(ha_index_path(index), ha_span_of(path));
}

/* There may be one of the file that had the name before. */
static void
say_missing(const struct cli_index_job *job, size_t n)
{
	if (job->folder.fd >= 0 &&
	    cli_index_folder_has(&job->folder, is_of_path,
		job->files.list[n].path))
		cli_index_say(job, n,
		    "%1: stale: the file was replaced after it was made", NULL);
	else
		cli_index_say(job, n, "%1: there is no index", NULL);
}

static void
check_text(struct cli_index_job *job, size_t n,
    const struct cli_index_text *text)
{
	struct cli_index_state state =
	    cli_index_state_of(job, text->source, job->files.list[n].kind);
	const char *why;

	if (!state.is_missing && state.fault == HA_INDEX_FAULT_NONE) {
		say_sound(job, n, &state.counts);
		return;
	}
	if (!state.is_missing) {
		say_fault(job, n, state.fault, text->source);
	} else {
		why = why_none(job, n, text);
		if (why != NULL) {
			cli_index_say_needless(job, n, why);
			return;
		}
		say_missing(job, n);
	}
	cli_index_note_finding(job);
}

void
cli_index_check(struct cli_index_job *job, size_t n)
{
	struct cli_index_text text;

	/* Others who can put something in can take something away. */
	cli_index_open_folder(job, false);
	if (!cli_index_read(job, n, &text))
		return;
	if (job->finds && !cli_index_is_large(text.source))
		cli_index_say_needless(job, n, CLI_INDEX_SMALL);
	else
		check_text(job, n, &text);
	cli_index_text_free(&text);
}
