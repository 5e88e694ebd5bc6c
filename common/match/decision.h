#ifndef HA_MATCH_DECISION_H
#define HA_MATCH_DECISION_H

#include "common/cursor/loader.h"
#include "common/language/diag.h"
#include "common/language/pattern.h"
#include "common/match/dialect.h"
#include "common/match/plan.h"
#include "common/match/trace.h"
#include "common/source/source.h"

enum ha_verdict {
	HA_DENY,
	HA_ALLOW,
	HA_ASK /* it depends on an aclexec command */
};

enum ha_reason {
	HA_REASON_RULE,
	HA_REASON_DEFAULT, /* no rule matched */
	HA_REASON_ERROR,   /* a table or rule could not be read: denied */
	HA_REASON_ACLEXEC  /* a command decides, or its failure did */
};

/* How libwrap ends when it never comes to a verdict. */
enum ha_ending {
	HA_ENDING_NONE,
	HA_ENDING_EXIT,  /* it ends the process that asked */
	HA_ENDING_CRASH, /* likewise, by running out of stack */
	HA_ENDING_HANG   /* it waits, maybe forever */
};

/* A table: the file at path, or text that is already in memory. */
struct ha_table {
	const char *path;
	const struct ha_source *source; /* borrowed; NULL: read path */
	/* What it means that there is no file; never asked for libwrap. */
	enum {
		HA_IF_MISSING_EMPTY, /* an empty table */
		HA_IF_MISSING_LINK,  /* the same, but a link to nothing is an
				      * error: there should be a table */
		HA_IF_MISSING_ERROR
	} if_missing;
};

struct ha_tables {
	struct ha_table allow, deny;
	const struct ha_loader *loader; /* borrowed; NULL: plain files */
};

/* What may be chosen where libwrap's language leaves room. */
struct ha_policy {
	enum {
		HA_ACLEXEC_ASK,  /* the verdict is HA_ASK */
		HA_ACLEXEC_PASS, /* as if every command exited with 0 */
		HA_ACLEXEC_FAIL,
		HA_ACLEXEC_RUN /* run tells */
	} aclexec;

	/*
	 * Takes the steps of the plan of the rule at that place, up to the
	 * last aclexec.  True: each of those exited with 0.
	 */
	bool (*run)(void *context, const struct ha_plan *plan,
	    struct ha_location rule);
	void *context;

	bool refuse_on_unknown; /* onlookup=deny */
	bool skip_malformed;    /* onerror=skip */

	struct ha_dialect *dialect; /* NULL: our own language */
};

/* One table's part in the decision. */
struct ha_table_report {
	const char *path; /* borrowed from ha_tables */
	bool was_read, is_missing;
	/* Of those that were looked at: with a trace all up to the decision. */
	size_t rules; /* malformed ones included */
	size_t named; /* whose daemons match the request */
};

/*
 * The answer, with all that is needed to explain it.  Owns the sources that
 * its locations point into; end with ha_decision_free.
 */
struct ha_decision {
	enum ha_verdict verdict;
	enum ha_reason reason;
	enum ha_table_kind table; /* of the rule or the error */
	enum ha_ending ending;    /* in libwrap's dialect; else none */

	/* The deciding or failing rule; source NULL: none, or a whole file. */
	struct ha_location rule;
	struct ha_span rule_text; /* its lines joined */

	/* The client (or malformed piece) that decided; may be empty. */
	struct ha_location token;
	struct ha_span token_text;
	enum ha_pattern_kind pattern;
	struct ha_location word;   /* in a pattern file, when it did */
	struct ha_span exception;  /* what stands after the first EXCEPT */
	struct ha_location option; /* allow, deny or a wrong one */

	struct ha_diag error; /* reason is an error, or an option is wrong */
	struct ha_plan plan;
	struct ha_table_report reports[2]; /* by enum ha_table_kind */

	/* The first index that was there and could not be used, and the path
	 * of its source; the decision is the same without it. */
	enum ha_index_fault index_fault;
	const char *index_fault_path;

	struct ha_kept_source *sources;
	struct ha_arena arena;

	/* Last: it is large, and a list of none need not be cleared. */
	struct ha_diags diags;
};

/* An empty denial, for ha_decide to fill. */
void ha_decision_init(struct ha_decision *decision);
void ha_decision_free(struct ha_decision *decision);

/*
 * Hands a source over, so that locations in it stay valid.  HA_OK; or
 * HA_NOMEM, and the caller still owns the source.
 */
enum ha_status ha_decision_keep(struct ha_decision *decision,
    struct ha_source *source);

/* Notes why an index of the file was not used; only the first is kept. */
void ha_decision_note_index(struct ha_decision *decision, const char *path,
    enum ha_index_fault fault);

#endif
