#ifndef CLI_REPLAY_READING_H
#define CLI_REPLAY_READING_H

#include "cli/replay/event.h"
#include "cli/replay/place.h"

/* A message while it is read. */
struct cli_reading {
	struct cli_log_message *message;
	bool is_preauth; /* it says itself that nobody has logged in yet */
	bool is_cut;     /* its end may be lost */
};

/* The message cannot be read, from there on.  Returns false. */
bool cli_reading_refuse(struct cli_reading *reading, const char *where);

/* It is one without a source that anybody could be told by. */
void cli_reading_pass_over(struct cli_reading *reading);

/* Its source is that; without an address it is passed over. */
void cli_reading_set_place(struct cli_reading *reading,
    const struct cli_log_place *place);

/* Its source is what the text says: an address, or a host's name.  False: it
 * is neither, and the message is refused. */
bool cli_reading_set_source(struct cli_reading *reading, struct ha_span text);

/* Is the end of the text what sshd meant to write?  Else it is refused. */
bool cli_reading_has_end(struct cli_reading *reading, struct ha_span text);

#endif
