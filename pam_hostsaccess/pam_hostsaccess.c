/*
 * The module: is the remote host allowed to use this service, by the rules of
 * hosts.allow and hosts.deny?  pam_hostsaccess(8) is its contract.
 */
#include <pthread.h>
#include <security/pam_modules.h>
#include <string.h>

#include "act.h"
#include "decide.h"
#include "items.h"
#include "keep.h"
#include "log.h"
#include "lookup/lookup.h"
#include "module_args.h"

/* What one call works with. */
struct call {
	pam_handle_t *pamh;
	int flags;
	struct ha_module_args args;
	struct mod_items items;
};

static int
allowed_code(const struct call *call)
{
	if (call->items.phase == MOD_AUTH &&
	    call->args.allow_is == HA_MODULE_ALLOW_IS_IGNORE)
		return PAM_IGNORE;
	return PAM_SUCCESS;
}

static int
code_of(const struct call *call, enum ha_verdict verdict)
{
	if (verdict == HA_ALLOW || !call->args.enforce)
		return allowed_code(call);
	return PAM_PERM_DENIED;
}

static const char *
index_folder(const struct ha_module_args *args)
{
	return strcmp(args->index, "no") == 0 ? NULL : args->index;
}

/* Decides, tells the log, does what the rule wants, and keeps the verdict. */
static int
decide_with(struct call *call, struct mod_actor *actor)
{
	struct ha_shelf shelf = { .index_folder = index_folder(&call->args) };
	struct ha_tables tables = { { call->args.allow, NULL,
					HA_IF_MISSING_LINK },
		{ call->args.deny, NULL,
		    call->args.names_deny ? HA_IF_MISSING_ERROR
					  : HA_IF_MISSING_LINK },
		&shelf };
	struct ha_policy policy = {
		.aclexec =
		    call->args.commands ? HA_ACLEXEC_RUN : HA_ACLEXEC_FAIL,
		.run = mod_actor_run,
		.context = actor,
		.refuse_on_unknown =
		    call->args.onlookup == HA_MODULE_ONLOOKUP_DENY,
		.skip_malformed = call->args.onerror == HA_MODULE_ONERROR_SKIP
	};
	struct ha_decision decision;
	struct mod_report report = { &call->args, &call->items, actor->request,
		&decision };
	enum ha_verdict verdict;

	if (ha_decide(&tables, actor->request, &actor->resolver, &policy, NULL,
		&decision) != HA_OK)
		return PAM_BUF_ERR;
	verdict = decision.verdict;
	mod_log_diagnostics(call->pamh, &report);
	mod_log_decision(&report);
	mod_actor_finish(actor, &decision);
	mod_keep(call->pamh, &call->args, &call->items, verdict);
	ha_decision_free(&decision);
	return code_of(call, verdict);
}

static int
decide(struct call *call)
{
	struct ha_lookup lookup;
	struct ha_request request;
	struct mod_actor actor = { .pamh = call->pamh,
		.args = &call->args,
		.request = &request,
		.lookup = &lookup,
		.is_silent = ((unsigned)call->flags & PAM_SILENT) != 0 };
	int code;

	ha_lookup_init(&lookup, call->args.timeout);
	actor.resolver = ha_lookup_resolver(&lookup, call->args.lookup != 0);
	mod_actor_init(&actor);
	mod_items_request(call->pamh, &call->args, &call->items, &request);
	code = decide_with(call, &actor);
	if (lookup.is_shared)
		mod_log_shared_user(call->pamh);
	mod_actor_free(&actor);
	ha_request_free(&request);
	ha_lookup_end(&lookup);
	return code;
}

/* Nobody gave a remote host: no_rhost= says what that means. */
static int
decide_without_host(struct call *call)
{
	struct ha_request request = HA_REQUEST_INIT;
	struct mod_report report = { &call->args, &call->items, &request,
		NULL };

	switch ((enum ha_module_no_rhost)call->args.no_rhost) {
	case HA_MODULE_NO_RHOST_UNKNOWN:
		return decide(call);
	case HA_MODULE_NO_RHOST_IGNORE:
		return PAM_IGNORE;
	case HA_MODULE_NO_RHOST_DENY:
		break;
	}
	mod_log_decision(&report);
	mod_keep(call->pamh, &call->args, &call->items, HA_DENY);
	return code_of(call, HA_DENY);
}

static int
check_host(pam_handle_t *pamh, int flags, enum mod_phase phase, int argc,
    const char **argv)
{
	struct call call = { .pamh = pamh, .flags = flags };
	enum ha_verdict verdict;
	const char *bad;

	if (!ha_module_args_read(argc, argv, &call.args, &bad)) {
		mod_log_bad_argument(pamh, bad);
		return PAM_SERVICE_ERR;
	}
	mod_items_read(pamh, &call.args, phase, &call.items);
	if (mod_kept(pamh, &call.args, &call.items, &verdict))
		return code_of(&call, verdict);
	if (mod_items_lack_host(&call.items))
		return decide_without_host(&call);
	return decide(&call);
}

/*
 * A thread that is to be cancelled ends when the module is done.  In the midst
 * of it a child and descriptors would stay behind, and the lock on what all
 * services of the machine share.
 */
static int
check_undisturbed(pam_handle_t *pamh, int flags, enum mod_phase phase, int argc,
    const char **argv)
{
	int cancel, code;

	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel);
	code = check_host(pamh, flags, phase, argc, argv);
	pthread_setcancelstate(cancel, NULL);
	return code;
}

int
pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	return check_undisturbed(pamh, flags, MOD_AUTH, argc, argv);
}

int
pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	return check_undisturbed(pamh, flags, MOD_ACCOUNT, argc, argv);
}

int
pam_sm_open_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	return check_undisturbed(pamh, flags, MOD_SESSION, argc, argv);
}

int
pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh;
	(void)flags;
	(void)argc;
	(void)argv;
	return PAM_IGNORE;
}

int
pam_sm_close_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh;
	(void)flags;
	(void)argc;
	(void)argv;
	return PAM_IGNORE;
}

int
pam_sm_chauthtok(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh;
	(void)flags;
	(void)argc;
	(void)argv;
	return PAM_IGNORE;
}
