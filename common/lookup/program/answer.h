#ifndef HA_LOOKUP_PROGRAM_ANSWER_H
#define HA_LOOKUP_PROGRAM_ANSWER_H

#include "common/base/strbuf.h"
#include "common/lookup/frame.h"

/*
 * Asks the C library, and adds the reply's packet to reply.  text ends with a
 * NUL and may be changed.
 */
void ha_answer_question(enum ha_question question, char *text,
    struct ha_strbuf *reply);

#endif
