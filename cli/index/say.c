#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "cli/index/job.h"
#include "cli/io/message.h"
#include "common/base/errortext.h"

/* The index file of a source, as it would be named; the caller frees it. */
static char *
file_of(const struct cli_index_job *job, const struct ha_source *source)
{
	char name[HA_INDEX_NAME];

	ha_index_name(&source->identity, name);
	return cli_index_folder_file(&job->folder, name);
}

void
cli_index_say(const struct cli_index_job *job, size_t n, const char *pattern,
    const struct ha_source *source)
{
	char *file = source != NULL ? file_of(job, source) : NULL;
	struct ha_strbuf line = HA_STRBUF_INIT;

	if (!job->options->output.is_quiet) {
		cli_sentence(&line, pattern,
		    ha_span_of(job->files.list[n].name), ha_span_of(file));
		ha_strbuf_add_byte(&line, '\n');
		if (line.failed)
			cli_no_memory();
		fwrite(line.text, 1, line.len, stdout);
	}
	ha_strbuf_free(&line);
	free(file);
}

/* 1,234,567 */
static void
add_count(struct ha_strbuf *out, unsigned long count)
{
	char digits[32];
	int len = snprintf(digits, sizeof(digits), "%lu", count);

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			ha_strbuf_add_byte(out, ',');
		ha_strbuf_add_byte(out, digits[i]);
	}
}

/* 8.0 KiB, or 24.1 MiB; it is whole pages. */
static void
add_size(struct ha_strbuf *out, size_t size)
{
	bool is_small = size < (size_t)1 << 20;
	size_t unit = is_small ? (size_t)1 << 10 : (size_t)1 << 20;

	add_count(out, size / unit);
	ha_strbuf_add_byte(out, '.');
	ha_strbuf_add_number(out, size % unit * 10 / unit);
	ha_strbuf_add_text(out, is_small ? " KiB" : " MiB");
}

static const char *
items_of(enum ha_index_kind kind, const struct ha_index_counts *counts)
{
	if (kind == HA_INDEX_RULES)
		return counts->items == 1 ? " rule, " : " rules, ";
	return counts->items == 1 ? " word, " : " words, ";
}

bool
cli_index_is_large(const struct ha_source *source)
{
	return source->len > HA_SOURCE_WHOLE;
}

const char *
cli_index_why_not(enum ha_index_kind kind, const struct ha_index_counts *counts)
{
	if (counts->bytes <= HA_SOURCE_WHOLE)
		return CLI_INDEX_SMALL;
	if (ha_index_pays(counts))
		return NULL;
	return kind == HA_INDEX_RULES
	    ? "too few of its rules are about addresses"
	    : "too few of its words are addresses";
}

void
cli_index_say_made(const struct cli_index_job *job, size_t n,
    const struct ha_source *source, const struct ha_index_counts *counts,
    size_t size)
{
	enum ha_index_kind kind = job->files.list[n].kind;
	const char *why = cli_index_why_not(kind, counts);
	struct ha_strbuf pattern = HA_STRBUF_INIT;

	ha_strbuf_add_text(&pattern, "%1: indexed ");
	add_count(&pattern, counts->items);
	ha_strbuf_add_text(&pattern, items_of(kind, counts));
	add_size(&pattern, size);
	ha_strbuf_add_text(&pattern, " in %2");
	if (why != NULL) {
		ha_strbuf_add_text(&pattern, ", which is not used: ");
		ha_strbuf_add_text(&pattern, why);
	}
	cli_index_say(job, n, ha_strbuf_text(&pattern), source);
	ha_strbuf_free(&pattern);
}

void
cli_index_say_needless(const struct cli_index_job *job, size_t n,
    const char *why)
{
	struct ha_strbuf pattern = HA_STRBUF_INIT;

	ha_strbuf_add_text(&pattern, "%1: needs no index: ");
	ha_strbuf_add_text(&pattern, why);
	cli_index_say(job, n, ha_strbuf_text(&pattern), NULL);
	ha_strbuf_free(&pattern);
}

void
cli_index_note_finding(struct cli_index_job *job)
{
	if (job->status == EX_OK)
		job->status = 1;
}

void
cli_index_fail_text(struct cli_index_job *job, const char *name,
    const char *why)
{
	cli_complain("index", "%1: %2", ha_span_of(name), ha_span_of(why));
	job->status = EX_IOERR;
}

void
cli_index_fail(struct cli_index_job *job, const char *name, int error)
{
	cli_index_fail_text(job, name, ha_error_text(error));
}
