#ifndef CLI_CHECK_BASE_FINDING_H
#define CLI_CHECK_BASE_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/check/base/causes.h"
#include "cli/check/base/options.h"
#include "cli/check/base/suppress.h"
#include "common/base/arena.h"
#include "common/language/diag.h"

/* Kept at most; what is beyond is counted.  Nobody reads more. */
#define CLI_FINDINGS_MAX 1000

/* The same where their repairs are made: as many as fit into memory. */
#define CLI_REPAIRS_MAX 1000000

/* No code is as large. */
#define CLI_CODES_END 1000

/* Other rules that a finding names. */
#define CLI_RELATED_MAX 2

/* A piece of a file, and what should stand there; len 0: an insertion. */
struct cli_edit {
	struct ha_location where;
	struct ha_span with;
	struct cli_edit *next; /* further on in the same file, or NULL */
};

/*
 * One finding.  The spans are borrowed from sources, constants, or from the
 * arena of the findings; see cli_findings_keep.
 */
struct cli_finding {
	enum ha_code code;
	enum ha_level level; /* the code's, unless it is lowered */
	enum ha_effect effect;
	const char *besides;      /* said after the effect, or NULL */
	const char *help;         /* NULL: the code's; "": none */
	int error;                /* an errno value after it, or 0 */
	struct ha_location where; /* source NULL: the file "path" itself */
	const char *path;         /* NULL with a source: that source's */
	struct ha_span args[2];   /* "%1" and "%2" of the code's texts */
	/* Rules that have to do with it; source NULL: none. */
	struct ha_location related[CLI_RELATED_MAX];
	const char *witness;        /* a request that shows it, or NULL */
	struct cli_edit *edits;     /* its safe repair, in order; or NULL */
	struct cli_edit *last_edit; /* a file may have one a line */
	bool is_suppressed;         /* by a comment in the file */
	size_t order;               /* of discovery */
	uint32_t cause;             /* a number + 1; 0: it stands alone */
	/* How many it stands for, when they were folded, and where the next of
	 * them are. */
	size_t count;
	struct ha_location *more;
	size_t nmore;
};

/* All that was found, filtered by --select and --ignore. */
struct cli_findings {
	struct cli_finding *list;
	size_t count, size, max;
	size_t dropped;                    /* not kept, for want of room */
	size_t counts[HA_LEVEL_ERROR + 1]; /* by level, dropped ones too */
	size_t by_code[CLI_CODES_END];
	size_t nsuppressed;
	bool folds; /* many of one cause are one */
	bool is_folded;
	struct cli_causes causes;
	const struct cli_check_options *options;
	struct cli_suppressions suppressions;
	struct ha_arena arena;
	struct cli_finding unkept; /* takes what is not wanted */
};

void cli_findings_init(struct cli_findings *findings,
    const struct cli_check_options *options);
void cli_findings_free(struct cli_findings *findings);

/*
 * Adds a finding at a place in a file and returns it, for the caller to fill
 * in further members; never NULL.  Valid until the next call.
 */
struct cli_finding *cli_find(struct cli_findings *findings, enum ha_code code,
    struct ha_location where);

/* The same with another level than the code's. */
struct cli_finding *cli_find_as(struct cli_findings *findings,
    enum ha_code code, enum ha_level level, struct ha_location where);

/* The same for a file as a whole; path must outlive the findings. */
struct cli_finding *cli_find_file(struct cli_findings *findings,
    enum ha_code code, const char *path);

/* The same, because of a rule, of which it has the number. */
struct cli_finding *cli_find_because(struct cli_findings *findings,
    enum ha_code code, enum ha_level level, struct ha_location where,
    uint32_t rule);

/* Gives one that was found before another level. */
void cli_finding_set_level(struct cli_findings *findings,
    struct cli_finding *finding, enum ha_level level);

/* Is the code wanted at all?  For lints whose work is expensive. */
bool cli_findings_want(const struct cli_findings *findings, enum ha_code code);

/* A copy of text that lives as long as the findings. */
struct ha_span cli_findings_keep(struct cli_findings *findings,
    struct ha_span text);

/* The same of the text of a buffer, which is freed. */
struct ha_span cli_findings_take(struct cli_findings *findings,
    struct ha_strbuf *text);

/* Sets args[index] to a copy of text, if the finding is one that is kept. */
void cli_finding_say(struct cli_findings *findings, struct cli_finding *finding,
    size_t index, struct ha_span text);

/*
 * Copies the texts that the findings from the first on borrow, for what they
 * are borrowed from is about to go: a rule of several lines is put together in
 * memory that the next one takes.
 */
void cli_findings_settle(struct cli_findings *findings, size_t first);

/* Adds an edit after the others of the finding; with is copied. */
void cli_finding_edit(struct cli_findings *findings,
    struct cli_finding *finding, struct ha_location where, struct ha_span with);

/* By file, in the order in which they were read, and then by place. */
void cli_findings_sort(struct cli_findings *findings);

/* Many of one cause become one, the first of them; they must be sorted. */
void cli_findings_fold(struct cli_findings *findings);

/* Does any reach the level? */
bool cli_findings_reach(const struct cli_findings *findings,
    enum ha_level level);

/* Has it any help?  One that is no more than an empty "%2" is none. */
bool cli_finding_has_help(const struct cli_finding *finding);

/* The finding's sentence and its help, "%1" and "%2" filled in. */
void cli_finding_text(struct ha_strbuf *out, const struct cli_finding *finding);
void cli_finding_help(struct ha_strbuf *out, const struct cli_finding *finding);

/* The same for programs, in every locale. */
void cli_finding_text_stable(struct ha_strbuf *out,
    const struct cli_finding *finding);
void cli_finding_help_stable(struct ha_strbuf *out,
    const struct cli_finding *finding);

/* The file it is in. */
const char *cli_finding_path(const struct cli_finding *finding);

#endif
