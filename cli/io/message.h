#ifndef CLI_IO_MESSAGE_H
#define CLI_IO_MESSAGE_H

#include "common/base/span.h"
#include "common/base/strbuf.h"

/*
 * A sentence for people.  "%1" and "%2" in the pattern stand for foreign
 * texts, which are escaped, and cut when they are very long; "%%" is a "%".
 */
void cli_sentence(struct ha_strbuf *out, const char *pattern,
    struct ha_span first, struct ha_span second);

/* The same for programs, in every locale. */
void cli_sentence_stable(struct ha_strbuf *out, const char *pattern,
    struct ha_span first, struct ha_span second);

/* Text as it stands, on standard error, after what was answered so far. */
void cli_to_stderr(const struct ha_strbuf *text);

/* "hostsaccess: COMMAND: SENTENCE"; command may be NULL. */
void cli_complain(const char *command, const char *pattern,
    struct ha_span first, struct ha_span second);

/* The same, and where to find help.  Returns the exit status of wrong use. */
int cli_usage(const char *command, const char *pattern, struct ha_span first,
    struct ha_span second);

/* The same for a sentence that is complete: a '%' in it is a '%'. */
int cli_usage_text(const char *command, const struct ha_strbuf *text);

/* Says that memory has run out, and exits. */
_Noreturn void cli_no_memory(void);

#endif
