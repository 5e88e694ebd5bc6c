#ifndef HA_RULES_READER_H
#define HA_RULES_READER_H

#include <stdbool.h>

#include "common/base/arena.h"
#include "common/base/span.h"
#include "common/base/status.h"
#include "common/language/diag.h"
#include "common/language/meaning.h"
#include "common/rules/lines.h"
#include "common/source/source.h"

/*
 * Reads a table rule by rule.  Physical lines are joined, comments and blank
 * lines skipped; nothing of a rule is kept when the next one is read.
 */
struct ha_reader {
	const struct ha_source *source; /* borrowed */
	struct ha_lines lines;
	size_t next;           /* offset of the next logical line */
	size_t end;            /* where reading ends; the source's length */
	struct ha_arena arena; /* text of continued lines */
};

/*
 * How the last line of a rule ends.  Unless that is HA_LINE_ENDED, the file may
 * have been cut short, and nobody can tell what stood there.
 */
enum ha_line_end {
	HA_LINE_ENDED,    /* with a newline */
	HA_LINE_CUT,      /* with the end of the file (L1) */
	HA_LINE_CONTINUED /* with a continuation, and no line follows (L6) */
};

/*
 * One rule, "daemons : clients [: option]...".  Valid until the next call of
 * ha_reader_next: the spans lie in the source or in the reader's arena.
 * With a fault the rule is malformed (M1), and fault_at says where in text.
 */
struct ha_rule {
	struct ha_location where; /* the lines as written, no last newline */
	struct ha_span text;      /* the same with its lines joined */
	struct ha_lines lines;
	enum ha_line_end line_end;
	enum ha_code fault;
	size_t fault_at;
	bool daemons_readable;
	struct ha_span daemons;
	size_t rest_at; /* where in text the clients begin */
	/* Set by ha_rule_split: */
	struct ha_span clients, options;
	bool has_options;
	/* How far text has been mapped back to the source. */
	size_t mapped_text, mapped_raw;
};

void ha_reader_init(struct ha_reader *reader, const struct ha_source *source,
    struct ha_lines lines);
void ha_reader_free(struct ha_reader *reader);

/*
 * HA_OK with the next rule, sound or malformed; HA_END; HA_NOMEM.  Where
 * libwrap gives the table up, and lines are read its way: HA_GIVEN_UP with
 * rule->where.
 */
enum ha_status ha_reader_next(struct ha_reader *reader, struct ha_rule *rule);

/*
 * Splits what stands after the daemons, which is needed only when they
 * match.  May find a fault.
 */
void ha_rule_split(struct ha_rule *rule);

/*
 * Does the rule, if it is malformed, refuse everybody whose daemon it names
 * (M1)?  In the allow table it does when one of the fields after the second
 * ':' begins with deny, twist or aclexec; brackets and comments do not hide a
 * field here, as they may be what is wrong.
 */
bool ha_rule_fault_refuses(const struct ha_rule *rule,
    enum ha_table_kind table);
enum ha_effect ha_rule_fault_effect(const struct ha_rule *rule,
    enum ha_table_kind table);

/*
 * The code for a rule whose line_end is not HA_LINE_ENDED, and the place that
 * it is about: the end of the file, or the backslash before it.
 */
enum ha_code ha_rule_end_code(const struct ha_rule *rule);
struct ha_location ha_rule_end(const struct ha_rule *rule);

/*
 * Is the host the last of rule->text, in a line that the end of the file cut,
 * and the beginning of ALL or of another such word?  More may have stood there.
 */
bool ha_rule_may_become_all(const struct ha_rule *rule, struct ha_span host);

/* Where a piece of rule->text was written. */
struct ha_location ha_rule_locate(struct ha_rule *rule, struct ha_span piece);

/*
 * One entry of a daemon or client list.  Groups are what EXCEPT separates,
 * counted from 0: "a b EXCEPT c" has a and b in group 0, c in group 1.
 */
struct ha_token {
	struct ha_span text;
	size_t group;
};

struct ha_list {
	struct ha_span rest;
	size_t group;
};

struct ha_list ha_list_of(struct ha_span text);
bool ha_list_next(struct ha_list *list, struct ha_token *token);

/* Does anything stand after EXCEPT? */
bool ha_list_has_exceptions(struct ha_span text);

/*
 * Does a list of daemons, or of clients, mean everybody: is ALL among them,
 * and is nobody excepted?
 */
bool ha_list_is_everybody(struct ha_span text);

#endif
