#ifndef MOD_ITEMS_H
#define MOD_ITEMS_H

#include <security/pam_modules.h>

#include "common/base/arena.h"
#include "common/request/request.h"
#include "common/settings/module_args.h"

enum mod_phase {
	MOD_AUTH,
	MOD_ACCOUNT,
	MOD_SESSION
};

const char *mod_phase_name(enum mod_phase phase);

/* What the application said of the connection; "" for what it did not. */
struct mod_items {
	enum mod_phase phase;
	bool is_sshd; /* the service is sshd, by its PAM_TTY */
	const char *service, *rhost, *account;
	const char *ruser;      /* as user= chooses it */
	const char *connection; /* SSH_CONNECTION, when it may be believed */
	bool has_rhost_addr;
	struct ha_addr rhost_addr; /* rhost, when that is an address */
	struct ha_arena arena;
};

/*
 * Copies all of it: libpam frees its strings when one of our steps, or the
 * application in a conversation, sets an item or a variable anew.  False: out
 * of memory.  To be freed in either case.
 */
bool mod_items_read(pam_handle_t *pamh, const struct ha_module_args *args,
    enum mod_phase phase, struct mod_items *items);
void mod_items_free(struct mod_items *items);

/* Nobody said where the client is: no_rhost= applies. */
bool mod_items_lack_host(const struct mod_items *items);

/* PAM_RHOST and a believed SSH_CONNECTION hold different addresses. */
bool mod_items_disagree(const struct mod_items *items);

/* The request that the items make, borrowing from them. */
void mod_items_request(const struct ha_module_args *args,
    const struct mod_items *items, struct ha_request *request);

/* What PAM_RHOST says of this client that nothing confirms; "": nothing. */
const char *mod_items_claim(const struct mod_items *items,
    const struct ha_host *client);

#endif
