#ifndef CLI_REPLAY_FORMS_H
#define CLI_REPLAY_FORMS_H

#include "cli/replay/reading.h"

/*
 * What follows the words that a message begins with, see message.c: each sets
 * the source, refuses the message, or passes it over.
 */
void cli_form_alone(struct cli_reading *reading, struct ha_span text);
void cli_form_before_with(struct cli_reading *reading, struct ha_span text);
void cli_form_disconnect(struct cli_reading *reading, struct ha_span text);
void cli_form_timeout(struct cli_reading *reading, struct ha_span text);
void cli_form_dropped(struct cli_reading *reading, struct ha_span text);
void cli_form_from_end(struct cli_reading *reading, struct ha_span text);
void cli_form_from_end_of_protocol(struct cli_reading *reading,
    struct ha_span text);
void cli_form_remote(struct cli_reading *reading, struct ha_span text);
void cli_form_not_allowed(struct cli_reading *reading, struct ha_span text);
void cli_form_pam_error(struct cli_reading *reading, struct ha_span text);
void cli_form_remote_colon(struct cli_reading *reading, struct ha_span text);
void cli_form_failed_connection(struct cli_reading *reading,
    struct ha_span text);
void cli_form_connection(struct cli_reading *reading, struct ha_span text);
void cli_form_method(struct cli_reading *reading, struct ha_span text);
void cli_form_failure(struct cli_reading *reading, struct ha_span text);
void cli_form_pam_module(struct cli_reading *reading, struct ha_span text);
void cli_form_pam_more(struct cli_reading *reading, struct ha_span text);
void cli_form_refused(struct cli_reading *reading, struct ha_span text);
void cli_form_module_refusal(struct cli_reading *reading, struct ha_span text);

#endif
