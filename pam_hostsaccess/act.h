#ifndef MOD_ACT_H
#define MOD_ACT_H

#include <security/pam_modules.h>

#include "log.h"

/*
 * Does what the deciding rule's options want: variables for the session and
 * banners, then message= for a refused client.  Commands are not run, which
 * is logged.  Nothing here changes the verdict.
 */
void mod_act(pam_handle_t *pamh, const struct mod_report *report,
    struct ha_request *request, const struct ha_resolver *resolver, int flags);

#endif
