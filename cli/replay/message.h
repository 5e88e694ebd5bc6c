#ifndef CLI_REPLAY_MESSAGE_H
#define CLI_REPLAY_MESSAGE_H

#include "cli/replay/event.h"

/*
 * Reads what sshd, versions 7 to 10, or PAM within it, has written.  Users
 * name themselves, with blanks and whatever they like: the source is what
 * stands where no name of theirs can, and where that cannot be told apart the
 * message is CLI_LOG_UNREADABLE.
 */
void cli_log_message_read(struct ha_span text, struct cli_log_message *message);

/*
 * Reads "refused connect from NAME (ADDRESS): ... [service=SERVICE ...]", as
 * pam_hostsaccess writes it in the name of any program.  False: it is another
 * message.  One about another service is CLI_LOG_NOTHING.
 */
bool cli_log_refusal_read(struct ha_span text, struct ha_span service,
    struct cli_log_message *message);

/* Does it say that somebody has logged in, readable or not? */
bool cli_log_says_login(struct ha_span text);

#endif
