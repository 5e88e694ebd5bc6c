#ifndef CLI_PAM_SERVICES_H
#define CLI_PAM_SERVICES_H

#include <stdbool.h>

#include "common/base/span.h"

/* "sshd" of "/etc/pam.d/sshd". */
struct ha_span cli_pam_service_name(struct ha_span service);

/* Is it sshd, where a login with a key runs no auth phase? */
bool cli_pam_is_sshd(struct ha_span name);

/* Does the service never tell PAM a remote host? */
bool cli_pam_has_no_rhost(struct ha_span name);

/* Is it one of the files that distributions include in many services? */
bool cli_pam_is_shared(struct ha_span name);

/* A hidden file, or one that an editor or a package manager left behind: no
 * service has that name. */
bool cli_pam_is_leftover(struct ha_span name);

#endif
