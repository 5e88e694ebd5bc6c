#ifndef CLI_PAM_FILES_H
#define CLI_PAM_FILES_H

#include "cli/pam/stack.h"

/* Where the administrator writes; the second only where no folder is. */
#define CLI_PAM_DIR "/etc/pam.d"
#define CLI_PAM_CONF "/etc/pam.conf"

/*
 * The configuration of that name, or of that path: in pam->dir, or else where
 * libpam looks for it; as cli_pam_open.
 */
enum ha_status cli_pam_open_config(struct cli_pam *pam, struct ha_span name,
    struct ha_source **source);

/* Is there a file for each service, and not one for all? */
bool cli_pam_has_dirs(const struct cli_pam *pam);

/* The folders where libpam looks, from the first on; NULL behind the last. */
const char *cli_pam_folder(const struct cli_pam *pam, size_t i);

#endif
