#include "items.h"

#include <security/pam_ext.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "log.h"

const char *
mod_phase_name(enum mod_phase phase)
{
	switch (phase) {
	case MOD_AUTH:
		return "auth";
	case MOD_ACCOUNT:
		return "account";
	case MOD_SESSION:
		return "session";
	}
	return "";
}

static const char *
get_item(pam_handle_t *pamh, int item)
{
	const void *value = NULL;

	if (pam_get_item(pamh, item, &value) != PAM_SUCCESS || value == NULL)
		return "";
	return value;
}

/*
 * sshd's own word on the connection.  Before the session nobody else can
 * write the PAM environment; later modules may merge the user's into it.
 */
static const char *
get_connection(pam_handle_t *pamh, enum mod_phase phase)
{
	const char *connection;

	if (phase == MOD_SESSION || strcmp(get_item(pamh, PAM_TTY), "ssh") != 0)
		return "";
	connection = pam_getenv(pamh, "SSH_CONNECTION");
	return connection != NULL ? connection : "";
}

void
mod_items_read(pam_handle_t *pamh, const struct ha_module_args *args,
    enum mod_phase phase, struct mod_items *items)
{
	items->phase = phase;
	items->service =
	    args->daemon != NULL ? args->daemon : get_item(pamh, PAM_SERVICE);
	items->rhost = get_item(pamh, PAM_RHOST);
	items->account = get_item(pamh, PAM_USER);
	items->ruser = args->user == HA_MODULE_USER_LOGIN
	    ? items->account
	    : get_item(pamh, PAM_RUSER);
	items->connection = get_connection(pamh, phase);
}

/* Words that services write where they know no host. */
static bool
is_placeholder(struct ha_span rhost)
{
	static const char *const words[] = { "", "unknown", "[local]",
		"IHaveNoIdeaHowIGotHere" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (ha_span_equal_fold(rhost, ha_span_of(words[i])))
			return true;
	}
	return false;
}

bool
mod_items_lack_host(const struct mod_items *items)
{
	struct ha_request ignored = HA_REQUEST_INIT;

	return !ha_request_set_connection(&ignored,
		   ha_span_of(items->connection)) &&
	    is_placeholder(ha_span_of(items->rhost));
}

/* What names= makes of a host name that nothing confirms yet. */
static void
take_name(const struct ha_module_args *args, struct ha_span name,
    struct ha_host *client)
{
	switch ((enum ha_module_names)args->names) {
	case HA_MODULE_NAMES_VERIFY:
		ha_host_claim_name(client, name);
		break;
	case HA_MODULE_NAMES_TRUST:
		ha_host_set_name(client, name);
		break;
	case HA_MODULE_NAMES_IGNORE:
		break;
	}
}

/* What else stands in PAM_RHOST is no name, and its client is unknown. */
static bool
is_host_name(struct ha_span text)
{
	return ha_is_host_name(text) && !is_placeholder(text);
}

/* The address is sshd's; PAM_RHOST may add the name that UseDNS found. */
static void
add_name(pam_handle_t *pamh, const struct ha_module_args *args,
    const struct mod_items *items, struct ha_host *client)
{
	struct ha_span rhost = ha_span_of(items->rhost);
	struct ha_addr other;

	if (ha_addr_parse_host(rhost, &other)) {
		if (!ha_addr_equal(&client->addr, &other))
			mod_log_disagreement(pamh, items->rhost, client);
	} else if (is_host_name(rhost)) {
		take_name(args, rhost, client);
	}
}

static void
read_rhost(const struct ha_module_args *args, struct ha_span rhost,
    struct ha_host *client)
{
	if (ha_host_set_addr(client, rhost)) {
		client->name_fact = HA_FACT_UNASKED;
	} else if (is_host_name(rhost) &&
	    args->names != HA_MODULE_NAMES_IGNORE) {
		/* A name without an address: what it resolves to is open. */
		client->addr_fact = HA_FACT_UNASKED;
		take_name(args, rhost, client);
	}
}

void
mod_items_request(pam_handle_t *pamh, const struct ha_module_args *args,
    const struct mod_items *items, struct ha_request *request)
{
	*request = HA_REQUEST_INIT;
	request->service = ha_span_of(items->service);
	request->user = ha_span_of(items->ruser);
	request->pid = (unsigned long)getpid();
	if (ha_request_set_connection(request, ha_span_of(items->connection)))
		add_name(pamh, args, items, &request->client);
	else
		read_rhost(args, ha_span_of(items->rhost), &request->client);
}
