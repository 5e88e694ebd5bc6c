#ifndef MOD_ACT_H
#define MOD_ACT_H

#include <security/pam_modules.h>

#include "common/lookup/lookup.h"
#include "common/match/decision.h"
#include "common/settings/module_args.h"

/*
 * Does what the options of the deciding rule want, in its order: commands,
 * variables for the session, banners; then message= for a refused client.
 * Nothing here changes the verdict, but for aclexec, which is run before it.
 */
struct mod_actor {
	pam_handle_t *pamh;
	const struct ha_module_args *args;
	struct ha_request *request;
	struct ha_lookup *lookup;
	struct ha_resolver resolver;
	bool is_silent;

	/* The rule whose steps have been begun, and how many were taken. */
	struct ha_location rule;
	size_t taken;

	/* What the options so far want for the commands after them. */
	uid_t user;
	gid_t group;
	int nice;
	mode_t mask;
	bool is_unable; /* a user or group could not be looked up again */
	struct ha_strbuf variables; /* "NAME=VALUE", each with a NUL after */
};

/* The first members are set; the others are made ready. */
void mod_actor_init(struct mod_actor *actor);
void mod_actor_free(struct mod_actor *actor);

/*
 * For struct ha_policy, with an actor as context: takes the steps up to the
 * last aclexec.  True: each of those exited with 0.
 */
bool mod_actor_run(void *actor, const struct ha_plan *plan,
    struct ha_location rule);

/* Takes the steps that are left, and shows message=. */
void mod_actor_finish(struct mod_actor *actor,
    const struct ha_decision *decision);

#endif
