/*
 * The module: is the remote host allowed to use this service, by the rules of
 * hosts.allow and hosts.deny?  pam_hostsaccess(8) is its contract.
 */
#include <pthread.h>
#include <security/pam_modules.h>
#include <string.h>

#include "common/lookup/lookup.h"
#include "common/match/decide.h"
#include "common/settings/module_args.h"
#include "pam_hostsaccess/act.h"
#include "pam_hostsaccess/cache.h"
#include "pam_hostsaccess/items.h"
#include "pam_hostsaccess/log.h"

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

static struct ha_tables
tables_of(const struct ha_module_args *args, const struct ha_loader *loader)
{
	return (struct ha_tables){ .allow = { .path = args->allow,
				       .if_missing = HA_IF_MISSING_LINK },
		.deny = { .path = args->deny,
		    .if_missing = args->names_deny ? HA_IF_MISSING_ERROR
						   : HA_IF_MISSING_LINK },
		.loader = loader };
}

static struct ha_policy
policy_of(const struct call *call, struct mod_actor *actor)
{
	return (struct ha_policy){
		.aclexec =
		    call->args.commands ? HA_ACLEXEC_RUN : HA_ACLEXEC_FAIL,
		.run = mod_actor_run,
		.context = actor,
		.refuse_on_unknown =
		    call->args.onlookup == HA_MODULE_ONLOOKUP_DENY,
		.skip_malformed = call->args.onerror == HA_MODULE_ONERROR_SKIP
	};
}

/*
 * Would any account be let in?  As every doubt about the account refuses at
 * first, a denial is everybody's unless this is so.  No command is run for it.
 */
static enum ha_status
may_be_admitted(const struct call *call, const struct ha_tables *tables,
    struct mod_actor *actor, bool *may)
{
	struct ha_policy policy = policy_of(call, actor);
	struct ha_decision decision;
	enum ha_status status;

	if (policy.aclexec == HA_ACLEXEC_RUN)
		policy.aclexec = HA_ACLEXEC_PASS;
	actor->request->user_state = HA_USER_FAVOURED;
	status = ha_decide(tables, actor->request, &actor->resolver, &policy,
	    NULL, &decision);
	actor->request->user_state = HA_USER_UNTOLD;
	if (status != HA_OK)
		return status;
	*may = decision.verdict != HA_DENY;
	ha_decision_free(&decision);
	return HA_OK;
}

/* The account phase will know whose verdict it is. */
static enum ha_status
depends_on_account(const struct call *call, const struct ha_tables *tables,
    struct mod_actor *actor, enum ha_verdict verdict, bool *depends)
{
	*depends = false;
	if (call->items.phase != MOD_AUTH || verdict == HA_ALLOW ||
	    !actor->request->has_missed_user)
		return HA_OK;
	return may_be_admitted(call, tables, actor, depends);
}

/* Tells the log, does what the rule wants, and keeps the verdict. */
static int
carry_out(struct call *call, struct mod_actor *actor,
    const struct ha_decision *decision)
{
	enum ha_verdict verdict = decision->verdict;
	struct mod_report report = { .args = &call->args,
		.items = &call->items,
		.request = actor->request,
		.decision = decision };

	mod_log_diagnostics(call->pamh, &report);
	if (actor->request->has_missed_server)
		mod_log_untold_server(call->pamh);
	mod_log_decision(&report);
	mod_actor_finish(actor, decision);
	mod_cache_put(call->pamh, &call->args, &call->items, verdict);
	return code_of(call, verdict);
}

static int
decide_with(struct call *call, struct mod_actor *actor)
{
	struct ha_loader loader = { .index_folder = index_folder(&call->args) };
	struct ha_tables tables = tables_of(&call->args, &loader);
	struct ha_policy policy = policy_of(call, actor);
	struct ha_decision decision;
	bool is_left;
	int code = PAM_BUF_ERR;

	if (ha_decide(&tables, actor->request, &actor->resolver, &policy, NULL,
		&decision) != HA_OK)
		return PAM_BUF_ERR;
	if (depends_on_account(call, &tables, actor, decision.verdict,
		&is_left) == HA_OK) {
		code = is_left ? PAM_IGNORE : carry_out(call, actor, &decision);
		if (is_left)
			mod_log_untold_user(call->pamh);
	}
	ha_decision_free(&decision);
	return code;
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
	mod_items_request(&call->args, &call->items, &request);
	code = decide_with(call, &actor);
	if (lookup.is_shared)
		mod_log_shared_user(call->pamh);
	mod_actor_free(&actor);
	ha_request_free(&request);
	ha_lookup_end(&lookup);
	return code;
}

/* Refused whatever the rules say. */
static int
refuse(struct call *call, const char *why)
{
	struct ha_request request = HA_REQUEST_INIT;
	struct mod_report report = { .args = &call->args,
		.items = &call->items,
		.request = &request,
		.why = why };

	mod_log_decision(&report);
	mod_cache_put(call->pamh, &call->args, &call->items, HA_DENY);
	return code_of(call, HA_DENY);
}

/* Nobody gave a remote host: no_rhost= says what that means. */
static int
decide_without_host(struct call *call)
{
	switch ((enum ha_module_no_rhost)call->args.no_rhost) {
	case HA_MODULE_NO_RHOST_UNKNOWN:
		return decide(call);
	case HA_MODULE_NO_RHOST_IGNORE:
		return PAM_IGNORE;
	case HA_MODULE_NO_RHOST_DENY:
		break;
	}
	return refuse(call, "no remote host was given");
}

static int
check_items(struct call *call)
{
	enum ha_verdict verdict;

	if (mod_cache_get(call->pamh, &call->args, &call->items, &verdict))
		return code_of(call, verdict);
	if (mod_items_lack_host(&call->items))
		return decide_without_host(call);
	if (mod_items_disagree(&call->items)) {
		mod_log_disagreement(call->pamh, &call->items);
		return refuse(call, "error: two addresses were given");
	}
	return decide(call);
}

static int
check_host(pam_handle_t *pamh, int flags, enum mod_phase phase, int argc,
    const char **argv)
{
	struct call call = { .pamh = pamh, .flags = flags };
	const char *bad;
	int code = PAM_BUF_ERR;

	if (!ha_module_args_read(argc, argv, &call.args, &bad)) {
		mod_log_bad_argument(pamh, bad);
		return PAM_SERVICE_ERR;
	}
	if (mod_items_read(pamh, &call.args, phase, &call.items))
		code = check_items(&call);
	mod_items_free(&call.items);
	return code;
}

/*
 * A thread that is to be cancelled ends when the module is done.  If it ended
 * before, it would leave a child and descriptors behind, and the lock on what
 * all services of the machine share.
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
