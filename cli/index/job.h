#ifndef CLI_INDEX_JOB_H
#define CLI_INDEX_JOB_H

#include "cli/args/output.h"
#include "cli/args/tables.h"
#include "cli/index/files.h"
#include "cli/index/folder.h"
#include "cli/index/read.h"

/* What "index" is asked to do. */
struct cli_index_options {
	struct cli_table_names tables;
	struct cli_output output;
	bool checks, removes;
	const char *folder; /* NULL: not given */
	const char *as;     /* "table", "words", or NULL */
};

/* One run of the command. */
struct cli_index_job {
	const struct cli_index_options *options;
	struct cli_args args;
	struct cli_index_folder folder;
	bool was_refused; /* the folder, which was said */
	struct cli_index_files files;
	/* No file was named: it is for the tables, and for what they name. */
	bool finds;
	int status; /* to exit with */
};

/* ---- what each mode does with files.list[n] ---- */

/* write: makes the index, or sees that none is needed. */
void cli_index_write(struct cli_index_job *job, size_t n);

/* Is it in another state by now than that for which this was done? */
bool cli_index_has_changed(const struct cli_index_job *job, size_t n);

/* check: says how the index is. */
void cli_index_check(struct cli_index_job *job, size_t n);

/* remove: removes it. */
void cli_index_remove(struct cli_index_job *job, size_t n);

/* ---- what they share ---- */

/*
 * Reads the file, learns its kind and the pattern files that it names.  False:
 * it is not there or not readable, which has been said if it matters, or it is
 * one of those before it under another name.
 */
bool cli_index_read(struct cli_index_job *job, size_t n,
    struct cli_index_text *text);

/* The same once more, for a file that was read. */
bool cli_index_read_again(struct cli_index_job *job, size_t n,
    struct cli_index_text *text);

/* Says what ha_source_open found, which was not HA_OK. */
void cli_index_refuse(struct cli_index_job *job, size_t n,
    enum ha_status status, int error);

/*
 * Builds the index of what was read, for the caller to free; the image is its
 * bytes, and goes with it.  NULL: it cannot be done, which has been said.
 */
struct ha_index *cli_index_build(struct cli_index_job *job, size_t n,
    const struct cli_index_text *text, struct ha_index_image *image);

/*
 * Opens the folder, if it is not open, or makes it.  False: there is none, or
 * none that can be used, which has been said once.
 */
bool cli_index_open_folder(struct cli_index_job *job, bool makes_it);

/* How an index is, but for a reason not to use a sound one. */
struct cli_index_state {
	bool is_missing;
	enum ha_index_fault fault;
	struct ha_index_counts counts; /* of one without a fault */
};

/* Reads all of it, too. */
struct cli_index_state cli_index_state_of(const struct cli_index_job *job,
    const struct ha_source *source, enum ha_index_kind kind);

#define CLI_INDEX_SMALL "so small a file is read at once"

/* Why the engine does well without an index; NULL: it does not. */
const char *cli_index_why_not(enum ha_index_kind kind,
    const struct ha_index_counts *counts);

/* So large a file is looked for an index of. */
bool cli_index_is_large(const struct ha_source *source);

/* ---- say: one line about a file, "NAME: ..." ---- */

/* A sentence of which %1 is the name, and %2 the index if source is given. */
void cli_index_say(const struct cli_index_job *job, size_t n,
    const char *pattern, const struct ha_source *source);

/* "NAME: indexed 3 rules, 8.0 KiB in FILE" */
void cli_index_say_made(const struct cli_index_job *job, size_t n,
    const struct ha_source *source, const struct ha_index_counts *counts,
    size_t size);

/* "NAME: needs no index: WHY" */
void cli_index_say_needless(const struct cli_index_job *job, size_t n,
    const char *why);

/* One that is checked is not as it should be. */
void cli_index_note_finding(struct cli_index_job *job);

/* A failure: an errno value, or a text that says why. */
void cli_index_fail(struct cli_index_job *job, const char *name, int error);
void cli_index_fail_text(struct cli_index_job *job, const char *name,
    const char *why);

#endif
