#ifndef MOD_CACHE_H
#define MOD_CACHE_H

#include <security/pam_modules.h>

#include "common/match/decision.h"
#include "common/settings/module_args.h"
#include "pam_hostsaccess/items.h"

/*
 * A verdict is kept in the PAM handle, so that a later phase neither reads
 * the tables again nor logs the same line twice.  It counts only for the same
 * client, service and arguments: a line in the stack that has any other
 * argument decides for itself.
 */
void mod_cache_put(pam_handle_t *pamh, const struct ha_module_args *args,
    const struct mod_items *items, enum ha_verdict verdict);

/* False: nothing that counts was kept. */
bool mod_cache_get(pam_handle_t *pamh, const struct ha_module_args *args,
    const struct mod_items *items, enum ha_verdict *verdict);

#endif
