#ifndef HA_LOOKUP_ANSWER_H
#define HA_LOOKUP_ANSWER_H

#include "frame.h"
#include "strbuf.h"

/*
 * Asks the C library, and adds the reply's packet to reply.  text ends with a
 * NUL and may be changed.
 */
void ha_answer_question(enum ha_question question, char *text,
    struct ha_strbuf *reply);

#endif
