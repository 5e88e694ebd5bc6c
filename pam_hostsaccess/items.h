#ifndef MOD_ITEMS_H
#define MOD_ITEMS_H

#include <security/pam_modules.h>

#include "module_args.h"
#include "request.h"

enum mod_phase {
	MOD_AUTH,
	MOD_ACCOUNT,
	MOD_SESSION
};

const char *mod_phase_name(enum mod_phase phase);

/* What the application said of the connection; "" for what it did not. */
struct mod_items {
	enum mod_phase phase;
	const char *service, *rhost, *account;
	const char *ruser;      /* as user= chooses it */
	const char *connection; /* SSH_CONNECTION, when it may be believed */
};

/* Strings stay libpam's and are valid during the call. */
void mod_items_read(pam_handle_t *pamh, const struct ha_module_args *args,
    enum mod_phase phase, struct mod_items *items);

/* Nobody said where the client is: no_rhost= applies. */
bool mod_items_lack_host(const struct mod_items *items);

/*
 * The request that the items make, borrowing from them.  Disagreement of
 * address and host name in the items is logged.
 */
void mod_items_request(pam_handle_t *pamh, const struct ha_module_args *args,
    const struct mod_items *items, struct ha_request *request);

#endif
